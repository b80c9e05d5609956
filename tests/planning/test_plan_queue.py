"""The job: once, cancelled in time, taken up again, told how far it is."""

from datetime import timedelta

import pytest
from contact_ground import Colleague, MakeCompany
from flask import Flask
from plan_ground import QUICK, next_day, plan_for, settle, stops, worked_out
from sqlmodel import Session

from crm.db import open_session, transaction
from crm.planning.core.solve import Effort
from crm.planning.models import Plan
from crm.planning.queries.plans import plan_by_id
from crm.planning.services.plans import cancel_plan, mark_stop, plan_again
from crm.planning.services.queue import is_waiting, run_queued
from crm.planning.words import Failure, Mark, PlanStatus
from crm.refusal import Refusal
from crm.values.clock import utc_now


@pytest.fixture
def plan(session: Session, make_company: MakeCompany, anna: Colleague) -> Plan:
    for number in range(5):
        settle(session, make_company(f"Virksomhed {number}"), "9000")
    return plan_for(session, anna.id, most_per_day=3)


def fresh(on: Session, plan: Plan) -> Plan:
    on.rollback()
    on.expire_all()
    found = plan_by_id(on, plan.id or 0)
    assert found is not None
    return found


def test_a_plan_is_worked_out_once(app: Flask, session: Session, plan: Plan) -> None:
    assert is_waiting(session)
    assert worked_out(app) == {"planned": 1, "failed": 0}
    assert worked_out(app) == {"planned": 0, "failed": 0}
    now = fresh(session, plan)
    assert (now.status, now.percent, now.considered) == (PlanStatus.DONE, 100, 5)
    assert len(stops(session, plan)) == 3
    assert not is_waiting(session)


def test_a_plan_that_is_cancelled_meanwhile_writes_nothing(app: Flask, session: Session, plan: Plan) -> None:
    def cancelling_clock() -> object:
        """Somebody cancels while the search goes on."""
        with open_session(app.extensions["crm_engine"]) as other:
            found = plan_by_id(other, plan.id or 0)
            assert found is not None
            if found.status is PlanStatus.SOLVING and found.phase.value == "searching":
                with transaction(other) as work:
                    again = plan_by_id(work, plan.id or 0)
                    assert again is not None
                    cancel_plan(work, again, now=utc_now())
        return utc_now()

    with open_session(app.extensions["crm_engine"]) as own:
        counts = run_queued(own, QUICK, now=utc_now(), clock=cancelling_clock)  # type: ignore[arg-type]
    assert counts == {"planned": 0, "failed": 0}
    assert fresh(session, plan).status is PlanStatus.CANCELLED
    assert stops(session, plan) == []


def test_the_page_can_tell_how_far_the_search_is(app: Flask, session: Session, plan: Plan) -> None:
    seen = []

    def watching_clock() -> object:
        with open_session(app.extensions["crm_engine"]) as other:
            found = plan_by_id(other, plan.id or 0)
            seen.append(found.percent if found else None)
        return utc_now()

    with open_session(app.extensions["crm_engine"]) as own:
        run_queued(own, Effort(seconds=1.2), now=utc_now(), clock=watching_clock)  # type: ignore[arg-type]
    assert any(0 < (percent or 0) < 100 for percent in seen)


def test_pinned_visits_stay_and_dropped_ones_stay_out(app: Flask, session: Session, plan: Plan) -> None:
    worked_out(app)
    first, second, _third = stops(session, plan)
    kept = (first.company_id, first.starts_at)
    with transaction(session) as on:
        mark_stop(on, plan, first, Mark.PINNED, now=utc_now())
        mark_stop(on, plan, second, Mark.DROPPED, now=utc_now())
        plan_again(on, plan, now=utc_now())
    worked_out(app)
    found = stops(session, plan)
    assert kept in [(stop.company_id, stop.starts_at) for stop in found if stop.mark is Mark.PINNED]
    assert [stop.company_id for stop in found if stop.mark is Mark.DROPPED] == [second.company_id]
    standing = [stop for stop in found if stop.mark is not Mark.DROPPED]
    assert len(standing) == 3
    assert second.company_id not in {stop.company_id for stop in standing}


def test_what_is_under_way_is_left_alone(app: Flask, session: Session, plan: Plan) -> None:
    with pytest.raises(Refusal), transaction(session) as on:
        plan_again(on, plan, now=utc_now())
    worked_out(app)
    with pytest.raises(Refusal), transaction(session) as on:
        cancel_plan(on, plan, now=utc_now())


def test_a_plan_left_half_way_is_taken_up_once_more(app: Flask, session: Session, plan: Plan) -> None:
    def leave() -> None:
        found = fresh(session, plan)
        with transaction(session) as on:
            found.status, found.started_at = PlanStatus.SOLVING, utc_now()
            found.heartbeat_at = utc_now() - timedelta(minutes=2)
            on.add(found)

    leave()
    worked_out(app)
    assert fresh(session, plan).status is PlanStatus.DONE
    leave()
    found = fresh(session, plan)
    with transaction(session) as on:
        found.error = Failure.INTERRUPTED
        on.add(found)
    worked_out(app)
    assert fresh(session, plan).status is PlanStatus.FAILED


def test_days_off_have_nobody_to_plan_for(app: Flask, session: Session, anna: Colleague) -> None:
    saturday = next_day() + timedelta(days=(5 - next_day().weekday()) % 7)
    plan = plan_for(session, anna.id, first_day=saturday, last_day=saturday)
    assert worked_out(app) == {"planned": 0, "failed": 1}
    assert fresh(session, plan).error == Failure.NOBODY_WORKS
