"""Which workplace is meant: by its P-number, or as the only one of a company that lives on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from crm.register.chunks import chunks
from crm.register.core import company, workplace, workplace_life, workplace_state


@dataclass(slots=True)
class Lifetime:
    """One workplace's life, and the company it belongs to from each day on."""

    start_date: date
    end_date: date | None
    companies: dict[date, int] = field(default_factory=dict)

    def is_with(self, company_id: int, day: date) -> bool:
        """Alive on the day, and then with this company. The earliest state also holds backwards."""
        if day < self.start_date or (self.end_date is not None and day > self.end_date):
            return False
        since = max((first for first in self.companies if first <= day), default=None)
        return self.companies[since or min(self.companies)] == company_id


def known_workplaces(on: Session, p_numbers: Iterable[str]) -> dict[str, tuple[int, frozenset[str]]]:
    """By P-number: the workplace's id, and the CVR numbers of all companies it is known to have belonged to."""
    found: dict[str, tuple[int, frozenset[str]]] = {}
    for part in chunks(sorted(set(p_numbers))):
        rows = on.connection().execute(
            sa.select(workplace.c.p_number, workplace.c.id, company.c.cvr)
            .join(workplace_state, workplace_state.c.workplace_id == workplace.c.id)
            .join(company, company.c.id == workplace_state.c.company_id)
            .where(workplace.c.p_number.in_(part), workplace_state.c.retired_at.is_(None))
            .distinct()
        )
        for p_number, workplace_id, cvr in rows:
            _, cvrs = found.get(p_number, (0, frozenset()))
            found[p_number] = (workplace_id, cvrs | {cvr})
    return found


def lifetimes_by_company(on: Session, cvrs: Iterable[str]) -> Mapping[str, tuple[int, Mapping[int, Lifetime]]]:
    """By CVR number: the company's id, and the lifetimes by id of every workplace that was ever with it."""
    found: dict[str, tuple[int, dict[int, Lifetime]]] = {}
    for part in chunks(sorted(set(cvrs))):
        _add_companies(on, part, found)
    return found


def only_living(companies: Mapping[str, tuple[int, Mapping[int, Lifetime]]], cvr: str | None, day: date) -> int | None:
    """The id of the company's workplace when it has exactly one living one on the day."""
    if cvr is None or cvr not in companies:
        return None
    company_id, lifetimes = companies[cvr]
    living = [workplace_id for workplace_id, lifetime in lifetimes.items() if lifetime.is_with(company_id, day)]
    return living[0] if len(living) == 1 else None


def _add_companies(on: Session, cvrs: Sequence[str], found: dict[str, tuple[int, dict[int, Lifetime]]]) -> None:
    ever = (
        sa.select(workplace_state.c.workplace_id, company.c.id.label("company_id"), company.c.cvr)
        .join(company, company.c.id == workplace_state.c.company_id)
        .where(company.c.cvr.in_(cvrs), workplace_state.c.retired_at.is_(None))
        .distinct()
        .cte("ever")
    )
    with_company: dict[int, list[dict[int, Lifetime]]] = defaultdict(list)
    for workplace_id, company_id, cvr in on.connection().execute(sa.select(ever)):
        with_company[workplace_id].append(found.setdefault(cvr, (company_id, {}))[1])
    rows = on.connection().execute(
        sa.select(
            workplace_state.c.workplace_id,
            workplace_state.c.valid_from,
            workplace_state.c.company_id,
            workplace_life.c.start_date,
            workplace_life.c.end_date,
        )
        .join(workplace_life, workplace_life.c.workplace_id == workplace_state.c.workplace_id)
        .where(
            workplace_state.c.workplace_id.in_(sa.select(ever.c.workplace_id)),
            workplace_state.c.retired_at.is_(None),
            workplace_life.c.retired_at.is_(None),
        )
    )
    for workplace_id, valid_from, company_id, start_date, end_date in rows:
        for lifetimes in with_company[workplace_id]:
            lifetime = lifetimes.setdefault(workplace_id, Lifetime(start_date, end_date))
            lifetime.companies[valid_from] = company_id
