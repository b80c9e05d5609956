"""The steps of a request up to its end, its coming back, and requests that become one or two."""

from datetime import timedelta

import pytest
from contact_ground import NOW, Colleague, MakeCompany
from request_ground import category, received
from sqlmodel import Session

from crm.db import transaction
from crm.employer_requests.inputs import SplitInput, Whom
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import events_of, links_of
from crm.employer_requests.services.closing import close, link, merge, reopen, split
from crm.employer_requests.services.owning import hand_over, take
from crm.employer_requests.services.progress import (
    agree_plan,
    answer_first,
    change_category,
    change_priority,
    finish,
    message,
    note,
    resume,
    wait_for_company,
)
from crm.employer_requests.words import Channel, Direction, EventKind, LinkKind, Outcome, Priority, Status
from crm.refusal import Refusal

HOUR = timedelta(hours=1)
NEXT = "Anna ringer til jer i næste uge."


@pytest.fixture
def mine(session: Session, anna: Colleague) -> EmployerRequest:
    """Anna took the call."""
    return received(session, anna, channel=Channel.PHONE)


def kinds(on: Session, request: EmployerRequest) -> list[EventKind]:
    return [line.event.kind for line in events_of(on, request.id or 0)]


def test_it_goes_forward_step_by_step(session: Session, anna: Colleague, mine: EmployerRequest) -> None:
    with transaction(session) as on:
        answer_first(on, mine, text="Vi finder to", user_id=anna.id, now=NOW)
        agree_plan(on, mine, "Jobordre i dag", user_id=anna.id, now=NOW + HOUR)
    with pytest.raises(Refusal, match="allerede"), transaction(session) as on:
        answer_first(on, mine, user_id=anna.id, now=NOW + HOUR)
    with transaction(session) as on:
        finish(on, mine, user_id=anna.id, now=NOW + 2 * HOUR)
    assert mine.status is Status.DONE
    assert kinds(session, mine)[2:] == [EventKind.FIRST_ANSWER, EventKind.PLAN_AGREED, EventKind.DONE]


def test_nobody_answers_what_nobody_has(session: Session, anna: Colleague) -> None:
    request = received(session, None)
    with pytest.raises(Refusal, match="Tag den først"), transaction(session) as on:
        answer_first(on, request, user_id=anna.id, now=NOW)


def test_it_waits_for_the_company_until_the_company_writes(
    session: Session, anna: Colleague, mine: EmployerRequest
) -> None:
    with transaction(session) as on:
        wait_for_company(on, mine, "Jobopslaget", user_id=anna.id, now=NOW)
    with pytest.raises(Refusal, match="venter allerede"), transaction(session) as on:
        wait_for_company(on, mine, "Jobopslaget", user_id=anna.id, now=NOW)
    with transaction(session) as on:
        message(on, mine, "Her er det", direction=Direction.IN, user_id=None, now=NOW + HOUR)
    assert mine.waiting_since is None
    assert kinds(session, mine)[-3:] == [EventKind.WAITING_FOR_COMPANY, EventKind.MESSAGE_IN, EventKind.RESUMED]
    with pytest.raises(Refusal, match="venter ikke"), transaction(session) as on:
        resume(on, mine, user_id=anna.id, now=NOW + HOUR)


def test_it_becomes_something_else_and_more_urgent(session: Session, anna: Colleague, mine: EmployerRequest) -> None:
    subsidy = category(session, "wage_subsidy")
    with transaction(session) as on:
        change_category(on, mine, subsidy, reason="De mente løntilskud", user_id=anna.id, now=NOW)
        change_priority(on, mine, Priority.URGENT, user_id=anna.id, now=NOW)
        change_priority(on, mine, Priority.URGENT, user_id=anna.id, now=NOW)  # says nothing new
    assert (mine.category_id, mine.priority) == (subsidy, Priority.URGENT)
    assert kinds(session, mine)[2:] == [EventKind.RECATEGORISED, EventKind.PRIORITY_CHANGED]


def test_the_end_needs_an_outcome_and_what_happens_next(
    session: Session, anna: Colleague, bo: Colleague, mine: EmployerRequest
) -> None:
    with pytest.raises(Refusal, match="hvad der sker nu"), transaction(session) as on:
        close(on, mine, Outcome.ADVISED, " ", user_id=anna.id, now=NOW)
    with transaction(session) as on:
        close(on, mine, Outcome.ADVISED, NEXT, user_id=anna.id, now=NOW)
    assert (mine.status, mine.closed_at, mine.next_step) == (Status.CLOSED, NOW, NEXT)
    for change in (
        lambda on: take(on, mine, user_id=bo.id, now=NOW),
        lambda on: answer_first(on, mine, user_id=anna.id, now=NOW),
        lambda on: change_priority(on, mine, Priority.HIGH, user_id=anna.id, now=NOW),
        lambda on: close(on, mine, Outcome.ADVISED, NEXT, user_id=anna.id, now=NOW),
    ):
        with pytest.raises(Refusal, match="er afsluttet"), transaction(session) as on:
            change(on)
    with transaction(session) as on:  # what became known later can be written all the same
        note(on, mine, "De ringede og sagde tak", user_id=anna.id, now=NOW + HOUR)


def test_opened_again_it_goes_on_where_it_was(session: Session, anna: Colleague, mine: EmployerRequest) -> None:
    with transaction(session) as on:
        answer_first(on, mine, user_id=anna.id, now=NOW)
    with pytest.raises(Refusal, match="allerede åben"), transaction(session) as on:
        reopen(on, mine, "De ringede igen", user_id=anna.id, now=NOW)
    with transaction(session) as on:
        close(on, mine, Outcome.NO_ANSWER, NEXT, user_id=anna.id, now=NOW)
    with pytest.raises(Refusal, match="hvorfor"), transaction(session) as on:
        reopen(on, mine, "", user_id=anna.id, now=NOW)
    with transaction(session) as on:
        reopen(on, mine, "De ringede igen", user_id=anna.id, now=NOW + HOUR)
    assert (mine.status, mine.closed_at, mine.outcome, mine.next_step) == (Status.ANSWERED, None, None, "")


def test_the_newer_request_becomes_part_of_the_older(
    session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    company, other = make_company(), make_company("En anden")
    older = received(session, None, company_id=company)
    newer = received(session, anna, company_id=company, now=NOW + HOUR)
    strange = received(session, None, company_id=other, now=NOW + HOUR)
    for request, into, why in (
        (older, newer, "nyeste henvendelse"),
        (strange, older, "to forskellige virksomheder"),
        (older, older, "en anden henvendelse"),
    ):
        with pytest.raises(Refusal, match=why), transaction(session) as on:
            merge(on, request, into=into, user_id=anna.id, now=NOW + HOUR)
    with transaction(session) as on:
        merge(on, newer, into=older, user_id=anna.id, now=NOW + HOUR)
    assert (newer.status, newer.outcome, newer.merged_into_id) == (Status.CLOSED, Outcome.DUPLICATE, older.id)
    assert events_of(session, older.id or 0)[-1].other == newer.reference
    with pytest.raises(Refusal, match="samlet med en anden"), transaction(session) as on:
        reopen(on, newer, "Fejl", user_id=anna.id, now=NOW + HOUR)


def test_a_second_need_becomes_a_request_of_its_own(
    session: Session, anna: Colleague, bo: Colleague, mine: EmployerRequest
) -> None:
    with transaction(session) as on:
        answer_first(on, mine, user_id=anna.id, now=NOW)
        wait_for_company(on, mine, "Jobopslaget", user_id=anna.id, now=NOW + HOUR)
        hand_over(on, mine, Whom(user_id=bo.id), user_id=anna.id, now=NOW + HOUR)
        given = SplitInput(category_id=category(session, "retention"), subject="En sygemeldt")
        new = split(on, mine, given, user_id=anna.id, now=NOW + 2 * HOUR)
    assert (new.received_at, new.owner_user_id, new.status) == (mine.received_at, anna.id, Status.ANSWERED)
    assert (new.waiting_since, new.offered_user_id) == (NOW + HOUR, None)
    assert kinds(session, new) == [
        EventKind.RECEIVED,
        EventKind.FIRST_ANSWER,
        EventKind.WAITING_FOR_COMPANY,
        EventKind.SPLIT,
    ]
    assert events_of(session, mine.id or 0)[-1].other == new.reference


def test_what_it_led_to_is_linked_once(session: Session, anna: Colleague, mine: EmployerRequest) -> None:
    with transaction(session) as on:
        first = link(on, mine, contact_entry="a" * 32, user_id=anna.id, now=NOW)
        again = link(on, mine, contact_entry="a" * 32, user_id=anna.id, now=NOW)
    assert first is again
    assert [each.kind for each in links_of(session, [mine.id or 0])] == [LinkKind.CONTACT]
