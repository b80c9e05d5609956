"""What an installation starts with: usual opening hours, public holidays and the municipality's own closed days."""

from datetime import date, time
from functools import cache
from types import MappingProxyType

import holidays

from crm.values.working_time import Block, SpecialDay, Week

HOURS: Week = MappingProxyType(
    {**dict.fromkeys(range(4), (Block(time(8), time(16)),)), 4: (Block(time(8), time(14)),)}  # 4 is Friday
)
SINCE = date(2000, 1, 1)
"""The first day of the first opening hours; days before it are as they were then."""
NOON = time(12)


@cache
def days(year: int) -> dict[date, SpecialDay]:
    """Public holidays by their Danish names; 24 and 31 December closed; 1 May and 5 June until noon."""
    municipal = {
        date(year, 5, 1): SpecialDay("1. maj", open_until=NOON),
        date(year, 6, 5): SpecialDay("Grundlovsdag", open_until=NOON),
        date(year, 12, 24): SpecialDay("Juleaftensdag"),
        date(year, 12, 31): SpecialDay("Nytårsaftensdag"),
    }
    public = holidays.country_holidays("DK", years=year, language="da")
    return municipal | {day: SpecialDay(name) for day, name in sorted(public.items())}
