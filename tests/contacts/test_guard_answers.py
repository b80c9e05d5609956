"""Each rule of the guard, one case after the other."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from contact_ground import DAY, NOW, TODAY, Colleague, MakeCompany, asked, call_back, logged
from request_ground import received
from sqlmodel import Session, col, select

from crm.contacts.guard.ask import Answer, ReasonKind
from crm.contacts.inputs import BasisInput, Override, RefusalInput, TaskInput
from crm.contacts.models import ContactRefusal, ProtectionBasisKind, RefusalScope, TaskKind
from crm.contacts.services.claims import claim_company
from crm.contacts.services.restrictions import (
    add_basis,
    lift_pause,
    lift_refusal,
    set_pause,
    set_refusal,
    withdraw_basis,
)
from crm.contacts.services.tasks import add_task, finish_task
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.cooperation.models import Cooperation
from crm.db import transaction
from crm.employer_requests.services.closing import close
from crm.employer_requests.words import Channel
from crm.employer_requests.words import Outcome as RequestOutcome
from crm.register.models import Workplace
from crm.values.clock import COPENHAGEN
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import VisitStatus
from crm.visits.services.booking import Booking, book_visit
from crm.visits.services.changing import set_status

REFUSED = RefusalInput(said_by="Direktøren", reason="Vi har fået nok")


def refuse(on: Session, company_id: int, given: RefusalInput = REFUSED) -> ContactRefusal:
    with transaction(on) as work:
        return set_refusal(work, company_id, given, user_id=None, now=NOW - DAY, today=TODAY - DAY)


def test_nothing_known_is_go(session: Session, anna: Colleague, company: int) -> None:
    found = asked(session, anna, company)
    assert (found.answer, found.until, found.reasons) == (Answer.GO, None, ())


def test_an_unknown_company_is_an_error(session: Session, anna: Colleague) -> None:
    with pytest.raises(KeyError):
        asked(session, anna, 4711)


def test_a_refusal_stops_for_twelve_months_to_the_day(session: Session, anna: Colleague, company: int) -> None:
    refuse(session, company)
    found = asked(session, anna, company)
    assert (found.answer, found.kinds) == (Answer.STOP, (ReasonKind.REFUSED_ALL,))
    last_day = TODAY.replace(year=2027) - DAY
    assert found.reasons[0].last_day == last_day == date(2027, 3, 1)
    assert found.until == datetime(2027, 3, 1, 23, 0, tzinfo=UTC)  # midnight in Copenhagen
    assert asked(session, anna, company, moment=found.until - timedelta(seconds=1)).answer is Answer.STOP
    assert asked(session, anna, company, moment=found.until).answer is Answer.GO


@pytest.mark.parametrize("kind", list(ContactKind))
def test_the_company_may_always_call_us(session: Session, anna: Colleague, company: int, kind: ContactKind) -> None:
    refuse(session, company)
    assert asked(session, anna, company, channel=kind, direction=Direction.INCOMING).answer is Answer.GO


def test_scopes_cover_what_they_say(session: Session, anna: Colleague, carla: Colleague, company: int) -> None:
    for scope, unit_id in (
        (RefusalScope.PHONE, None),
        (RefusalScope.CAMPAIGNS, None),
        (RefusalScope.UNIT, carla.caller.unit_id),
    ):
        refuse(session, company, RefusalInput(said_by="HR", reason="Ro", scope=scope, unit_id=unit_id))
    assert asked(session, anna, company, channel=ContactKind.EMAIL).answer is Answer.GO
    assert asked(session, anna, company).kinds == (ReasonKind.REFUSED_PHONE,)
    campaign = asked(session, anna, company, channel=ContactKind.EMAIL, purpose=Purpose.CAMPAIGN)
    assert campaign.kinds == (ReasonKind.REFUSED_CAMPAIGNS,)
    assert asked(session, carla, company, channel=ContactKind.EMAIL).kinds == (ReasonKind.REFUSED_UNIT,)


def test_a_lifted_refusal_stops_nobody(session: Session, anna: Colleague, company: int) -> None:
    refusal = refuse(session, company)
    with transaction(session) as work:
        assert lift_refusal(work, refusal, "Ny direktør", user_id=anna.id, now=NOW)
        assert not lift_refusal(work, refusal, "Igen", user_id=anna.id, now=NOW)
    assert asked(session, anna, company).answer is Answer.GO


def test_protection_stops_every_channel(session: Session, anna: Colleague, make_company: MakeCompany) -> None:
    company = make_company(protected=True)
    for kind in ContactKind:
        found = asked(session, anna, company, channel=kind)
        assert (found.answer, found.kinds, found.until) == (Answer.STOP, (ReasonKind.PROTECTED,), None)
        assert found.protected


def test_consent_opens_a_protected_company_until_it_ends(
    session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    company = make_company(protected=True)
    given = BasisInput(kind=ProtectionBasisKind.CONSENT, basis="Mail fra direktøren", until=TODAY)
    with transaction(session) as work:
        basis = add_basis(work, company, given, user_id=anna.id, now=NOW, today=TODAY)
    assert asked(session, anna, company).answer is Answer.GO
    assert asked(session, anna, company, moment=NOW + DAY).answer is Answer.STOP
    with transaction(session) as work:
        assert withdraw_basis(work, basis, user_id=anna.id, now=NOW)
    assert asked(session, anna, company).answer is Answer.STOP


@pytest.mark.parametrize(
    ("centre", "status", "days", "answer"),
    [
        ("0851", CooperationStatus.ACTIVE, (TODAY, TODAY), Answer.GO),
        ("0851", CooperationStatus.ACTIVE, (TODAY - DAY, None), Answer.GO),
        ("0851", CooperationStatus.ACTIVE, (TODAY + DAY, None), Answer.STOP),
        ("0851", CooperationStatus.ACTIVE, (TODAY - 9 * DAY, TODAY - DAY), Answer.STOP),
        ("0851", CooperationStatus.PLANNED, (TODAY - DAY, None), Answer.STOP),
        ("0461", CooperationStatus.ACTIVE, (TODAY - DAY, None), Answer.STOP),
    ],
)
def test_a_running_cooperation_of_ours_opens_a_protected_company(
    session: Session,
    anna: Colleague,
    make_company: MakeCompany,
    centre: str,
    status: CooperationStatus,
    days: tuple[date, date | None],
    answer: Answer,
) -> None:
    company = make_company(protected=True)
    place = session.exec(select(Workplace.id).where(col(Workplace.company_id) == company)).one()
    with transaction(session) as work:
        work.add(
            Cooperation(
                source="test",
                external_id="1",
                workplace_id=place,
                type_code="mentor",
                start_date=days[0],
                end_date=days[1],
                status=status,
                job_centre_code=centre,
                recorded_at=NOW - DAY,
            )
        )
    assert asked(session, anna, company).answer is answer


def test_a_company_that_called_us_may_be_called_for_90_days(
    session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    company = make_company(protected=True)
    logged(session, bo, company, direction=Direction.INCOMING)
    assert asked(session, anna, company, moment=NOW + 89 * DAY).answer is Answer.GO
    assert asked(session, anna, company, moment=NOW + 90 * DAY).answer is Answer.STOP


def test_a_colleagues_visit_is_joined_not_doubled(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    booking = Booking(company_id=company, lead_user_id=bo.id, starts_at=NOW + 3 * DAY, purpose="Rekruttering")
    with transaction(session) as work:
        visit = book_visit(work, booking, user_id=bo.id, now=NOW - DAY)
    found = asked(session, anna, company)
    assert (found.answer, found.kinds) == (Answer.JOIN, (ReasonKind.VISIT_PLANNED,))
    assert (found.reasons[0].user_id, found.reasons[0].unit_id) == (bo.id, bo.caller.unit_id)
    assert found.reasons[0].at == NOW + 3 * DAY
    assert asked(session, bo, company).answer is Answer.GO
    with transaction(session) as work:
        set_status(work, visit, VisitStatus.CANCELLED, version=visit.version, user_id=anna.id, now=NOW)
    assert asked(session, anna, company).answer is Answer.GO


def test_who_has_the_companys_request_is_joined_and_may_answer_it(
    session: Session, anna: Colleague, bo: Colleague, carla: Colleague, company: int
) -> None:
    logged(session, carla, company, at=NOW - DAY)
    request = received(session, bo, channel=Channel.PHONE, company_id=company, unit_id=bo.caller.unit_id)
    found = asked(session, anna, company)
    assert (found.answer, set(found.kinds)) == (Answer.JOIN, {ReasonKind.REQUEST_OPEN, ReasonKind.COOLING_DOWN})
    assert (found.reasons[0].user_id, found.reasons[0].at, found.until) == (bo.id, NOW, None)
    assert asked(session, bo, company).answer is Answer.GO
    with transaction(session) as work:
        close(work, request, RequestOutcome.ADVISED, "Intet", user_id=bo.id, now=NOW)
    assert asked(session, bo, company).answer is Answer.WAIT


def test_a_request_that_nobody_has_is_its_units_to_answer(
    session: Session, anna: Colleague, bo: Colleague, carla: Colleague, make_company: MakeCompany
) -> None:
    company = make_company(protected=True)
    assert asked(session, anna, company).answer is Answer.STOP
    received(session, None, company_id=company, unit_id=anna.caller.unit_id)
    assert [asked(session, who, company).answer for who in (anna, bo, carla)] == [Answer.GO, Answer.GO, Answer.JOIN]


@pytest.mark.parametrize(("days", "answer"), [(0, Answer.JOIN), (60, Answer.JOIN), (61, Answer.GO)])
def test_visits_count_from_today_up_to_sixty_days_ahead(
    session: Session, anna: Colleague, bo: Colleague, company: int, days: int, answer: Answer
) -> None:
    starts_at = datetime(2026, 3, 2, 7, 0, tzinfo=UTC) + days * DAY  # earlier today, for day 0
    booking = Booking(company_id=company, lead_user_id=bo.id, starts_at=starts_at, purpose="Besøg")
    with transaction(session) as work:
        book_visit(work, booking, user_id=bo.id, now=NOW - DAY)
    assert asked(session, anna, company).answer is answer


def test_an_agreed_pause_holds_for_everybody(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    with transaction(session) as work:
        pause = set_pause(work, company, TODAY + 7 * DAY, "Flytter", user_id=bo.id, now=NOW, today=TODAY)
    for who in (anna, bo):
        found = asked(session, who, company)
        assert (found.answer, found.kinds) == (Answer.WAIT, (ReasonKind.PAUSED,))
        assert found.until == datetime(2026, 3, 9, 23, 0, tzinfo=UTC)
    with transaction(session) as work:
        assert lift_pause(work, pause, user_id=bo.id, now=NOW)
    assert asked(session, anna, company).answer is Answer.GO


def test_a_promised_call_is_the_one_who_promised_it(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    with transaction(session) as work:
        given = call_back(company, due_at=NOW + DAY, owner_user_id=bo.id)
        task = add_task(work, given, user_id=bo.id, now=NOW - DAY)
    found = asked(session, anna, company)
    assert (found.answer, found.kinds, found.until) == (
        Answer.WAIT,
        (ReasonKind.CALL_BACK_PROMISED,),
        NOW + 3 * DAY,
    )
    assert asked(session, bo, company).answer is Answer.GO
    assert asked(session, anna, company, moment=NOW + 3 * DAY).answer is Answer.GO, "forgotten, not pending for ever"
    with transaction(session) as work:
        finish_task(work, task, version=task.version, user_id=bo.id, now=NOW)
    assert asked(session, anna, company).answer is Answer.GO


def test_a_promise_of_the_unit_is_everybodys_there(
    session: Session, anna: Colleague, bo: Colleague, carla: Colleague, company: int
) -> None:
    with transaction(session) as work:
        add_task(work, call_back(company, unit_id=bo.caller.unit_id), user_id=bo.id, now=NOW - DAY)
    assert asked(session, anna, company).answer is Answer.GO
    assert asked(session, carla, company).answer is Answer.WAIT


def test_a_claimed_company_is_another_callers_until_the_lease_ends(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    with transaction(session) as work:
        assert claim_company(work, company, user_id=bo.id, now=NOW)
    found = asked(session, anna, company)
    assert (found.answer, found.kinds, found.until) == (
        Answer.WAIT,
        (ReasonKind.CLAIMED,),
        NOW + timedelta(minutes=15),
    )
    assert asked(session, bo, company).answer is Answer.GO
    assert asked(session, anna, company, moment=NOW + timedelta(minutes=15)).answer is Answer.GO


@pytest.mark.parametrize(
    ("kind", "outcome", "days"),
    [
        (ContactKind.CALL, Outcome.DONE, 14),
        (ContactKind.CALL, Outcome.NO_ANSWER, 1),
        (ContactKind.CALL, Outcome.BUSY, 1),
        (ContactKind.EMAIL, Outcome.DONE, 7),
        (ContactKind.LETTER, Outcome.DONE, 14),
        (ContactKind.VISIT, Outcome.DONE, 30),
        (ContactKind.MEETING, Outcome.DONE, 30),
        (ContactKind.EVENT, Outcome.DONE, 0),
        (ContactKind.MESSAGE, Outcome.DONE, 3),
    ],
)
def test_after_a_contact_the_company_rests(
    session: Session, anna: Colleague, carla: Colleague, company: int, kind: ContactKind, outcome: Outcome, days: int
) -> None:
    logged(session, carla, company, kind=kind, outcome=outcome)
    free = datetime.combine(TODAY + days * DAY, time.min, COPENHAGEN)
    if days:
        found = asked(session, anna, company, moment=free - timedelta(seconds=1))
        assert (found.answer, found.kinds, found.until) == (Answer.WAIT, (ReasonKind.COOLING_DOWN,), free)
        reason = found.reasons[0]
        assert (reason.user_id, reason.unit_id, reason.channel) == (carla.id, carla.caller.unit_id, kind)
    assert asked(session, anna, company, moment=max(free, NOW)).answer is Answer.GO


def test_a_call_in_vain_shortens_no_rest(session: Session, anna: Colleague, company: int) -> None:
    logged(session, anna, company, kind=ContactKind.EVENT)
    logged(session, anna, company, kind=ContactKind.CALL, at=NOW + timedelta(hours=1))
    given = TaskInput(kind=TaskKind.FOLLOW_UP, title="Prøv igen", company_id=company, due_at=NOW + DAY)
    with transaction(session) as work:
        task = add_task(work, given, user_id=anna.id, now=NOW)
    logged(session, anna, company, outcome=Outcome.NO_ANSWER, at=NOW + DAY)
    with transaction(session) as work:
        finish_task(work, task, version=task.version, user_id=anna.id, now=NOW + DAY)
    found = asked(session, anna, company, moment=NOW + 5 * DAY)
    assert (found.answer, found.kinds) == (Answer.WAIT, (ReasonKind.COOLING_DOWN,))


@pytest.mark.parametrize("kind", list(TaskKind))
def test_ones_own_due_task_is_not_held_back_by_the_rest(
    session: Session, anna: Colleague, bo: Colleague, company: int, kind: TaskKind
) -> None:
    logged(session, bo, company)
    due = TaskInput(kind=kind, title="Ring", company_id=company, due_at=NOW + 2 * DAY, owner_user_id=anna.id)
    with transaction(session) as work:
        add_task(work, due, user_id=anna.id, now=NOW)
    assert asked(session, anna, company, moment=NOW + DAY).answer is Answer.WAIT
    assert asked(session, anna, company, moment=NOW + 2 * DAY - timedelta(hours=2)).answer is Answer.GO, "due that day"
    assert asked(session, bo, company, moment=NOW + 2 * DAY).answer is Answer.WAIT


def test_ones_own_visit_of_today_is_not_held_back_by_the_rest(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    booking = Booking(company_id=company, lead_user_id=anna.id, starts_at=NOW + DAY, purpose="Besøg")
    with transaction(session) as work:
        book_visit(work, booking, user_id=anna.id, now=NOW)
    assert asked(session, bo, company, moment=NOW + DAY).answer is Answer.JOIN
    assert asked(session, anna, company, moment=NOW + DAY).answer is Answer.GO


def test_what_is_agreed_needs_no_rest(session: Session, anna: Colleague, company: int) -> None:
    logged(session, anna, company, outcome=Outcome.VISIT_BOOKED)
    assert asked(session, anna, company, channel=ContactKind.VISIT, moment=NOW).answer is Answer.WAIT
    assert asked(session, anna, company, channel=ContactKind.VISIT, moment=NOW, agreed=True).answer is Answer.GO


def test_all_reasons_are_told_and_the_strictest_answers(
    session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    company = make_company(protected=True)
    booking = Booking(company_id=company, lead_user_id=bo.id, starts_at=NOW + DAY, purpose="Besøg")
    override = Override(reason="Aftalt på messen", legal_basis="Samtykke")
    logged(session, bo, company, kind=ContactKind.EMAIL, at=NOW - 2 * DAY, override=override)
    with transaction(session) as work:
        book_visit(work, booking, user_id=bo.id, now=NOW - DAY)
        set_pause(work, company, TODAY, "Ferie", user_id=bo.id, now=NOW - DAY, today=TODAY - DAY)
        add_task(work, call_back(company, owner_user_id=bo.id), user_id=bo.id, now=NOW - DAY)
        claim_company(work, company, user_id=bo.id, now=NOW)
    refuse(session, company)
    found = asked(session, anna, company)
    assert found.answer is Answer.STOP
    assert set(found.kinds) == {
        ReasonKind.REFUSED_ALL,
        ReasonKind.PROTECTED,
        ReasonKind.VISIT_PLANNED,
        ReasonKind.PAUSED,
        ReasonKind.CALL_BACK_PROMISED,
        ReasonKind.CLAIMED,
        ReasonKind.COOLING_DOWN,
    }
    assert found.until is None, "nobody knows when protection ends"
