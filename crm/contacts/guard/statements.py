"""What the guard asks the database, about companies by their numbers or by a selection of them.

Building a statement takes many times as long as running it, so that each is built once; moments and days are
parameters (`moments`).
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from crm.contacts.guard.decide import INCOMING_COUNTS, PROMISE_KEPT, VISITS_AHEAD
from crm.contacts.models import (
    ContactClaim,
    ContactRefusal,
    CooldownDays,
    Interaction,
    OutreachPause,
    ProtectionBasis,
    Task,
    TaskKind,
)
from crm.contacts.words import NOT_REACHED, Direction
from crm.cooperation.models import Cooperation
from crm.db import Moment
from crm.employer_requests.models import EmployerRequest
from crm.register.models import Company, JobCentre, Workplace
from crm.values.clock import local_date
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import PLANNED, Visit, VisitReminder, VisitStatus

Selected = sa.Select[*tuple[Any, ...]]
_TODAY: Any = sa.bindparam("today", type_=sa.Date)


def moments(moment: datetime) -> dict[str, Any]:
    """Every moment and day that a statement asks about."""
    return {
        "moment": moment,
        "today": local_date(moment),
        "yesterday": moment - timedelta(days=1),
        "tomorrow": moment + timedelta(days=1),
        "visits_until": moment + VISITS_AHEAD + timedelta(days=2),
        "promised_since": moment - PROMISE_KEPT,
        "incoming_since": moment - INCOMING_COUNTS,
    }


def _at(name: str) -> Any:
    return sa.bindparam(name, type_=Moment)


cooldowns: Selected = sa.select(col(CooldownDays.kind), col(CooldownDays.reached), col(CooldownDays.days))


def companies(ids: Any) -> Selected:
    return sa.select(col(Company.id), col(Company.advertising_protected)).where(col(Company.id).in_(ids))


def refusals(ids: Any) -> Selected:
    table = ContactRefusal
    return (
        sa.select(
            col(table.company_id),
            col(table.scope),
            col(table.unit_id),
            col(table.until),
            col(table.recorded_at),
            col(table.recorded_by_user_id),
        )
        .where(
            col(table.company_id).in_(ids),
            col(table.lifted_at).is_(None),
            col(table.until) >= _TODAY,
            col(table.recorded_at) <= _at("moment"),
        )
        .order_by(col(table.id))
    )


def pauses(ids: Any) -> Selected:
    table = OutreachPause
    return (
        sa.select(col(table.company_id), col(table.until), col(table.recorded_at), col(table.recorded_by_user_id))
        .where(
            col(table.company_id).in_(ids),
            col(table.lifted_at).is_(None),
            col(table.until) >= _TODAY,
            col(table.recorded_at) <= _at("moment"),
        )
        .order_by(col(table.id))
    )


def visits(ids: Any) -> Selected:
    """A day more on either side: the rule counts local days."""
    return (
        sa.select(
            col(Visit.company_id),
            col(Visit.starts_at),
            col(Visit.lead_user_id),
            col(Visit.unit_id),
            col(Visit.status).in_(PLANNED),
        )
        .where(
            col(Visit.company_id).in_(ids),
            col(Visit.status).in_((*PLANNED, VisitStatus.HELD)),
            col(Visit.starts_at).between(_at("yesterday"), _at("visits_until")),
            col(Visit.created_at) <= _at("moment"),
        )
        .order_by(col(Visit.starts_at))
    )


def requests(ids: Any) -> Selected:
    table = EmployerRequest
    return (
        sa.select(
            col(table.company_id), col(table.received_at), col(table.owner_user_id), col(table.unit_id), col(table.id)
        )
        .where(
            col(table.company_id).in_(ids),
            col(table.closed_at).is_(None),
            col(table.recorded_at) <= _at("moment"),
        )
        .order_by(col(table.received_at), col(table.id))
    )


def tasks(ids: Any) -> Selected:
    """Open ones that are due by tomorrow, and promised calls whenever they are due.

    One that asks for the report of a visit is due to us, not to the company: it is no appointment.
    """
    promised = sa.and_(
        col(Task.kind) == TaskKind.CALL_BACK, col(Task.promised), col(Task.due_at) > _at("promised_since")
    )
    return (
        sa.select(col(Task.company_id), col(Task.due_at), col(Task.owner_user_id), col(Task.unit_id), promised)
        .where(
            col(Task.company_id).in_(ids),
            col(Task.done_at).is_(None),
            col(Task.created_at) <= _at("moment"),
            ~sa.exists().where(col(VisitReminder.task_id) == col(Task.id)),
            sa.or_(promised, col(Task.due_at) < _at("tomorrow")),
        )
        .order_by(col(Task.due_at))
    )


def claims(ids: Any) -> Selected:
    table = ContactClaim
    return sa.select(col(table.company_id), col(table.user_id), col(table.claimed_at), col(table.expires_at)).where(
        col(table.company_id).in_(ids), col(table.expires_at) > _at("moment"), col(table.claimed_at) <= _at("moment")
    )


def latest_contacts(ids: Any) -> Selected:
    table = Interaction
    reached = col(table.outcome).not_in(NOT_REACHED)
    place = sa.func.row_number().over(
        partition_by=(col(table.company_id), col(table.kind), reached),
        order_by=(col(table.at).desc(), col(table.id).desc()),
    )
    recent = (
        sa.select(
            col(table.company_id),
            col(table.kind),
            reached.label("reached"),
            col(table.at),
            col(table.recorded_by_user_id),
            col(table.unit_id),
            place.label("place"),
        )
        .where(
            col(table.company_id).in_(ids),
            col(table.retired_at).is_(None),
            col(table.direction) == Direction.OUTGOING,
            col(table.at).between(_at("contacts_since"), _at("moment")),
            col(table.entry) != sa.bindparam("without_entry", type_=sa.String),
        )
        .subquery()
    )
    return sa.select(recent).where(recent.c.place == 1).order_by(recent.c.at.desc())


def contacts(ids: Any) -> Selected:
    """Any outgoing contact at all; `latest_contacts` are those that a rest may follow."""
    table = Interaction
    return sa.select(col(table.id)).where(
        col(table.company_id).in_(ids), col(table.retired_at).is_(None), col(table.direction) == Direction.OUTGOING
    )


def sources(ids: Any) -> Any:
    """The names of those of these that have something to say: of most companies hardly any has."""
    every = (refusals, pauses, visits, requests, tasks, claims, contacts)
    return sa.union_all(
        *(sa.select(sa.literal_column(f"'{each.__name__}'")).where(each(ids).order_by(None).exists()) for each in every)
    )


def bases(ids: Any) -> Selected:
    table = ProtectionBasis
    return (
        sa.select(col(table.company_id))
        .where(
            col(table.company_id).in_(ids),
            col(table.withdrawn_at).is_(None),
            sa.or_(col(table.until).is_(None), col(table.until) >= _TODAY),
            col(table.recorded_at) <= _at("moment"),
        )
        .distinct()
    )


def running(ids: Any) -> Selected:
    return (
        sa.select(col(Workplace.company_id))
        .join(Cooperation, col(Cooperation.workplace_id) == col(Workplace.id))
        .join(JobCentre, sa.and_(col(JobCentre.code) == col(Cooperation.job_centre_code), col(JobCentre.own)))
        .where(
            col(Workplace.company_id).in_(ids),
            col(Cooperation.retired_at).is_(None),
            col(Cooperation.status) == CooperationStatus.ACTIVE,
            col(Cooperation.start_date) <= _TODAY,
            sa.or_(col(Cooperation.end_date).is_(None), col(Cooperation.end_date) >= _TODAY),
        )
        .distinct()
    )


def called_us(ids: Any) -> Selected:
    return (
        sa.select(col(Interaction.company_id), sa.func.max(col(Interaction.at)))
        .where(
            col(Interaction.company_id).in_(ids),
            col(Interaction.retired_at).is_(None),
            col(Interaction.direction) == Direction.INCOMING,
            col(Interaction.at).between(_at("incoming_since"), _at("moment")),
        )
        .group_by(col(Interaction.company_id))
    )
