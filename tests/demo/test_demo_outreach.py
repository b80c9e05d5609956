"""The contacts of the made-up Aalborg: behaved, of the past, on the Monday morning when they are loaded."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, func, select

from crm.accounts.models import User
from crm.accounts.queries import user_by_email
from crm.audit.models import AuditEntry
from crm.campaigns.models import CallRecord, Campaign, CampaignReport
from crm.campaigns.queries.closing import report_of
from crm.campaigns.queries.queue import queue_of
from crm.campaigns.queries.statistics import statistics_of
from crm.campaigns.words import CampaignStatus, TargetState
from crm.contacts.guard.ask import Answer, Ask, Caller
from crm.contacts.guard.gather import verdicts
from crm.contacts.models import (
    CompanyOwner,
    ContactPerson,
    ContactRefusal,
    GuardEvent,
    GuardEventKind,
    Interaction,
    InterestMark,
    LabourNeed,
    OutreachPause,
    PersonPhone,
    ProtectionBasis,
    RefusalScope,
    Task,
)
from crm.contacts.titles import is_special_category
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.cooperation.models import Cooperation
from crm.db import Retirement, create_engine, open_session, transaction
from crm.demo.outreach.phrases import OF_ARRANGEMENTS
from crm.demo.services import Loaded, load_demo
from crm.register.models import Company, Workplace
from crm.values.clock import COPENHAGEN, local_date
from crm.values.cpr_guard import contains_cpr
from crm.values.phone import parse_phone
from crm.visits.models import Visit, VisitStatus
from crm.visits.queries.time import is_working_day

MONDAY = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
WORKPLACES = 3_000
PEOPLE = ("anna", "bo", "carla", "emil")


@pytest.fixture(scope="module")
def loaded(module_database_url: str) -> Loaded:
    """Loaded once: these tests only read."""
    engine = create_engine(module_database_url)
    with open_session(engine) as on, transaction(on):
        made = load_demo(on, workplaces=WORKPLACES, seed=1, today=local_date(MONDAY), now=MONDAY)
    engine.dispose()
    return made


@pytest.fixture
def database_url(loaded: Loaded, module_database_url: str) -> str:
    return module_database_url


def account(on: Session, name: str) -> User:
    user = user_by_email(on, f"{name}@jobcenter.example")
    assert user is not None
    return user


def caller(on: Session, name: str) -> Caller:
    user = account(on, name)
    return Caller(user.id or 0, user.unit_id)


def of_status(on: Session, status: CampaignStatus) -> Campaign:
    return on.exec(select(Campaign).where(Campaign.status == status)).one()


def count(on: Session, *conditions: Any) -> int:
    return on.connection().execute(sa.select(func.count()).where(*conditions)).scalar_one()


def in_scope(contact: Interaction, refusal: ContactRefusal) -> bool:
    return {
        RefusalScope.ALL: True,
        RefusalScope.PHONE: contact.kind is ContactKind.CALL,
        RefusalScope.CAMPAIGNS: contact.purpose is Purpose.CAMPAIGN,
        RefusalScope.UNIT: contact.unit_id == refusal.unit_id,
    }[refusal.scope]


def written(on: Session) -> Iterator[str]:
    yield from on.exec(select(Interaction.note))
    yield from on.exec(select(Task.title))
    yield from on.exec(select(ContactPerson.name))
    yield from on.exec(select(ContactRefusal.reason))


def test_people_speak_with_companies_in_working_hours(session: Session) -> None:
    for contact in session.exec(select(Interaction)):
        local = contact.at.astimezone(COPENHAGEN)
        assert is_working_day(local.date()), local
        assert 8 <= local.hour < 16, local


def test_nothing_lies_ahead_but_what_is_planned(session: Session) -> None:
    for table, *columns in (
        ("interaction", "at", "recorded_at", "retired_at"),
        ("call_record", "started_at", "ended_at"),
        ("campaign", "created_at", "started_at", "closed_at"),
        ("campaign_target", "added_at", "last_called_at"),
        ("company_owner", "since"),
        ("contact_person", "created_at"),
        ("contact_refusal", "recorded_at", "lifted_at"),
        ("guard_event", "at"),
        ("outreach_pause", "recorded_at"),
        ("protection_basis", "recorded_at"),
        ("task", "created_at", "done_at"),
        ("task_event", "at"),
        ("visit", "created_at"),
    ):
        rows = SQLModel.metadata.tables[table].c
        for name in columns:
            assert count(session, rows[name] > MONDAY) == 0, (table, name)
    today = local_date(MONDAY)
    assert count(session, col(ContactPerson.informed_on) > today) == 0
    assert count(session, col(ContactPerson.left_on) > today) == 0
    assert count(session, col(Visit.status) == VisitStatus.HELD, col(Visit.starts_at) > MONDAY) == 0
    assert count(session, col(Visit.status) != VisitStatus.HELD, col(Visit.starts_at) > MONDAY) > 3


def test_whoever_refused_is_left_in_peace(session: Session) -> None:
    refusals = session.exec(select(ContactRefusal)).all()
    assert {refusal.scope for refusal in refusals} == set(RefusalScope)
    for refusal in refusals:
        query = select(Interaction).where(
            Interaction.company_id == refusal.company_id,
            Interaction.direction == Direction.OUTGOING,
            col(Interaction.at) > refusal.recorded_at,
        )
        later = [contact for contact in session.exec(query) if in_scope(contact, refusal)]
        assert [contact for contact in later if refusal.lifted_at is None or contact.at < refusal.lifted_at] == []


def test_the_guard_has_every_answer_somewhere(session: Session) -> None:
    ids = [company_id or 0 for company_id in session.exec(select(Company.id))]
    ask = Ask(caller(session, "anna"), ContactKind.CALL, MONDAY)
    assert {verdict.answer for verdict in verdicts(session, ids, ask).values()} == set(Answer)


def test_what_the_guard_met_is_told(session: Session) -> None:
    events = session.exec(select(GuardEvent)).all()
    assert {event.kind for event in events} == set(GuardEventKind)
    for event in events:
        overridden = event.kind is GuardEventKind.OVERRIDDEN
        assert overridden == bool(event.why) == bool(event.interaction_entry)
        assert bool(event.legal_basis) == (overridden and "protected" in event.reasons)


def test_large_companies_are_spoken_with_more(session: Session) -> None:
    counts: Counter[int] = Counter(session.exec(select(Interaction.company_id)))
    sizes = dict(session.exec(select(Company.id, Company.headcount_lower)).all())
    large = [contacts for company_id, contacts in counts.items() if (sizes[company_id] or 0) >= 50]
    small = [contacts for company_id, contacts in counts.items() if (sizes[company_id] or 0) < 10]
    assert sum(large) / len(large) > 2 * sum(small) / len(small)


def test_contacts_are_of_all_kinds(session: Session, loaded: Loaded) -> None:
    contacts = session.exec(select(Interaction)).all()
    assert loaded.contacts > 700
    assert {contact.kind for contact in contacts} == set(ContactKind)
    assert {contact.direction for contact in contacts} == set(Direction)
    assert {contact.outcome for contact in contacts} == set(Outcome)
    assert {contact.retirement for contact in contacts} >= {None, Retirement.REPLACED}
    for model in (LabourNeed, InterestMark, OutreachPause, ProtectionBasis):
        assert session.exec(select(model).limit(1)).first() is not None
    notes = {contact.note for contact in contacts if contact.note}
    assert len(notes) > 150


def test_nobody_is_real_and_nothing_is_said_of_citizens(session: Session) -> None:
    for person in session.exec(select(ContactPerson)):
        assert not is_special_category(person.title)
        assert person.informed_on <= local_date(MONDAY)
    for number in session.exec(select(PersonPhone.number)):
        assert parse_phone(number) == number
        assert number.startswith("+4595")
    for text in written(session):
        assert not contains_cpr(text), text
        assert "{" not in text


def test_fixed_contact_persons_are_spread(session: Session) -> None:
    owned = Counter(session.exec(select(CompanyOwner.user_id)))
    assert all(owned[account(session, name).id or 0] >= 6 for name in PEOPLE)


def test_a_campaign_is_half_called(session: Session) -> None:
    running = of_status(session, CampaignStatus.RUNNING)
    figures = statistics_of(session, running, now=MONDAY)
    to_call = figures.states[TargetState.WAITING] + figures.states[TargetState.CALL_BACK]
    assert 0.3 < figures.states[TargetState.DONE] / (figures.states[TargetState.DONE] + to_call) < 0.7
    assert {line.name for line in figures.callers} == {"Anna Ageholm", "Bo Birkvang"}
    assert all(line.calls for line in figures.callers)
    assert figures.answers
    assert queue_of(session, running, caller(session, "anna").user_id, now=MONDAY.replace(hour=9)).ready > 10


def test_calls_of_one_person_come_one_after_the_other(session: Session) -> None:
    latest: dict[int, datetime] = {}
    for call in session.exec(select(CallRecord).order_by(col(CallRecord.user_id), col(CallRecord.started_at))):
        assert call.started_at >= latest.get(call.user_id, call.started_at)
        latest[call.user_id] = call.ended_at


def test_a_closed_campaign_has_its_report(session: Session) -> None:
    closed = of_status(session, CampaignStatus.CLOSED)
    report = report_of(session, closed.id or 0)
    assert report is not None
    assert report.figures.calls() > 5
    assert report.call_backs == ()
    assert len(session.exec(select(CampaignReport)).all()) == 1
    assert of_status(session, CampaignStatus.DRAFT).started_at is None


def test_it_is_one_line_in_the_trail(session: Session) -> None:
    verbs = Counter(session.exec(select(AuditEntry.verb)))
    assert verbs["demo.load"] == 1
    assert set(verbs) <= {"demo.load", "installation.init", "job_centre.add", "user.create"}


def test_nobody_asks_how_an_arrangement_is_going_where_there_is_none(session: Session) -> None:
    cooperating = select(Workplace.company_id).join(Cooperation, col(Cooperation.workplace_id) == Workplace.id)
    asked = select(Interaction.company_id).where(col(Interaction.note).in_(OF_ARRANGEMENTS))
    assert set(session.exec(asked)) <= set(session.exec(cooperating))
