"""What a person asks of a plan."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInput:
    first_day: date
    last_day: date
    start_postcode: str
    user_ids: tuple[int, ...]
    municipality_code: str | None = None
    postcode_from: str | None = None
    postcode_to: str | None = None
    district: str | None = None
    candidates: int = 120
    visit_minutes: int = 60
    most_per_day: int = 4
    earliest: time = time(9)
    latest: time = time(15, 30)
