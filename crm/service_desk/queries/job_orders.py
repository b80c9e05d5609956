"""The list of job orders: open, past their deadline, or answered; and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.contacts.guard import Caller
from crm.employer_requests.job_order_models import JobOrder
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.order_figures import OrderFigures, order_figures
from crm.employer_requests.queries.job_orders import ORDER_OPEN, OrderLine, answered_orders, is_overdue, orders_where
from crm.register.models import Company
from crm.values.periods import Period, months_before
from crm.web.paging import PAGE_SIZE, Page

TEXT_LIMIT = 100


class Whose(StrEnum):
    ALL = "all"
    MINE = "mine"
    UNIT = "unit"


class Which(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class OrderFilter:
    whose: Whose = Whose.ALL
    which: Which = Which.OPEN
    unit: int | None = None
    text: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str], text: str, otherwise: Whose) -> "OrderFilter":
        """From the address; what is odd is no filter."""
        unit = args.get("unit", "")
        whose, which = args.get("whose"), args.get("which")
        return cls(
            whose=Whose(whose) if whose in set(Whose) else otherwise,
            which=Which(which) if which in set(Which) else Which.OPEN,
            unit=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else None,
            text=text[:TEXT_LIMIT],
        )

    @property
    def in_use(self) -> bool:
        return bool(self.unit or self.text)

    def parameters(self) -> dict[str, Any]:
        """As they stand in the address."""
        found = {"whose": self.whose.value, "which": self.which.value, "unit": self.unit, "q": self.text}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """A page of `OrderLine`s, how many there are of each kind, and what came of those of the last twelve months."""

    page: Page
    counts: dict[Which, int]
    figures: OrderFigures


def orders_page(on: Session, wanted: OrderFilter, *, caller: Caller, number: int, today: date) -> OrdersPage:
    """Three queries. The figures are of the same colleagues and unit; a text narrows the list only."""
    whose, text = _whose(wanted, caller), _text(wanted.text)
    counts = _counts(on, [*whose, *text], today)
    total = counts[wanted.which]
    number = min(number, max(1, -(-total // PAGE_SIZE)))
    rows = orders_where(_which(wanted.which, today), *whose, *text).order_by(*_order(wanted.which))
    lines = [OrderLine(*row) for row in on.execute(rows.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))]
    year = Period(months_before(today, 12), today)
    return OrdersPage(Page(lines, total, number), counts, order_figures(answered_orders(on, year, *whose)))


def _which(which: Which, today: date) -> sa.ColumnElement[bool]:
    return {Which.OPEN: ORDER_OPEN, Which.OVERDUE: is_overdue(today), Which.ANSWERED: ~ORDER_OPEN}[which]


def _order(which: Which) -> list[Any]:
    if which is Which.ANSWERED:
        return [col(JobOrder.answered_on).desc(), col(JobOrder.id).desc()]
    return [col(JobOrder.deadline), col(JobOrder.id)]


def _whose(wanted: OrderFilter, caller: Caller) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.whose is Whose.MINE:
        found.append(col(EmployerRequest.owner_user_id) == caller.user_id)
    if wanted.whose is Whose.UNIT:
        found.append(col(EmployerRequest.unit_id) == caller.unit_id)
    if wanted.unit is not None:
        found.append(col(EmployerRequest.unit_id) == wanted.unit)
    return found


def _text(text: str) -> list[sa.ColumnElement[bool]]:
    places = [
        col(JobOrder.title),
        col(JobOrder.occupation),
        col(JobOrder.jobnet_number),
        col(EmployerRequest.reference),
        sa.func.coalesce(col(Company.search_text), ""),
    ]
    return [sa.or_(*(place.icontains(word, autoescape=True) for place in places)) for word in text.split()]


def _counts(on: Session, where: list[sa.ColumnElement[bool]], today: date) -> dict[Which, int]:
    counted = [sa.func.count(sa.case((_which(which, today), 1))) for which in Which]
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(*counted)
        .select_from(JobOrder)
        .join(EmployerRequest, col(EmployerRequest.id) == col(JobOrder.request_id))
        .join(Company, col(Company.id) == col(EmployerRequest.company_id), isouter=True)
        .where(*where)
    )
    return dict(zip(Which, on.connection().execute(query).one(), strict=True))
