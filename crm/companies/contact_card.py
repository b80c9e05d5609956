"""What a company's page says of contacts: the guard's answer, people, timeline, wishes, what was heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crm.accounts.queries import user_names
from crm.contacts.guard import Ask, Caller, Verdict
from crm.contacts.guard.gather import verdict, verdicts
from crm.contacts.guard.pressure import MonthPressure, pressure_by_month
from crm.contacts.guard.telling import People, guard_people
from crm.contacts.models import ContactRefusal, OutreachPause, ProtectionBasis
from crm.contacts.queries.companies import last_spoken_at
from crm.contacts.queries.heard import Heard, interests_shown, needs_heard
from crm.contacts.queries.people import PersonLine, people_of
from crm.contacts.queries.restrictions import bases_of, owners_of, pauses_of, refusals_of
from crm.contacts.queries.tasks import TaskLine, company_tasks
from crm.contacts.queries.timeline import TimelinePage, timeline
from crm.contacts.queries.timeline_places import Cursor
from crm.contacts.words import ContactKind
from crm.values.clock import local_date
from crm.visits.models import Visit
from crm.visits.queries.visits import planned_at

ENTRIES = 10
"""So many entries of the timeline stand on the company's page."""


@dataclass(frozen=True, slots=True)
class ContactCard:
    verdict: Verdict
    guard_people: People
    timeline: TimelinePage
    visits: Sequence[Visit]
    tasks: Sequence[TaskLine]
    people: Sequence[PersonLine]
    needs: Sequence[Heard]
    interests: Sequence[Heard]
    refusals: Sequence[ContactRefusal]
    pauses: Sequence[OutreachPause]
    bases: Sequence[ProtectionBasis]
    pressure: Sequence[MonthPressure]
    owner_id: int | None
    names: dict[int, str]

    @property
    def owner(self) -> str | None:
        return self.names.get(self.owner_id) if self.owner_id else None


def contact_card(on: Session, company_id: int, *, caller: Caller, now: datetime) -> ContactCard:
    """Everything in a number of queries that doesn't grow. The guard is asked about a call now."""
    today = local_date(now)
    answer = verdict(on, company_id, Ask(caller, ContactKind.CALL, now))
    refusals, pauses = refusals_of(on, company_id), pauses_of(on, company_id, today)
    bases = bases_of(on, company_id)
    visits = planned_at(on, company_id, now=now)
    owner_id = owners_of(on, [company_id]).get(company_id)
    writers = {owner_id, *(each.recorded_by_user_id for each in refusals), *(each.lead_user_id for each in visits)}
    writers |= {each.recorded_by_user_id for each in pauses} | {each.recorded_by_user_id for each in bases}
    return ContactCard(
        verdict=answer,
        guard_people=guard_people(on, [answer], reader_id=caller.user_id),
        timeline=timeline(on, company_id, before=Cursor.now(now), limit=ENTRIES),
        visits=visits,
        tasks=company_tasks(on, company_id),
        people=people_of(on, company_id, left_too=True),
        needs=needs_heard(on, company_id),
        interests=interests_shown(on, company_id),
        refusals=refusals,
        pauses=pauses,
        bases=bases,
        pressure=pressure_by_month(on, company_id, today=today),
        owner_id=owner_id,
        names=user_names(on, writers),
    )


@dataclass(frozen=True, slots=True)
class RowContacts:
    """What each row of a list of companies says of contacts."""

    verdicts: dict[int, Verdict]
    spoken: dict[int, datetime]


def row_contacts(on: Session, company_ids: Sequence[int], *, caller: Caller, now: datetime) -> RowContacts:
    """The guard's answer to a call now, and when each company was last spoken with; as many queries for 1 as for 50."""
    return RowContacts(verdicts(on, company_ids, Ask(caller, ContactKind.CALL, now)), last_spoken_at(on, company_ids))
