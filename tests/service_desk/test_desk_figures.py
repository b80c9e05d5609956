"""The figures of Virksomhedsservice: as one who counts by hand counts them, and every number with its requests."""

from datetime import datetime, time, timedelta

import pytest
from contact_ground import NOW, Colleague
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from people import ANNA, DORTE, EMIL, SignedIn
from query_count import counted
from request_ground import category, received
from sqlmodel import Session

from crm.db import transaction
from crm.employer_requests.clock import GoalLine
from crm.employer_requests.inputs import Whom
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.closing import close, reopen
from crm.employer_requests.services.owning import accept_hand_over, hand_over, take
from crm.employer_requests.services.progress import answer_first, resume, wait_for_company
from crm.employer_requests.services.settings import set_goal
from crm.employer_requests.words import Channel, GoalKind, Outcome
from crm.service_desk.figures import BANDS, KEPT, LATER, MISSED, MOST_TIMES, NOT_YET, STEPS, Asked, Wanted, figures
from crm.service_desk.queries.figures import asked_in, explained
from crm.values.clock import local_date, utc_now
from crm.values.periods import month_of
from crm.values.working_time import Block
from crm.working_time.services import set_opening_hours

asked_ones = st.builds(
    Asked,
    id=st.integers(1, 999),
    category_id=st.integers(1, 4),
    unit_id=st.integers(1, 3),
    channel=st.sampled_from(Channel),
    month=st.sampled_from(["2026-01", "2026-02", "2026-03"]),
    weekday=st.integers(0, 6),
    hour=st.integers(6, 18),
    results=st.text("kmu-", min_size=3, max_size=3),
    answered_in=st.none() | st.integers(0, 2_000),
    unanswered=st.booleans(),
    withdrawn=st.booleans(),
    handed_over=st.integers(0, 5),
    reopened=st.integers(0, 2),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(asked_ones, max_size=40))
def test_the_figures_are_what_a_plain_count_gives(asked: list[Asked]) -> None:
    found = figures(asked)
    assert found.total.asked == len(asked)
    for place, kind in enumerate(STEPS):
        for lines, key_of in (
            (found.categories, lambda each: each.category_id),
            (found.units, lambda each: each.unit_id),
            (found.months, lambda each: each.month),
            ({None: found.total}, lambda _each: None),
        ):
            for key, line in lines.items():
                letters = [each.results[place] for each in asked if key_of(each) == key]
                one = line.goals[kind]
                assert (one.kept, one.missed) == (letters.count("k"), letters.count("m"))
                assert line.asked == len(letters)
    assert sum(found.hours.values()) == sum(found.channels.values()) == sum(found.handed_over) == len(asked)
    for place, count in enumerate(found.bands):
        assert count == sum(_slow_band(each) == place for each in asked)


def _slow_band(each: Asked) -> int | None:
    if each.answered_in is None:
        return NOT_YET if each.unanswered else None
    reached = [most for most in BANDS if each.answered_in <= most]
    return BANDS.index(min(reached)) if reached else LATER


@settings(max_examples=60, deadline=None)
@given(st.lists(asked_ones, max_size=30))
def test_behind_every_number_stand_as_many_requests(asked: list[Asked]) -> None:
    found = figures(asked)

    def behind(**wanted: object) -> int:
        return sum(Wanted(**wanted).fits(each) for each in asked)  # type: ignore[arg-type]

    for key, line in found.categories.items():
        assert behind(category=key) == line.asked
        for kind in STEPS:
            assert behind(category=key, goal=kind, result=MISSED) == line.goals[kind].missed
            assert behind(category=key, goal=kind) == line.goals[kind].due
    assert [behind(band=place) for place in range(NOT_YET + 1)] == found.bands
    assert [behind(handed_over=times) for times in range(MOST_TIMES + 1)] == found.handed_over
    assert all(behind(hour=hour) == count for hour, count in found.hours.items())
    assert (behind(reopened=True), behind(withdrawn=True)) == (found.reopened, found.withdrawn)


PERIOD = month_of(local_date(NOW))
HOUR = timedelta(hours=1)
LATER_ON = NOW + timedelta(days=3)


@pytest.fixture
def told(session: Session, anna: Colleague, bo: Colleague) -> list[EmployerRequest]:
    """One answered in time, one answered too late that was handed over, and one that waits unanswered."""
    quick, late, waits = (received(session, anna, subject=name) for name in ("Hurtig", "Sen", "Venter"))
    with transaction(session) as on:
        for each in (quick, late):
            take(on, each, user_id=anna.id, now=NOW + HOUR)
        answer_first(on, quick, user_id=anna.id, now=NOW + HOUR)
        hand_over(on, late, Whom(user_id=bo.id), user_id=anna.id, now=NOW + 2 * HOUR)
        accept_hand_over(on, late, user_id=bo.id, now=NOW + 3 * HOUR)
        wait_for_company(on, late, "Jobopslaget", user_id=bo.id, now=NOW + 4 * HOUR)
        resume(on, late, user_id=bo.id, now=NOW + 5 * HOUR)
        answer_first(on, late, user_id=bo.id, now=NOW + timedelta(days=2))
        wait_for_company(on, waits, "Adressen", user_id=anna.id, now=NOW + HOUR)
    return [quick, late, waits]


def test_each_request_tells_how_its_goals_came_out(session: Session, told: list[EmployerRequest]) -> None:
    quick, late, waits = told
    asked = {each.id: each for each in asked_in(session, PERIOD, now=LATER_ON)}
    assert (asked[quick.id or 0].results[0], asked[quick.id or 0].answered_in) == (KEPT, 60)
    assert (asked[late.id or 0].results[0], asked[late.id or 0].handed_over) == (MISSED, 1)
    assert (asked[waits.id or 0].band, asked[waits.id or 0].results[0]) == (NOT_YET, "u")
    found = figures(list(asked.values()))
    first = found.total.goals[GoalKind.FIRST_ANSWER]
    assert (first.kept, first.missed, first.undecided, found.handed_over[:2]) == (1, 1, 1, [2, 1])
    row = explained(session, [late.id or 0], GoalKind.FIRST_ANSWER, now=LATER_ON)[0]
    assert row.clock is not None
    assert (row.line.owner, row.pauses, row.clock.paused) == ("Bo Lund", 1, 60)


def test_the_figures_follow_time_and_what_happens(
    session: Session, told: list[EmployerRequest], anna: Colleague
) -> None:
    """What is kept in memory is right again after an hour, an event, and another goal."""
    waits = told[2]

    def results(now: datetime) -> str:
        return next(each.results for each in asked_in(session, PERIOD, now=now) if each.id == waits.id)

    assert results(LATER_ON)[0] == "u"
    with transaction(session) as on:
        resume(on, waits, user_id=anna.id, now=LATER_ON)
    assert results(LATER_ON)[0] == "u"
    assert results(LATER_ON + timedelta(days=3))[0] == MISSED
    assert results(LATER_ON)[0] == "u"
    with transaction(session) as on:
        line = GoalLine(GoalKind.FIRST_ANSWER, category(session), None, local_date(NOW), 61)
        set_goal(on, line, user_id=anna.id, now=LATER_ON)
    assert results(LATER_ON + HOUR)[0] == MISSED


def test_a_concluded_request_keeps_its_result(session: Session, told: list[EmployerRequest], anna: Colleague) -> None:
    quick = told[0]
    with transaction(session) as on:
        close(on, quick, Outcome.ADVISED, "Intet", user_id=anna.id, now=NOW + 2 * HOUR)
    edited_at = LATER_ON + timedelta(days=1)
    before = [each for each in asked_in(session, PERIOD, now=edited_at) if each.id == quick.id]
    with transaction(session) as on:
        line = GoalLine(GoalKind.FIRST_ANSWER, category(session), None, local_date(NOW), 30)
        set_goal(on, line, user_id=anna.id, now=edited_at)
        short = {day: [Block(time(8), time(10, 5))] for day in range(5)}
        set_opening_hours(on, local_date(NOW), short, user_id=anna.id, now=edited_at)
    assert [each for each in asked_in(session, PERIOD, now=edited_at) if each.id == quick.id] == before
    with transaction(session) as on:
        reopen(on, quick, "Mere", user_id=anna.id, now=edited_at)
    assert figures(asked_in(session, PERIOD, now=edited_at)).reopened == 1


def test_as_many_queries_for_many_as_for_one(app: Flask, session: Session, anna: Colleague) -> None:
    counts = []
    for more in (1, 6):
        for _each in range(more):
            received(session, anna)
        asked_in(session, PERIOD, now=NOW)  # works out what is new
        with counted(app) as statements:
            assert asked_in(session, PERIOD, now=NOW)
        counts.append(statements.count)
    assert counts == [3, 3]


def test_the_desk_reads_its_figures_and_the_requests_behind_them(
    session: Session, signed_in: SignedIn, anna: Colleague
) -> None:
    now = utc_now()
    received(session, anna, subject="Fire svejsere", channel=Channel.PHONE, now=now, answered=True)
    missed = received(session, anna, subject="To kokke", now=now - timedelta(days=40))
    emil = signed_in(EMIL)
    year = str(local_date(now - timedelta(days=40)).year)
    page = emil.get(f"/requests/figures?period={year}")
    assert page.has("Overholdte mål pr. kategori", "Hvor hurtigt det første svar kom")
    behind = emil.get(f"/requests/figures/requests?period={year}&goal=first_answer&result=m")
    assert behind.has("To kokke", "over", "Første svar: ikke overholdt", missed.reference)
    assert not behind.has("Fire svejsere")
    assert emil.get("/requests/figures?period=1999&unit=x").has("i dag")
    nobody = emil.get("/requests/figures/requests?goal=done&result=k&hour=99&month=xx&band=7")
    assert nobody.has("Ingen henvendelse bag tallet")
    assert signed_in(ANNA).get("/requests/figures", status=403)
    assert signed_in(DORTE).get("/requests").has("Tal")
