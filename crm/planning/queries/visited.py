"""Which companies were visited: the one place that says what counts as a visit.

A visit counts when it was held (`Visit` with the status held), or when somebody wrote of one that nobody had booked
(a contact of the kind visit at which somebody was reached). Both count on their local day, and a company counts once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.contacts.models import Interaction
from crm.contacts.words import NOT_REACHED, ContactKind
from crm.values.clock import local_date
from crm.visits.models import Visit, VisitStatus
from crm.visits.queries.visits import local_days


@dataclass(frozen=True, slots=True)
class Visited:
    """The last day on which people of this unit (None: of no unit) visited the company."""

    company_id: int
    unit_id: int | None
    day: date


def visited(on: Session, company_ids: Any, *, until: date | None = None) -> list[Visited]:
    """By company and unit, up to the end of the day; `company_ids` is a selection or a list. Two queries."""
    return [
        Visited(company_id, unit_id, local_date(at))
        for query in (_held(company_ids, until), _told_of(company_ids, until))
        for company_id, unit_id, at in on.connection().execute(query)
    ]


def last_visits(found: Sequence[Visited]) -> dict[int, date]:
    """By company, whoever made it."""
    days: dict[int, date] = {}
    for each in found:
        days[each.company_id] = max(each.day, days.get(each.company_id, each.day))
    return days


def _held(company_ids: Any, until: date | None) -> Any:
    columns: tuple[Any, ...] = (col(Visit.company_id), col(Visit.unit_id), sa.func.max(col(Visit.starts_at)))
    query = sa.select(*columns).where(
        col(Visit.company_id).in_(company_ids),
        col(Visit.status) == VisitStatus.HELD,
        *_before(col(Visit.starts_at), until),
    )
    return query.group_by(col(Visit.company_id), col(Visit.unit_id))


def _told_of(company_ids: Any, until: date | None) -> Any:
    columns: tuple[Any, ...] = (
        col(Interaction.company_id), col(Interaction.unit_id), sa.func.max(col(Interaction.at)),
    )  # fmt: skip
    query = sa.select(*columns).where(
        col(Interaction.company_id).in_(company_ids),
        col(Interaction.retired_at).is_(None),
        col(Interaction.kind) == ContactKind.VISIT,
        col(Interaction.outcome).not_in(NOT_REACHED),
        *_before(col(Interaction.at), until),
    )
    return query.group_by(col(Interaction.company_id), col(Interaction.unit_id))


def _before(moment: Any, until: date | None) -> list[Any]:
    return [] if until is None else [moment < local_days(until, until)[1]]
