"""Pure: how many of the positions that companies asked for were filled, and how soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median


@dataclass(frozen=True, slots=True)
class AnsweredOrder:
    """A job order whose outcome is known. `unit_id` is that of its request."""

    ordered_on: date
    answered_on: date
    unit_id: int
    category_id: int
    positions: int
    by_us: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """`days`: the middle number of days from the order to its last filled position; None when none was filled."""

    orders: int = 0
    positions: int = 0
    by_us: int = 0
    otherwise: int = 0
    days: int | None = None

    @property
    def filled(self) -> int:
        return self.by_us + self.otherwise


def order_figures(answered: Iterable[AnsweredOrder]) -> OrderFigures:
    """Of these orders together. Shares are of positions, not of orders; orders that are still open don't count."""
    rows = list(answered)
    days = [(row.answered_on - row.ordered_on).days for row in rows if row.by_us + row.otherwise]
    return OrderFigures(
        orders=len(rows),
        positions=sum(row.positions for row in rows),
        by_us=sum(row.by_us for row in rows),
        otherwise=sum(row.otherwise for row in rows),
        days=round(median(days)) if days else None,
    )
