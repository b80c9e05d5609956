"""Requests come in, and whoever has one keeps it until somebody else has said yes."""

from datetime import timedelta

import pytest
from contact_ground import NOW, Colleague, colleague_of
from people import EMIL, account_of
from request_ground import category, received
from sqlmodel import Session

from crm.accounts.queries import unit_by_code
from crm.db import StaleEditError, transaction
from crm.employer_requests.inputs import RequestChange, Whom
from crm.employer_requests.queries.requests import (
    categories,
    category_names,
    events_of,
    open_requests_of,
    request_by_reference,
)
from crm.employer_requests.services.owning import (
    accept_hand_over,
    assign,
    hand_over,
    refuse_hand_over,
    return_to_unit,
    take,
)
from crm.employer_requests.services.receiving import edit, match_company
from crm.employer_requests.words import Channel, EventKind, Status
from crm.refusal import Refusal

MINUTE = timedelta(minutes=1)


@pytest.fixture
def emil(session: Session) -> Colleague:
    return colleague_of(account_of(session, EMIL))


def kinds(on: Session, request_id: int | None) -> list[EventKind]:
    return [line.event.kind for line in events_of(on, request_id or 0)]


def test_a_request_by_form_belongs_to_the_unit_of_the_service_desk(session: Session, company: int) -> None:
    request = received(session, None, company_id=company)
    desk = unit_by_code(session, "virksomhedsservice")
    assert desk is not None
    assert (request.reference, request.status) == ("VS-2026-00001", Status.RECEIVED)
    assert (request.owner_user_id, request.unit_id) == (None, desk.id)
    assert request_by_reference(session, " vs-2026-00001 ") is request
    (line,) = open_requests_of(session, company)
    assert (line.company, line.owner, line.unit) == ("Nordjysk Smedje", None, "Virksomhedsservice")


def test_who_answers_the_phone_owns_the_need(session: Session, emil: Colleague) -> None:
    request = received(session, emil, channel=Channel.PHONE, company_text="Smedjen i Hals", answered=True)
    assert (request.owner_user_id, request.status) == (emil.id, Status.ANSWERED)
    assert kinds(session, request.id) == [EventKind.RECEIVED, EventKind.TAKEN, EventKind.FIRST_ANSWER]
    assert received(session, emil).reference == "VS-2026-00002"


def test_it_stays_with_the_giver_until_the_other_says_yes(session: Session, emil: Colleague, anna: Colleague) -> None:
    request = received(session, emil, channel=Channel.PHONE)
    with transaction(session) as on:
        hand_over(on, request, Whom(user_id=anna.id), text="Kender du dem?", user_id=emil.id, now=NOW)
    assert (request.owner_user_id, request.offered_user_id) == (emil.id, anna.id)
    with transaction(session) as on:
        refuse_hand_over(on, request, "Jeg er på ferie", user_id=anna.id, now=NOW + MINUTE)
    assert (request.owner_user_id, request.offered_at) == (emil.id, None)
    with transaction(session) as on:
        hand_over(on, request, Whom(unit_id=anna.caller.unit_id), user_id=emil.id, now=NOW + 2 * MINUTE)
        accept_hand_over(on, request, user_id=anna.id, now=NOW + 3 * MINUTE)
    assert (request.owner_user_id, request.unit_id) == (anna.id, anna.caller.unit_id)
    refused = events_of(session, request.id or 0)[3]
    assert (refused.event.text, refused.by) == ("Jeg er på ferie", "Anna Krogh")


def test_only_who_was_asked_can_say_yes(session: Session, emil: Colleague, anna: Colleague, carla: Colleague) -> None:
    request = received(session, emil, channel=Channel.PHONE)
    with transaction(session) as on:
        hand_over(on, request, Whom(unit_id=anna.caller.unit_id), user_id=emil.id, now=NOW)
    with pytest.raises(Refusal, match="ikke længere tilbudt dig"), transaction(session) as on:
        accept_hand_over(on, request, user_id=carla.id, now=NOW)
    with pytest.raises(Refusal, match="Skriv hvorfor"), transaction(session) as on:
        refuse_hand_over(on, request, "  ", user_id=anna.id, now=NOW)
    with transaction(session) as on:
        refuse_hand_over(on, request, "Jeg klarer den selv", user_id=emil.id, now=NOW)  # the giver takes it back
    assert request.offered_at is None


def test_what_nobody_has_is_taken_or_assigned_and_can_go_back(session: Session, anna: Colleague, bo: Colleague) -> None:
    request = received(session, None)
    with pytest.raises(Refusal, match="Ingen har henvendelsen"), transaction(session) as on:
        hand_over(on, request, Whom(user_id=bo.id), user_id=anna.id, now=NOW)
    with transaction(session) as on:
        assign(on, request, Whom(unit_id=bo.caller.unit_id), why="Transport → Jobhuset", user_id=None, now=NOW)
    assert (request.owner_user_id, request.unit_id, request.status) == (None, bo.caller.unit_id, Status.RECEIVED)
    with transaction(session) as on:
        take(on, request, user_id=anna.id, now=NOW)
    with pytest.raises(Refusal, match="En kollega har"), transaction(session) as on:
        take(on, request, user_id=bo.id, now=NOW)
    with pytest.raises(Refusal, match="Giv den videre i stedet"), transaction(session) as on:
        assign(on, request, Whom(user_id=bo.id), user_id=bo.id, now=NOW)
    with transaction(session) as on:
        return_to_unit(on, request, "Det er løntilskud", user_id=anna.id, now=NOW)
    assert (request.owner_user_id, request.status) == (None, Status.RECEIVED)
    assert kinds(session, request.id)[1:] == [EventKind.ASSIGNED, EventKind.TAKEN, EventKind.RETURNED]


def test_two_who_take_it_at_once_do_not_both_get_it(session: Session, anna: Colleague, bo: Colleague) -> None:
    request = received(session, None)
    seen = request.version
    with transaction(session) as on:
        take(on, request, user_id=anna.id, now=NOW, version=seen)
    with pytest.raises(StaleEditError), transaction(session) as on:
        take(on, request, user_id=bo.id, now=NOW, version=seen)


def test_an_unmatched_company_is_found_later(session: Session, anna: Colleague, company: int) -> None:
    request = received(session, None, company_text="smedjen")
    with transaction(session) as on:
        match_company(on, request, company, user_id=anna.id, now=NOW)
        change = RequestChange(
            subject="Tre chauffører",
            description="",
            person_id=None,
            caller_name="Per",
            caller_phone="",
            caller_email="",
            wanted_by=None,
        )
        edit(on, request, change, user_id=anna.id, now=NOW)
    (line,) = open_requests_of(session, company)
    assert (line.company, line.request.company_text, line.request.subject) == (
        "Nordjysk Smedje",
        "smedjen",
        "Tre chauffører",
    )


def test_what_does_not_fit_is_refused(session: Session, company: int) -> None:
    with pytest.raises(Refusal, match="ude i fremtiden"):
        received(session, None, received_at=NOW + timedelta(hours=1))
    with pytest.raises(Refusal, match="hvad henvendelsen drejer sig om"):
        received(session, None, about="job_rotation")
    with pytest.raises(Refusal, match="en anden virksomhed"):
        received(session, None, company_id=company, workplace_id=999)


def test_categories_have_a_name_in_each_language(session: Session) -> None:
    names = category_names(session, "da")
    assert names[category(session)] == "Rekruttering"
    assert category_names(session, "en")[category(session, "complaint")] == "Complaint"
    assert "job_rotation" not in [each.code for each in categories(session)]
