"""What the tests of the visits' pages stand on: days that are still to come, and the booking page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from page_client import Page, PageClient

from crm.contacts.due import working_day_from
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.visiting.free_times import time_value


def soon(days: int = 7) -> date:
    """A working day about so many days ahead."""
    return working_day_from(local_date(utc_now()) + timedelta(days=days))


def at(hour: int, minute: int = 0, day: date | None = None) -> datetime:
    day = day or soon()
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN).astimezone(UTC)


def booking_page(client: PageClient, company: int, moment: datetime | None = None) -> Page:
    when = f"&at={time_value(moment).replace('+', '%2B')}" if moment else ""
    return client.get(f"/visits/new?company={company}{when}")


def book(client: PageClient, company: int, moment: datetime | None = None, *, status: int = 200, **more: Any) -> Page:
    """Press the button on the booking page."""
    page = booking_page(client, company, moment or at(10))
    return page.form("Book besøget").send(status=status, **({"purpose": "To lærlinge"} | more))
