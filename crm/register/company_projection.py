"""What the list of companies shows: name, size, living workplaces and searchable text, from the workplaces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.register.chunks import chunks
from crm.register.core import company, workplace, workplace_state
from crm.values.alphabet import sort_key
from crm.values.bands import HeadcountBand

_COLUMNS = (
    "name",
    "sort_name",
    "legal_form",
    "advertising_protected",
    "living_workplaces",
    "headcount_lower",
    "headcount_upper",
    "first_start_date",
    "search_text",
)
_PART = 2_000


@dataclass(slots=True)
class _Said:
    """The newest thing the states of a company's workplaces say of the company itself."""

    name: str | None = None
    legal_form: str | None = None
    advertising_protected: bool | None = None


def refresh_companies(on: Session, today: date, company_ids: Sequence[int] | None) -> int:
    """Compute these companies (None: all) from their workplaces' rows and states. Returns how many changed."""
    if company_ids is None:
        company_ids = list(on.connection().execute(sa.select(company.c.id).order_by(company.c.id)).scalars())
    changed = 0
    for part in chunks(company_ids, _PART):
        changed += _refresh_part(on, today, part)
        mark = sa.update(company).values(projected_on=today).where(company.c.id.in_(part))
        on.connection().execute(mark.where(company.c.projected_on.is_distinct_from(today)))
    return changed


def _refresh_part(on: Session, today: date, part: Sequence[int]) -> int:
    said = _said(on, part)
    workplaces = _workplaces(on, part)
    columns = (company.c.id, company.c.cvr, *(company.c[name] for name in _COLUMNS))
    differing = []
    for row in on.connection().execute(sa.select(*columns).where(company.c.id.in_(part))):
        wanted = _projected(row, said.get(row.id, _Said()), workplaces.get(row.id, []), today)
        if any(getattr(row, name) != value for name, value in wanted.items()):
            differing.append({"row_id": row.id, **wanted})
    if differing:
        on.connection().execute(sa.update(company).where(company.c.id == sa.bindparam("row_id")), differing)
    return len(differing)


def _workplaces(on: Session, part: Sequence[int]) -> dict[int, list[Any]]:
    names = ("id", "company_id", "p_number", "name", "phone", "headcount", "headcount_exact", "headcount_band")
    rows = on.connection().execute(
        sa.select(*(workplace.c[name] for name in (*names, "start_date", "end_date")))
        .where(workplace.c.company_id.in_(part))
        .order_by(workplace.c.company_id, workplace.c.start_date, workplace.c.id)
    )
    return {company_id: list(found) for company_id, found in groupby(rows, key=attrgetter("company_id"))}


def _said(on: Session, part: Sequence[int]) -> dict[int, _Said]:
    """Later states overwrite earlier ones; what a state leaves empty it does not take back."""
    said: dict[int, _Said] = {}
    for row in _states_in_order(on, part):
        company_said = said.setdefault(row.company_id, _Said())
        company_said.name = row.company_name or company_said.name
        company_said.legal_form = row.legal_form or company_said.legal_form
        if row.advertising_protected is not None:
            company_said.advertising_protected = row.advertising_protected
    return said


def _states_in_order(on: Session, part: Sequence[int]) -> Iterator[Any]:
    """Oldest first; of one day the protected last, so that it wins."""
    names = ("company_id", "company_name", "legal_form", "advertising_protected")
    yield from on.connection().execute(
        sa.select(*(workplace_state.c[name] for name in names))
        .where(workplace_state.c.company_id.in_(part), workplace_state.c.retired_at.is_(None))
        .order_by(
            workplace_state.c.company_id,
            workplace_state.c.valid_from,
            sa.case((workplace_state.c.advertising_protected, 1), else_=0),
            workplace_state.c.id,
        )
    )


def _projected(row: Any, said: _Said, workplaces: Sequence[Any], today: date) -> dict[str, Any]:
    living = [
        each for each in workplaces if each.start_date <= today and (each.end_date is None or each.end_date >= today)
    ]
    first_named = (living or workplaces)[0].name if workplaces else row.name
    name = said.name or first_named
    lower, upper = _headcount(living)
    return {
        "name": name,
        "sort_name": sort_key(name)[:250],
        "legal_form": said.legal_form,
        "advertising_protected": bool(said.advertising_protected),
        "living_workplaces": len(living),
        "headcount_lower": lower,
        "headcount_upper": upper,
        "first_start_date": min((each.start_date for each in workplaces), default=None),
        "search_text": _search_text(row.cvr, name, workplaces),
    }


def _headcount(living: Sequence[Any]) -> tuple[int | None, int | None]:
    """Sums of what is known at least and at most; none where nothing is known, or nothing bounds it."""
    known = [each.headcount for each in living if each.headcount is not None]
    lower = sum(known) if known or not living else None
    highest = [_upper(each) for each in living]
    return lower, None if None in highest else sum(filter(None, highest))


def _upper(each: Any) -> int | None:
    if each.headcount is None or each.headcount_exact:
        return each.headcount  # type: ignore[no-any-return]
    return HeadcountBand(each.headcount_band).at_most


def _search_text(cvr: str, name: str, workplaces: Sequence[Any]) -> str:
    """Lower case; a line for each different text, so that a search never matches across two of them."""
    texts = [cvr, name.lower()]
    for each in workplaces:
        texts += [each.name.lower(), each.p_number, each.phone or ""]
    return "\n".join(dict.fromkeys(filter(None, texts)))
