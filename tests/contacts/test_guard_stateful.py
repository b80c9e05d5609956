"""Random histories of two companies and three colleagues: the guard always says what the plain reference says."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from contact_ground import Colleague, MakeCompany
from flask import Flask
from guard_reference import About, Asked, Had, Held, Meeting, Promise, Said, World, day_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from request_ground import received
from sqlmodel import Session, select

from crm.contacts.guard.ask import Answer, Ask
from crm.contacts.guard.enforce import ContactPreventedError, contact_transaction, log_contact, void_contact
from crm.contacts.guard.gather import verdicts
from crm.contacts.inputs import BasisInput, ContactInput, Override, RefusalInput, TaskInput
from crm.contacts.models import (
    ContactRefusal,
    Interaction,
    OutreachPause,
    ProtectionBasisKind,
    RefusalScope,
    Task,
    TaskKind,
)
from crm.contacts.services.claims import claim_company, release_all
from crm.contacts.services.restrictions import add_basis, lift_pause, lift_refusal, set_pause, set_refusal
from crm.contacts.services.tasks import add_task, finish_task
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.db import open_session, transaction
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.closing import close
from crm.employer_requests.words import Channel
from crm.employer_requests.words import Outcome as RequestOutcome
from crm.refusal import Refusal
from crm.visits.models import Visit, VisitStatus
from crm.visits.services.booking import Booking, book_visit
from crm.visits.services.changing import set_status

STARTS = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)  # so that the clock change falls into it
WHO, WHERE = st.integers(0, 2), st.integers(0, 1)
KINDS, OUTCOMES = st.sampled_from(ContactKind), st.sampled_from([Outcome.DONE, Outcome.NO_ANSWER, Outcome.BUSY])
DAYS = st.integers(0, 40)
ASKS = (
    (ContactKind.CALL, Purpose.CAMPAIGN),
    (ContactKind.EMAIL, Purpose.OTHER),
    (ContactKind.CALL, Purpose.OTHER),
    (ContactKind.EMAIL, Purpose.CAMPAIGN),
)


class GuardHistory(RuleBasedStateMachine):
    """`on`, `companies` and `people` are set by the test."""

    on: Session
    companies: list[int]
    people: list[Colleague]

    def begin(self) -> None:
        self.world = World(protected={self.companies[1]})
        self.now = STARTS
        self.refusals: list[tuple[ContactRefusal | OutreachPause, Said]] = []
        self.contacts: list[tuple[Interaction, Had]] = []
        self.tasks: list[tuple[Task, Promise]] = []
        self.visits: list[tuple[Visit, Meeting]] = []
        self.requests: list[tuple[EmployerRequest, Asked]] = []

    @rule(minutes=st.sampled_from([1, 16, 240, 24 * 60, 3 * 24 * 60, 30 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=WHO, where=WHERE, kind=KINDS, outcome=OUTCOMES, campaign=st.booleans(), insists=st.booleans())
    def contact(
        self, who: int, where: int, kind: ContactKind, outcome: Outcome, *, campaign: bool, insists: bool
    ) -> None:
        company, person = self.companies[where], self.people[who]
        purpose = Purpose.CAMPAIGN if campaign else Purpose.OTHER
        given = ContactInput(
            company_id=company, kind=kind, direction=Direction.OUTGOING, at=self.now, outcome=outcome, purpose=purpose
        )
        about = About(company, person.id, person.caller.unit_id, kind.value, campaign, self.now)
        expected = self.world.answer(about)
        override = Override(reason="Aftalt", legal_basis="LAB § 4") if insists else None
        stopped = nullcontext() if insists or expected == "go" else pytest.raises(ContactPreventedError)
        with stopped as prevented, contact_transaction(self.on) as work:
            saved = log_contact(work, given, caller=person.caller, now=self.now, override=override)
        if prevented is not None:
            assert prevented.value.verdict.answer.value == expected
            return
        self.contacts.append((saved, Had(company, kind.value, False, outcome.value, self.now)))
        self.world.had.append(self.contacts[-1][1])

    @rule(who=WHO, where=WHERE)
    def company_calls(self, who: int, where: int) -> None:
        company = self.companies[where]
        given = ContactInput(company_id=company, kind=ContactKind.CALL, direction=Direction.INCOMING, at=self.now)
        with contact_transaction(self.on) as work:
            saved = log_contact(work, given, caller=self.people[who].caller, now=self.now)
        self.contacts.append((saved, Had(company, "call", True, "done", self.now)))
        self.world.had.append(self.contacts[-1][1])

    @precondition(lambda self: self.contacts)
    @rule(who=WHO, data=st.data())
    def contact_is_taken_back(self, who: int, data: st.DataObject) -> None:
        saved, had = data.draw(st.sampled_from(self.contacts))
        if had.taken_back:
            return
        with contact_transaction(self.on) as work:
            void_contact(work, saved, "Forkert firma", caller=self.people[who].caller, now=self.now)
        had.taken_back = True

    @rule(where=WHERE, who=WHO, scope=st.sampled_from([*RefusalScope, None]), days=DAYS)
    def company_asks_for_quiet(self, where: int, who: int, scope: RefusalScope | None, days: int) -> None:
        company, person, today = self.companies[where], self.people[who], day_of(self.now)
        until = today + timedelta(days=days)
        unit = person.caller.unit_id if scope is RefusalScope.UNIT else None
        with transaction(self.on) as work:
            row: ContactRefusal | OutreachPause
            if scope is None:
                row = set_pause(work, company, until, "Flytter", user_id=person.id, now=self.now, today=today)
            else:
                given = RefusalInput(said_by="HR", reason="Ro", scope=scope, until=until, unit_id=unit)
                row = set_refusal(work, company, given, user_id=person.id, now=self.now, today=today)
        said = Said(company, scope.value if scope else "pause", unit, until, self.now)
        self.refusals.append((row, said))
        self.world.said.append(said)

    @precondition(lambda self: self.refusals)
    @rule(who=WHO, data=st.data())
    def quiet_is_lifted(self, who: int, data: st.DataObject) -> None:
        row, said = data.draw(st.sampled_from(self.refusals))
        with transaction(self.on) as work:
            if isinstance(row, OutreachPause):
                lifted = lift_pause(work, row, user_id=self.people[who].id, now=self.now)
            else:
                lifted = lift_refusal(work, row, "Igen", user_id=self.people[who].id, now=self.now)
        assert lifted != said.taken_back
        said.taken_back = True

    @rule(who=WHO, days=DAYS)
    def protected_company_consents(self, who: int, days: int) -> None:
        company, today = self.companies[1], day_of(self.now)
        until = today + timedelta(days=days)
        given = BasisInput(kind=ProtectionBasisKind.CONSENT, basis="Mail", until=until)
        with transaction(self.on) as work:
            add_basis(work, company, given, user_id=self.people[who].id, now=self.now, today=today)
        self.world.consents[company] = max(until, self.world.consents.get(company, until))

    @rule(who=WHO, where=WHERE, kind=st.sampled_from(TaskKind), promised=st.booleans(), hours=st.integers(-30, 200))
    def next_step(self, who: int, where: int, kind: TaskKind, *, promised: bool, hours: int) -> None:
        company, person, due = self.companies[where], self.people[who], self.now + timedelta(hours=hours)
        given = TaskInput(
            kind=kind, title="Ring", company_id=company, due_at=due, owner_user_id=person.id, promised=promised
        )
        with transaction(self.on) as work:
            task = add_task(work, given, user_id=person.id, now=self.now)
        promise = Promise(company, kind is TaskKind.CALL_BACK, promised, due, person.id, self.now)
        self.tasks.append((task, promise))
        self.world.promises.append(promise)

    @precondition(lambda self: self.tasks)
    @rule(who=WHO, data=st.data())
    def step_is_done(self, who: int, data: st.DataObject) -> None:
        task, promise = data.draw(st.sampled_from(self.tasks))
        with transaction(self.on) as work:
            finish_task(work, task, version=task.version, user_id=self.people[who].id, now=self.now)
        promise.done = True

    @rule(who=WHO, where=WHERE, hours=st.integers(1, 24 * 70))
    def visit_is_booked(self, who: int, where: int, hours: int) -> None:
        company, person, starts = self.companies[where], self.people[who], self.now + timedelta(hours=hours)
        booking = Booking(company_id=company, lead_user_id=person.id, starts_at=starts, purpose="Besøg")
        clash = any(
            each.lead == person.id and each.status == "confirmed" and abs(each.starts - starts) < timedelta(hours=1)
            for each in self.world.meetings
        )
        try:
            with transaction(self.on) as work:
                visit = book_visit(work, booking, user_id=person.id, now=self.now)
        except Refusal:
            assert clash
            return
        assert not clash
        self.visits.append((visit, Meeting(company, person.id, starts, self.now)))
        self.world.meetings.append(self.visits[-1][1])

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), status=st.sampled_from([VisitStatus.HELD, VisitStatus.CANCELLED, VisitStatus.NO_SHOW]))
    def visit_ends(self, data: st.DataObject, status: VisitStatus) -> None:
        visit, meeting = data.draw(st.sampled_from(self.visits))
        if status is not VisitStatus.CANCELLED and visit.starts_at > self.now:
            return  # what has not begun can't have been held
        with transaction(self.on) as work:
            set_status(work, visit, status, version=visit.version, user_id=meeting.lead, now=self.now)
        meeting.status = status.value

    @rule(who=st.one_of(st.none(), WHO), where=WHERE, unit=WHO)
    def company_asks_for_something(self, who: int | None, where: int, unit: int) -> None:
        company, person = self.companies[where], None if who is None else self.people[who]
        channel = Channel.FORM if person is None else Channel.PHONE
        unit_id = (person or self.people[unit]).caller.unit_id
        request = received(self.on, person, channel=channel, company_id=company, unit_id=unit_id, now=self.now)
        asked = Asked(company, person.id if person else None, unit_id)
        self.requests.append((request, asked))
        self.world.asked.append(asked)

    @precondition(lambda self: self.requests)
    @rule(who=WHO, data=st.data())
    def request_is_closed(self, who: int, data: st.DataObject) -> None:
        request, asked = data.draw(st.sampled_from(self.requests))
        if asked.closed:
            return
        with transaction(self.on) as work:
            close(work, request, RequestOutcome.ADVISED, "Intet", user_id=self.people[who].id, now=self.now)
        asked.closed = True

    @rule(who=WHO, where=WHERE)
    def company_is_claimed(self, who: int, where: int) -> None:
        company, user = self.companies[where], self.people[who].id
        with transaction(self.on) as work:
            taken = claim_company(work, company, user_id=user, now=self.now)
        held = self.world.held.get(company)
        free = held is None or held.user == user or held.until <= self.now
        assert (taken is not None) == free
        if free:
            self.world.held[company] = Held(company, user, self.now, self.now + timedelta(minutes=15))

    @rule(who=WHO)
    def caller_goes_home(self, who: int) -> None:
        user = self.people[who].id
        with transaction(self.on) as work:
            release_all(work, user)
        self.world.held = {key: held for key, held in self.world.held.items() if held.user != user}

    @invariant()
    def guard_says_what_the_reference_says(self) -> None:
        if not hasattr(self, "world"):
            return
        self.on.rollback()
        self.turn = (getattr(self, "turn", 0) + 1) % len(ASKS)
        for number, person in enumerate(self.people):
            kind, purpose = ASKS[(self.turn + number) % len(ASKS)]
            found = verdicts(self.on, self.companies, Ask(person.caller, kind, self.now, purpose=purpose))
            for company in self.companies:
                campaign = purpose is Purpose.CAMPAIGN
                about = About(company, person.id, person.caller.unit_id, kind.value, campaign, self.now)
                told = found[company]
                assert {reason.value for reason in told.kinds} == self.world.reasons(about)
                assert told.answer.value == self.world.answer(about)
                assert told.answer is not Answer.WAIT or (told.until and told.until > self.now)


@pytest.fixture
def people(anna: Colleague, bo: Colleague, carla: Colleague) -> list[Colleague]:
    return [anna, bo, carla]


@pytest.fixture
def fresh(app: Flask) -> Iterator[Session]:
    with open_session(app.extensions["crm_engine"]) as opened:
        yield opened


def test_guard_against_the_reference(fresh: Session, make_company: MakeCompany, people: list[Colleague]) -> None:
    class History(GuardHistory):
        """Each run has companies of its own, so that no run knows of another's."""

        @initialize()
        def begin(self) -> None:
            self.on, self.people = fresh, people
            with transaction(fresh) as work:
                for person in people:
                    release_all(work, person.id)
                for visit in work.exec(select(Visit)).all():
                    visit.status = VisitStatus.CANCELLED
                    work.add(visit)
            self.companies = [make_company(), make_company(protected=True)]
            super().begin()

    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
