"""Where a timeline's entries come from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from crm.contacts.models import ContactRefusal, Interaction, OutreachPause, ProtectionBasis, Task
from crm.cooperation.models import Cooperation
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.words import EventKind
from crm.register.models import Workplace, WorkplaceState
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import Visit


class EntryKind(StrEnum):
    """What a reader can narrow the timeline down to."""

    CONTACTS = "contacts"
    REQUESTS = "requests"
    VISITS = "visits"
    COOPERATIONS = "cooperations"
    WISHES = "wishes"
    TASKS = "tasks"
    REGISTER = "register"


class EntryEvent(StrEnum):
    CONTACT = "contact"
    REQUEST = "request"
    REQUEST_MESSAGE = "request_message"  # to the company or from it
    VISIT = "visit"
    COOPERATION_STARTS = "cooperation_starts"
    COOPERATION_ENDS = "cooperation_ends"
    REFUSAL_SET = "refusal_set"
    REFUSAL_LIFTED = "refusal_lifted"
    PAUSE_SET = "pause_set"
    PAUSE_LIFTED = "pause_lifted"
    BASIS_ADDED = "basis_added"
    BASIS_WITHDRAWN = "basis_withdrawn"
    TASK_DUE = "task_due"
    TASK_DONE = "task_done"
    WORKPLACE_OPENED = "workplace_opened"
    WORKPLACE_CHANGED = "workplace_changed"
    WORKPLACE_CLOSED = "workplace_closed"


@dataclass(frozen=True, slots=True)
class Source:
    """A table that says one thing. Names are columns: when it happened, when it became known, who, which unit."""

    rank: int  # decides between entries of the same moment
    event: EntryEvent
    kind: EntryKind
    table: Any
    at_name: str
    known_name: str | None
    conditions: tuple[Any, ...] = ()
    who_name: str | None = None
    unit_name: str | None = None
    workplace_name: str | None = None
    is_day: bool = False

    def column(self, name: str) -> Any:
        return col(getattr(self.table, name))

    def of_companies(self, company_ids: Any) -> Any:
        """Those of a selection of companies."""
        return self._where(_company_of(self.table).in_(company_ids))

    def of_company(self, company_id: Any) -> Any:
        return self._where(_company_of(self.table) == company_id)

    def _where(self, of_companies: Any) -> Any:
        """Bare rows with the table's columns: a page needs no more of them."""
        if self.table is Cooperation:
            of_companies = col(Cooperation.workplace_id).in_(sa.select(col(Workplace.id)).where(of_companies))
        if self.table is RequestEvent:
            of_companies = col(RequestEvent.request_id).in_(sa.select(col(EmployerRequest.id)).where(of_companies))
        return sa.select(*sa.inspect(self.table).columns).where(of_companies, *self.conditions)


def _company_of(table: Any) -> Any:
    """Where a row says whose it is; a cooperation says it through its workplace, a message through its request."""
    through = {Cooperation: Workplace, RequestEvent: EmployerRequest}
    return col(through.get(table, table).company_id)


def _changed() -> Any:
    """States that tell of more than a headcount: another name, address or line of business than the one before."""
    before, earlier = aliased(WorkplaceState), aliased(WorkplaceState)
    latest = (
        sa.select(sa.func.max(col(earlier.valid_from)))
        .where(
            col(earlier.workplace_id) == col(WorkplaceState.workplace_id),
            col(earlier.retired_at).is_(None),
            col(earlier.valid_from) < col(WorkplaceState.valid_from),
        )
        .correlate(WorkplaceState)
        .scalar_subquery()
    )
    told = ("name", "address", "postcode", "industry_code", "company_id")
    differs = (col(getattr(before, each)).is_distinct_from(col(getattr(WorkplaceState, each))) for each in told)
    return (
        sa.exists()
        .where(
            col(before.workplace_id) == col(WorkplaceState.workplace_id),
            col(before.retired_at).is_(None),
            col(before.valid_from) == latest,
            sa.or_(*differs),
        )
        .correlate(WorkplaceState)
    )


_REAL = (col(Cooperation.retired_at).is_(None), col(Cooperation.status) != CooperationStatus.CANCELLED)
# An expression, so that a company's few requests are looked through, and not all that was ever written.
_KIND = sa.func.coalesce(col(RequestEvent.kind), "", type_=sa.String)
_IS_MESSAGE = _KIND.in_([EventKind.MESSAGE_IN.value, EventKind.MESSAGE_OUT.value])
_BY, _UNIT, _PLACE = "recorded_by_user_id", "unit_id", "workplace_id"

SOURCES: tuple[Source, ...] = (
    Source(
        17,
        EntryEvent.REQUEST_MESSAGE,
        EntryKind.REQUESTS,
        RequestEvent,
        "at",
        "at",
        (_IS_MESSAGE,),
        "by_user_id",
    ),
    Source(
        16,
        EntryEvent.REQUEST,
        EntryKind.REQUESTS,
        EmployerRequest,
        "received_at",
        "recorded_at",
        (),
        "recorded_by_user_id",
        _UNIT,
        _PLACE,
    ),
    Source(
        15,
        EntryEvent.CONTACT,
        EntryKind.CONTACTS,
        Interaction,
        "at",
        "recorded_at",
        (col(Interaction.retired_at).is_(None),),
        _BY,
        _UNIT,
        _PLACE,
    ),
    Source(14, EntryEvent.VISIT, EntryKind.VISITS, Visit, "starts_at", "created_at", (), "lead_user_id", _UNIT, _PLACE),
    Source(
        13,
        EntryEvent.COOPERATION_STARTS,
        EntryKind.COOPERATIONS,
        Cooperation,
        "start_date",
        "recorded_at",
        _REAL,
        _BY,
        None,
        _PLACE,
        is_day=True,
    ),
    Source(
        12,
        EntryEvent.COOPERATION_ENDS,
        EntryKind.COOPERATIONS,
        Cooperation,
        "end_date",
        None,
        (*_REAL, col(Cooperation.end_date).is_not(None)),
        None,
        None,
        _PLACE,
        is_day=True,
    ),
    Source(11, EntryEvent.REFUSAL_SET, EntryKind.WISHES, ContactRefusal, "recorded_at", "recorded_at", (), _BY),
    Source(
        10,
        EntryEvent.REFUSAL_LIFTED,
        EntryKind.WISHES,
        ContactRefusal,
        "lifted_at",
        "lifted_at",
        (col(ContactRefusal.lifted_at).is_not(None),),
        "lifted_by_user_id",
    ),
    Source(9, EntryEvent.PAUSE_SET, EntryKind.WISHES, OutreachPause, "recorded_at", "recorded_at", (), _BY),
    Source(
        8,
        EntryEvent.PAUSE_LIFTED,
        EntryKind.WISHES,
        OutreachPause,
        "lifted_at",
        "lifted_at",
        (col(OutreachPause.lifted_at).is_not(None),),
        "lifted_by_user_id",
    ),
    Source(7, EntryEvent.BASIS_ADDED, EntryKind.WISHES, ProtectionBasis, "recorded_at", "recorded_at", (), _BY),
    Source(
        6,
        EntryEvent.BASIS_WITHDRAWN,
        EntryKind.WISHES,
        ProtectionBasis,
        "withdrawn_at",
        "withdrawn_at",
        (col(ProtectionBasis.withdrawn_at).is_not(None),),
        "withdrawn_by_user_id",
    ),
    Source(
        5,
        EntryEvent.TASK_DUE,
        EntryKind.TASKS,
        Task,
        "due_at",
        None,
        (col(Task.done_at).is_(None),),
        "owner_user_id",
        _UNIT,
        _PLACE,
    ),
    Source(
        4,
        EntryEvent.TASK_DONE,
        EntryKind.TASKS,
        Task,
        "done_at",
        None,
        (col(Task.done_at).is_not(None),),
        "done_by_user_id",
        None,
        _PLACE,
    ),
    Source(
        3,
        EntryEvent.WORKPLACE_OPENED,
        EntryKind.REGISTER,
        Workplace,
        "start_date",
        None,
        workplace_name="id",
        is_day=True,
    ),
    Source(
        2,
        EntryEvent.WORKPLACE_CHANGED,
        EntryKind.REGISTER,
        WorkplaceState,
        "valid_from",
        "recorded_at",
        (col(WorkplaceState.retired_at).is_(None), _changed()),
        workplace_name=_PLACE,
        is_day=True,
    ),
    Source(
        1,
        EntryEvent.WORKPLACE_CLOSED,
        EntryKind.REGISTER,
        Workplace,
        "end_date",
        None,
        (col(Workplace.end_date).is_not(None),),
        workplace_name="id",
        is_day=True,
    ),
)
