"""The requests of the made-up Aalborg: behaved, of the last quarter, the same for the same seed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from crm.db import transaction
from crm.demo.services import load_demo
from crm.employer_requests.clock import State
from crm.employer_requests.job_order_models import JobOrder
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.queries.clocks import clocks_of
from crm.employer_requests.words import EventKind, OrderStatus, Status
from crm.surveys.models import SurveyInvitation
from crm.values.clock import local_date
from crm.values.cpr_guard import contains_cpr
from crm.working_time.queries import opening_calendar

MONDAY = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def load(on: Session, *, now: datetime = MONDAY, size: int = 500) -> list[EmployerRequest]:
    with transaction(on):
        load_demo(on, workplaces=size, seed=1, today=local_date(now), now=now)
    return list(on.exec(select(EmployerRequest).order_by(col(EmployerRequest.id))))


def orders_and_answers_stand(on: Session) -> None:
    """Job orders in every state, and most of the concluded requests asked about."""
    orders = on.exec(select(JobOrder)).all()
    assert {each.status for each in orders} == set(OrderStatus)
    assert any(each.status is OrderStatus.OPEN and each.deadline < local_date(MONDAY) for each in orders)
    asked = on.exec(select(SurveyInvitation)).all()
    assert 0 < sum(each.answered_at is not None for each in asked) < len(asked)


def test_sixty_requests_of_a_quarter_behave(session: Session) -> None:
    requests = load(session)
    orders_and_answers_stand(session)
    assert len(requests) == 60
    assert requests[0].reference == "VS-2026-00001"
    assert all(MONDAY - timedelta(days=95) < each.received_at < MONDAY for each in requests)
    statuses = {each.status for each in requests}
    assert {Status.ASSIGNED, Status.ANSWERED, Status.PLANNED, Status.CLOSED} <= statuses
    assert 8 <= sum(each.closed_at is None for each in requests) <= 30
    assert any(each.company_id is None for each in requests)
    assert not any(contains_cpr(f"{each.reference} {each.description}") for each in requests)
    clocks = clocks_of(session, [each.id or 0 for each in requests], now=MONDAY)
    first = [next(iter(found.values())).state for found in clocks.values()]
    assert first.count(State.MISSED) < len(first) / 4
    assert first.count(State.MET) > len(first) / 2
    _events_are_in_order(session, requests)


def _events_are_in_order(on: Session, requests: list[EmployerRequest]) -> None:
    """Each begins with its being received, ends as its row says, and nothing happens when it is closed."""
    calendar = opening_calendar(on)
    by_request: dict[int, list[RequestEvent]] = {}
    for event in on.exec(select(RequestEvent).order_by(col(RequestEvent.id))):
        by_request.setdefault(event.request_id, []).append(event)
    for request in requests:
        events = by_request[request.id or 0]
        assert events[0].kind is EventKind.RECEIVED
        assert [each.at for each in events] == sorted(each.at for each in events)
        assert events[-1].at <= MONDAY
        assert (events[-1].kind is EventKind.CLOSED) == (request.status is Status.CLOSED)
        for event in events[1:]:
            assert calendar.is_open(event.at) or calendar.is_open(event.at - timedelta(minutes=1))


class _ThrownAwayError(Exception):
    pass


def test_the_same_seed_makes_the_same_requests(session: Session) -> None:
    said = []
    for _time in range(2):
        with pytest.raises(_ThrownAwayError), transaction(session):
            load_demo(session, workplaces=40, seed=1, today=local_date(MONDAY), now=MONDAY)
            rows = session.exec(select(EmployerRequest).order_by(col(EmployerRequest.id)))
            events = session.exec(select(RequestEvent).order_by(col(RequestEvent.id)))
            said.append(
                [(each.reference, each.subject, each.received_at, each.status) for each in rows]
                + [(each.kind, each.at, each.text) for each in events]
            )
            raise _ThrownAwayError
    assert said[0] == said[1]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("today", [date(2026, 1, 2), date(2026, 12, 25)])
def test_they_can_be_made_on_any_day(session: Session, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 9, 0, tzinfo=UTC)
    assert len(load(session, now=now, size=40)) == 6
