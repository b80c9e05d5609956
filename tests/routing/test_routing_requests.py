"""Requests find their way: whichever way they come, and when the one who has them is away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from contact_ground import NOW, Colleague, colleague_of
from flask import Flask
from people import DORTE, EMIL, account_of
from query_count import counted
from request_ground import category, received
from sqlmodel import Session, col, select

from crm.accounts.queries import unit_by_code
from crm.contacts.services.owners import set_owner
from crm.cooperation.models import Cooperation
from crm.db import open_session, transaction
from crm.employer_requests.inputs import Whom
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.services.owning import accept_hand_over, hand_over
from crm.employer_requests.services.progress import answer_first
from crm.employer_requests.services.receiving import match_company
from crm.employer_requests.words import Channel, EventKind, Status
from crm.outbox.models import OutboxMail
from crm.register.models import Workplace
from crm.routing.models import AbsencePassing, RequestRouting
from crm.routing.queries.facts import asked, facts_of
from crm.routing.queries.people import people_at
from crm.routing.queries.rules import in_force, open_units, rules_in_order
from crm.routing.queries.trying import last_quarter, tried
from crm.routing.services.absences import has_work, pass_on
from crm.routing.services.routing import route_again
from crm.routing.services.rules import RuleInput, add_rule, edit_rule, move_rule
from crm.routing.words import Existing, Who
from crm.values.clock import COPENHAGEN, utc_now
from crm.values.cooperation_status import CooperationStatus
from crm.visiting.services.own_time import add_absence
from crm.visiting.services.stand_ins import add_stand_in, move_up
from crm.visits.models import AbsenceKind
from jobs.schedule import find

HOUR = timedelta(hours=1)
ARRANGEMENT = "work_placement"
TUESDAY = datetime(2026, 3, 3, 8, 30, tzinfo=COPENHAGEN)


@pytest.fixture(autouse=True)
def emil(session: Session) -> Colleague:
    """Of Virksomhedsservice."""
    return colleague_of(account_of(session, EMIL))


def rule(on: Session, name: str, unit: str = "jobhuset", *, place: int = 99, **more: Any) -> int:
    found = unit_by_code(on, unit)
    assert found is not None
    given = RuleInput(name=name, unit_id=found.id or 0, **more)
    with transaction(on) as work:
        return add_rule(work, given, place=place, now=NOW).id or 0


def why(on: Session, request: EmployerRequest) -> list[tuple[str, str]]:
    query = select(RequestRouting).where(RequestRouting.request_id == request.id).order_by(col(RequestRouting.event_id))
    return [(each.rule_name, each.reasons) for each in on.exec(query)]


def events(on: Session, request: EmployerRequest) -> list[EventKind]:
    query = select(RequestEvent).where(RequestEvent.request_id == request.id).order_by(col(RequestEvent.id))
    return [each.kind for each in on.exec(query)]


def away(on: Session, who: Colleague, *, days: int = 3, start: datetime = NOW) -> int:
    with transaction(on) as work:
        ends = start + timedelta(days=days)
        return add_absence(work, who.id, AbsenceKind.AWAY, start, ends, by_user_id=who.id, now=start - HOUR).id or 0


def stands_in(on: Session, of: Colleague, *others: Colleague) -> None:
    with transaction(on) as work:
        for other in others:
            add_stand_in(work, of.id, other.id, None, None, by_user_id=of.id, now=NOW)


def test_without_rules_it_waits_at_the_desk(session: Session, emil: Colleague, company: int) -> None:
    request = received(session, None, company_id=company)
    assert (request.unit_id, request.owner_user_id, request.status) == (emil.caller.unit_id, None, Status.RECEIVED)
    assert why(session, request) == [("", "no_rule")]
    assert events(session, request) == [EventKind.RECEIVED]


def test_the_first_rule_that_fits_sends_it_to_the_one_with_least_to_do(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    rule(session, "Klager", "virksomhedsservice", category_id=category(session, "complaint"), who=Who.QUEUE)
    rule(session, "Alt andet")
    requests = [received(session, None, company_id=company, subject=f"Nr. {number}") for number in range(4)]
    assert [each.owner_user_id for each in requests] == [anna.id, bo.id, anna.id, bo.id]
    assert {each.unit_id for each in requests} == {anna.caller.unit_id}
    assert why(session, requests[0]) == [("Alt andet", "every_request least_loaded")]
    assert events(session, requests[0]) == [EventKind.RECEIVED, EventKind.ASSIGNED]
    complaint = received(session, None, about="complaint", company_id=company)
    assert (complaint.owner_user_id, why(session, complaint)) == (None, [("Klager", "category queue")])


def test_who_answered_the_phone_keeps_it_until_the_fixed_contact_person_says_yes(
    session: Session, anna: Colleague, emil: Colleague, company: int
) -> None:
    with transaction(session) as work:
        set_owner(work, company, anna.id, by_user_id=anna.id, now=NOW - HOUR)
    request = received(session, emil, channel=Channel.PHONE, company_id=company, answered=True)
    assert (request.owner_user_id, request.offered_user_id) == (emil.id, anna.id)
    assert why(session, request) == [("", "fixed_contact")]
    with transaction(session) as work:
        accept_hand_over(work, request, user_id=anna.id, now=NOW)
    assert (request.owner_user_id, request.unit_id) == (anna.id, anna.caller.unit_id)
    own = received(session, anna, channel=Channel.WALK_IN, company_id=company)
    assert (own.owner_user_id, own.offered_at) == (anna.id, None)


def test_any_of_the_unit_is_as_good_as_who_answered(session: Session, anna: Colleague, bo: Colleague) -> None:
    rule(session, "Alt")
    assert bo.id
    request = received(session, anna, channel=Channel.PHONE, unit_id=None)
    assert request.unit_id != anna.caller.unit_id, "calls come in at the desk"
    assert request.offered_user_id == bo.id


def test_what_is_known_of_the_company_is_what_held_then(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    with transaction(session) as work:
        place = work.exec(select(Workplace).where(Workplace.company_id == company)).one()
        place.industry_section, place.industry_code, place.postcode, place.headcount = "F", "412000", "9220", 12
        work.add(place)
        work.add(_running(place.id or 0))
    first = received(session, None, company_id=company, workplace_id=place.id)
    with transaction(session) as work:
        set_owner(work, company, bo.id, by_user_id=bo.id, now=NOW + HOUR)
    later = received(session, anna, channel=Channel.PHONE, company_id=company, now=NOW + 2 * HOUR)
    facts = facts_of(session, [asked(first), asked(later)])
    then = facts[first.id or 0]
    assert (then.sections, then.industries, then.postcodes, then.headcount) == ({"F"}, {"412000"}, {"9220"}, 12)
    assert (then.municipalities, then.sectors, then.arrangements) == ({"0851"}, {"private"}, {ARRANGEMENT})
    assert (then.fixed_user_id, then.open_user_ids) == (None, ())
    assert facts[later.id or 0].fixed_user_id == bo.id
    asked_again = received(session, None, company_id=company, now=NOW + 3 * HOUR)
    assert facts_of(session, [asked(asked_again)])[asked_again.id or 0].open_user_ids == (anna.id,)


def _running(workplace_id: int) -> Cooperation:
    return Cooperation(
        source="test",
        external_id="1",
        workplace_id=workplace_id,
        type_code=ARRANGEMENT,
        start_date=NOW.date() - timedelta(days=5),
        status=CooperationStatus.ACTIVE,
        job_centre_code="0851",
        recorded_at=NOW,
    )


def test_when_the_company_is_found_the_rules_are_asked_again(
    session: Session, anna: Colleague, emil: Colleague, company: int
) -> None:
    rule(session, "Aalborg", municipality_code="0851", who=Who.PERSON, user_id=anna.id)
    request = received(session, None, company_text="Smedjen")
    assert why(session, request) == [("", "no_rule")]
    with transaction(session) as work:
        match_company(work, request, company, user_id=emil.id, now=NOW)
        route_again(work, request, NOW)
    assert request.owner_user_id == anna.id
    assert why(session, request)[-1] == ("Aalborg", "district named")
    with transaction(session) as work:
        route_again(work, request, NOW)
    assert len(why(session, request)) == 2, "somebody has it"


def test_new_requests_go_to_the_stand_in(session: Session, anna: Colleague, bo: Colleague, carla: Colleague) -> None:
    rule(session, "Anna", who=Who.PERSON, user_id=anna.id)
    stands_in(session, anna, bo, carla)
    away(session, anna)
    request = received(session, None)
    assert (request.owner_user_id, why(session, request)) == (bo.id, [("Anna", "every_request named_away stand_in")])
    away(session, bo)
    request = received(session, None)
    assert (request.owner_user_id, request.unit_id) == (carla.id, anna.caller.unit_id)


def test_a_meeting_is_no_absence_and_time_counts(app: Flask, session: Session, anna: Colleague, bo: Colleague) -> None:
    with transaction(session) as work:
        add_absence(work, anna.id, AbsenceKind.MEETING, NOW, NOW + HOUR, by_user_id=anna.id, now=NOW - HOUR)
    away(session, bo, start=NOW + timedelta(days=2))
    with counted(app) as queries:
        people = people_at(session, now=NOW)
    assert queries.count <= 9
    assert (people[anna.id].away, people[bo.id].away) == (False, False)
    assert people[anna.id].minutes == 10 * 8 * 60 - 60
    assert people[bo.id].minutes < people[anna.id].minutes
    friday = datetime(2026, 3, 6, 17, 0, tzinfo=COPENHAGEN)
    away(session, anna, start=friday + 6 * HOUR, days=5)
    assert people_at(session, now=friday)[anna.id].away, "the job centre opens next when she is away"


def test_what_the_absent_have_not_begun_goes_to_the_stand_in_and_the_rest_is_told(
    session: Session, anna: Colleague, bo: Colleague
) -> None:
    dorte = colleague_of(account_of(session, DORTE))
    untouched, begun, offered = (received(session, anna, channel=Channel.PHONE, unit_id=1) for _number in range(3))
    with transaction(session) as work:
        answer_first(work, begun, user_id=anna.id, now=NOW)
        hand_over(work, offered, Whom(dorte.id), user_id=anna.id, now=NOW)
    stands_in(session, anna, bo)
    away(session, anna, start=NOW + HOUR)
    assert not has_work(session, now=NOW)
    passed(session, NOW + 12 * HOUR, (0, 0))  # the job centre is closed
    passed(session, TUESDAY, (1, 2))
    assert (untouched.owner_user_id, begun.owner_user_id, offered.owner_user_id) == (bo.id, anna.id, anna.id)
    assert events(session, untouched)[-2:] == [EventKind.RETURNED, EventKind.ASSIGNED]
    texts = [each.text for each in session.exec(select(RequestEvent).where(RequestEvent.request_id == untouched.id))]
    assert texts[-2:] == ["Anna Krogh er fraværende.", "Stedfortræder for Anna Krogh."]
    mails = {mail.recipient: mail.body for mail in session.exec(select(OutboxMail))}
    assert set(mails) == {"bo@example.dk", "dorte@example.dk"}
    assert all(each.reference in mails["bo@example.dk"] for each in (untouched, begun, offered))
    passed(session, TUESDAY + HOUR, (0, 0))
    new = received(session, anna, channel=Channel.PHONE, now=TUESDAY + HOUR)
    passed(session, TUESDAY + 2 * HOUR, (0, 1))  # taken by herself meanwhile: in work
    assert new.owner_user_id == anna.id
    assert len(session.exec(select(AbsencePassing)).all()) == 4


def passed(on: Session, now: datetime, expected: tuple[int, int]) -> None:
    on.rollback()
    with transaction(on) as work:
        assert pass_on(work, now=now) == expected
    on.expire_all()


def test_two_schedulers_at_once_pass_it_on_once(app: Flask, session: Session, anna: Colleague, bo: Colleague) -> None:
    request = received(session, anna, channel=Channel.PHONE, unit_id=anna.caller.unit_id)
    stands_in(session, anna, bo)
    away(session, anna, start=NOW + HOUR)
    session.rollback()
    start = Barrier(2, timeout=20)

    def run(_number: int) -> tuple[int, int]:
        with app.app_context(), open_session(app.extensions["crm_engine"]) as own:
            start.wait()
            with transaction(own) as work:
                return pass_on(work, now=TUESDAY)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, range(2))) == [(0, 0), (1, 0)]
    session.refresh(request)
    assert request.owner_user_id == bo.id
    assert len(session.exec(select(OutboxMail)).all()) == 1


def test_without_a_stand_in_it_waits_in_the_unit(session: Session, anna: Colleague) -> None:
    dorte = colleague_of(account_of(session, DORTE))
    request = received(session, anna, channel=Channel.PHONE, unit_id=anna.caller.unit_id)
    away(session, anna, start=NOW + HOUR)
    passed(session, TUESDAY, (1, 0))
    assert (request.owner_user_id, request.unit_id, request.status) == (None, anna.caller.unit_id, Status.RECEIVED)
    assert [mail.recipient for mail in session.exec(select(OutboxMail))] == [dorte.user.email]


def test_the_job_is_in_the_schedule(session: Session) -> None:
    job = find("absent-owners")
    assert job is not None
    assert job.run(session, TUESDAY) == {"passed_on": 0, "told": 0}
    assert job.waiting is not None
    assert not job.waiting(session)


def test_stand_ins_are_asked_in_their_order(session: Session, anna: Colleague, bo: Colleague, carla: Colleague) -> None:
    stands_in(session, anna, bo, carla)
    with transaction(session) as work:
        day = NOW.date()
        late = add_stand_in(work, anna.id, bo.id, day + timedelta(days=9), None, by_user_id=anna.id, now=NOW)
    assert people_at(session, now=NOW)[anna.id].stand_ins == (bo.id, carla.id)
    with transaction(session) as work:
        move_up(work, late, now=NOW)
        move_up(work, late, now=NOW)
    assert people_at(session, now=NOW)[anna.id].stand_ins == (bo.id, carla.id)
    assert people_at(session, now=NOW + timedelta(days=10))[anna.id].stand_ins == (bo.id, carla.id)


def test_the_order_of_rules_is_always_whole(session: Session) -> None:
    first, second = rule(session, "Et"), rule(session, "To")
    third = rule(session, "Tre", place=1, existing=Existing.NOBODY)
    assert [each.id for each in rules_in_order(session)] == [third, first, second]
    found = rules_in_order(session)
    with transaction(session) as work:
        move_rule(work, found[2], -1, now=NOW)
        move_rule(work, found[0], -1, now=NOW)  # the first stays
    assert [(each.id, each.position) for each in rules_in_order(session)] == [(third, 1), (second, 2), (first, 3)]
    with transaction(session) as work:
        edit_rule(
            work,
            found[0],
            RuleInput(name="Tre", unit_id=found[0].unit_id, active=False),
            place=3,
            version=found[0].version,
            now=NOW,
        )
    assert [each.id for each in in_force(rules_in_order(session), open_units(session))] == [second, first]


def test_rules_are_tried_on_the_last_quarter(app: Flask, session: Session, anna: Colleague, company: int) -> None:
    for about in ("recruitment", "recruitment", "complaint"):
        received(session, None, about=about, company_id=company, now=utc_now())
    received(session, None, now=utc_now() - timedelta(days=120))
    rule(session, "Rekruttering", category_id=category(session))
    rule(session, "Aldrig", language="en")
    now = in_force(rules_in_order(session), open_units(session))
    with counted(app) as queries:
        quarter = last_quarter(session, now=utc_now())
    assert queries.count <= 8
    found = tried(quarter, [], now)
    assert (found.total, found.no_rule, found.fixed) == (3, 1, 0)
    (move,) = found.moves
    assert (move.from_goal.unit_id, move.to_goal.unit_id, len(move.requests)) == (0, anna.caller.unit_id, 2)
    assert [each.name for each in found.never] == ["Aldrig"]
    assert tried(quarter, now, now).moves == []
