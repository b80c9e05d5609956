"""The proportion rule (rimelighedskrav, BAB § 65): how many citizens one workplace may have in placements. Pure.

The authority decides in VITAS. What stands here is an estimate: the register tells heads, not full-time employees,
and counts subsidised staff as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

FULL_TIME = Decimal(37)
IN_HOURS_FROM = date(2020, 1, 1)
"""From this day on persons count by their hours; before it everybody counted as one."""
SMALL = 50
COUNTED = frozenset({"work_placement", "wage_subsidy", "community_service_job"})
"""The cooperation types that take up places."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """The estimate with what it rests on. `employees` None: the register does not know; then nothing is estimated.

    `unknown_hours`: so many placements without hours a week, each counted as full time.
    """

    day: date
    employees: int | None
    exact: bool
    persons: int
    unknown_hours: int
    taken: Decimal  # full-time places
    allowed: int | None

    @property
    def left(self) -> Decimal | None:
        return None if self.allowed is None else max(Decimal(0), self.allowed - self.taken)


def allowed_places(employees: int) -> int:
    """One for each five employees up to 50, at least one; above that one more for each ten."""
    if employees <= SMALL:
        return max(1, employees // 5)
    return 10 + (employees - SMALL) // 10


def estimate(employees: int | None, hours: Iterable[Decimal | None], day: date, *, exact: bool = True) -> Proportion:
    """`hours`: a week's hours of each who is in a placement at the workplace on the day; None: nobody knows."""
    known = list(hours)
    in_hours = day >= IN_HOURS_FROM
    taken = sum((_share(each) if in_hours else Decimal(1) for each in known), Decimal(0))
    return Proportion(
        day=day,
        employees=employees,
        exact=exact,
        persons=len(known),
        unknown_hours=sum(each is None for each in known) if in_hours else 0,
        taken=taken.quantize(Decimal("0.1")),
        allowed=None if employees is None else allowed_places(employees),
    )


def _share(hours: Decimal | None) -> Decimal:
    return Decimal(1) if hours is None else min(Decimal(1), hours / FULL_TIME)
