"""Managers keep what requests can be about, and what is promised."""

from datetime import timedelta

import pytest
from contact_ground import NOW, Colleague
from people import DORTE, SignedIn
from request_ground import category, received
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.db import transaction
from crm.employer_requests.models import RequestCategory
from crm.employer_requests.queries.clocks import clocks_of
from crm.employer_requests.queries.goals import current_goals, goals_version, holding, outlook
from crm.employer_requests.queries.requests import OPEN
from crm.employer_requests.services.closing import close
from crm.employer_requests.services.owning import take
from crm.employer_requests.services.progress import answer_first
from crm.employer_requests.services.settings import GoalsInput, StaleGoalsError, change_goals
from crm.employer_requests.words import GoalKind, Outcome, Priority
from crm.values.clock import local_date, utc_now
from crm.values.durations import parse_duration
from crm.values.errors import InvalidValueError

FIRST = GoalKind.FIRST_ANSWER
TODAY = local_date(NOW)
# The goals of the installation were recorded when the test began: who changes them comes later.
EDITED_AT = utc_now() + timedelta(days=1)
LATER = EDITED_AT + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("8", 480), ("8 t", 480), ("2 t 30 min", 150), ("2t30m", 150), ("45 min.", 45), ("2:30", 150), ("2.05", 125),
     ("3 timer", 180), ("1 hr 5 min", 65), ("0", 0)],
)  # fmt: skip
def test_spans_of_time_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert parse_duration(text) == minutes


@pytest.mark.parametrize("text", ["", "x", "2 t 75 min", "2:7", "-3", "1,5 dage"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        parse_duration(text)


def change(on: Session, who: Colleague, minutes: dict[GoalKind, int | None], **more: object) -> int:
    about, priority = more.get("about"), more.get("priority")
    given = GoalsInput(about, priority, minutes, more.get("valid_from", TODAY))  # type: ignore[arg-type]
    with transaction(on) as work:
        return change_goals(work, given, user_id=who.id, now=EDITED_AT, version=goals_version(work))


def test_goals_of_a_category_hold_from_their_day_and_can_be_taken_back(session: Session, anna: Colleague) -> None:
    about = category(session)
    request = received(session, anna)

    def limit() -> int:
        return clocks_of(session, [request.id or 0], now=LATER)[request.id or 0][FIRST].limit

    assert limit() == 480
    assert change(session, anna, {FIRST: 90}, about=about) == 1
    assert change(session, anna, {FIRST: 90}, about=about) == 0
    assert limit() == 90
    assert change(session, anna, {FIRST: 60}, about=about, valid_from=TODAY + timedelta(days=9)) == 1
    assert limit() == 90
    assert change(session, anna, {}, about=about) == 2
    assert limit() == 480
    with pytest.raises(StaleGoalsError), transaction(session) as work:
        given = GoalsInput(about, None, {FIRST: 5}, TODAY)
        change_goals(work, given, user_id=anna.id, now=NOW, version=goals_version(work) - 1)


def test_nothing_can_be_promised(session: Session, anna: Colleague) -> None:
    change(session, anna, {FIRST: None}, priority=Priority.HIGH)
    assert holding(current_goals(session), TODAY + timedelta(days=1))[None, Priority.HIGH] == {FIRST: None}


def test_what_other_goals_would_have_meant_and_a_concluded_request_keeps_its_result(
    session: Session, anna: Colleague
) -> None:
    over, late = received(session, anna), received(session, anna)
    with transaction(session) as on:
        for each, hours in ((over, 2), (late, 26)):
            take(on, each, user_id=anna.id, now=NOW)
            answer_first(on, each, user_id=anna.id, now=NOW + timedelta(hours=hours))
        close(on, over, Outcome.ADVISED, "Intet", user_id=anna.id, now=NOW + timedelta(hours=3))
    about = category(session)
    lines = GoalsInput(about, None, {FIRST: 60}, TODAY).lines()
    found = outlook(session, lines, (about, None), [OPEN | ~OPEN], now=LATER)[FIRST]
    assert (found.kept, found.due, found.would_keep, found.would_be_due) == (1, 2, 0, 2)
    change(session, anna, {FIRST: 60}, about=about)
    kept = clocks_of(session, [over.id or 0], now=LATER)[over.id or 0][FIRST]
    assert (kept.limit, kept.state.value) == (480, "met")


def test_a_manager_sees_what_goals_would_have_meant_and_saves_them(session: Session, signed_in: SignedIn) -> None:
    dorte = signed_in(DORTE)
    page = dorte.get("/admin/service-goals")
    assert page.has("Alle henvendelser", "Prioritet: Haster", "intet lovet", "120 t")
    form = dorte.get(f"/admin/service-goals/edit?category={category(session, 'complaint')}")
    stale = dorte.get(f"/admin/service-goals/edit?category={category(session, 'complaint')}")
    seen = form.form("Se, hvad det ville have betydet").send(done="3 t", first_answer="x1", status=422)
    assert seen.has("Skriv timer og minutter")
    seen = form.form("Se, hvad det ville have betydet").send(done="3 t")
    assert seen.has("Ville være overholdt", "ikke gemt endnu")
    session.rollback()
    assert not session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "service_goal.set")).all()
    assert seen.form("Gem").send().has("Målene er gemt.", "3 t")
    conflict = stale.form("Gem").send(done="4 t", status=409)
    assert conflict.has("En anden nåede at gemme først", "3 t", "4 t")
    assert dorte.get(f"/admin/service-goals/edit?category={category(session, 'complaint')}").has("Dorte")
    dorte.get("/admin/service-goals/edit?category=99999", status=404)


def test_a_manager_keeps_the_categories(session: Session, signed_in: SignedIn, anna: Colleague) -> None:
    dorte = signed_in(DORTE)
    form = dorte.get("/admin/request-categories/new").form("Gem")
    refused = form.send(name_da="Rekruttering", name_en="Hiring", status=422)
    assert refused.has("Der er allerede en kategori med dette navn")
    made = refused.form("Gem").send(name_da="Akut hjælp", name_en="Urgent help", usual_priority="urgent", public=None)
    assert made.has("Kategorien er gemt.", "Akut hjælp")
    session.rollback()
    new = session.exec(select(RequestCategory).where(RequestCategory.code == "urgent_help")).one()
    assert received(session, None, category_id=new.id).priority is Priority.URGENT
    page = dorte.get(f"/admin/request-categories/{new.id}")
    assert page.form("Gem").send(active=None).has("ikke i brug")
    assert page.form("Gem").send(name_da="Andet navn", status=409).has("En anden nåede at gemme først")
    public = dorte.get("/virksomhedsservice/henvendelse")
    assert public.has("Rekruttering")
    assert not public.has("Akut")
    first = [each.name_da for each in session.exec(select(RequestCategory).order_by(col(RequestCategory.position)))]
    token = {"csrf_token": dorte.csrf_token(), "direction": "up"}
    dorte.open(f"/admin/request-categories/{category(session, 'work_placement')}/move", method="POST", data=token)
    session.rollback()
    session.expire_all()
    second = [each.name_da for each in session.exec(select(RequestCategory).order_by(col(RequestCategory.position)))]
    assert second[:2] == first[1::-1]
