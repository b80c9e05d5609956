"""The preparation sheet: what it tells, what it rests on, and how many places are left."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from contact_ground import Colleague, MakeCompany, call_back, logged
from flask import Flask
from people import ANNA, SignedIn
from query_count import counted
from request_ground import received
from sqlmodel import Session, select

from crm.companies.groups.headcounts import headcounts_on
from crm.contacts.inputs import NeedInput, PersonInput, RefusalInput
from crm.contacts.models import RefusalScope
from crm.contacts.services.people import add_person
from crm.contacts.services.restrictions import set_refusal
from crm.contacts.services.tasks import add_task
from crm.contacts.words import ContactKind, Theme
from crm.cooperation.models import Cooperation
from crm.db import transaction
from crm.register.models import Workplace, WorkplaceLife, WorkplaceState
from crm.values.bands import HeadcountBand
from crm.values.clock import local_date, utc_now
from crm.values.cooperation_status import CooperationStatus
from crm.values.sectors import Sector
from crm.visiting.proportion import allowed_places, estimate
from crm.visiting.queries.preparation import headcounts_by_year
from crm.visiting.questions import ALWAYS, BY_THEME, questions
from crm.visiting.trend import Count, line_of
from crm.visits.models import Visit
from crm.visits.services.booking import Booking, book_visit

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("employees", "places"),
    [(0, 1), (1, 1), (4, 1), (5, 1), (9, 1), (10, 2), (49, 9), (50, 10), (59, 10), (60, 11), (69, 11), (150, 20)],
)
def test_places_by_employees(employees: int, places: int) -> None:
    assert allowed_places(employees) == places


def test_places_are_taken_by_hours() -> None:
    rule = estimate(23, [Decimal(37), Decimal("18.5"), None], DAY)
    assert (rule.allowed, rule.taken, rule.left, rule.unknown_hours) == (4, Decimal("2.5"), Decimal("1.5"), 1)
    before = estimate(23, [Decimal(37), Decimal("18.5"), None], date(2019, 12, 31))
    assert (before.taken, before.left, before.unknown_hours) == (3, 1, 0)
    assert estimate(5, [Decimal(37)] * 3, DAY).left == 0, "more than is allowed leaves none, not less than none"
    assert estimate(5, [Decimal(60)], DAY).taken == 1


def test_without_a_headcount_nothing_is_estimated() -> None:
    rule = estimate(None, [], DAY)
    assert (rule.allowed, rule.left) == (None, None)


def test_the_line_begins_at_zero_and_leaves_out_what_nobody_knows() -> None:
    counts = [Count(DAY, 0, 0), Count(DAY, None, None), Count(DAY, 10, 19)]
    assert line_of(counts) == "3.0,33.0 157.0,3.0"
    assert line_of(counts[:2]) == ""


def test_every_theme_has_its_questions() -> None:
    assert set(BY_THEME) == set(Theme)
    assert questions(["recruitment"])[: len(ALWAYS)] == [str(each) for each in ALWAYS]
    both = questions(["work_placement", "wage_subsidy"])
    assert len(both) == len(set(both)) == len(ALWAYS) + 2


def booked(on: Session, company: int, who: Colleague) -> Visit:
    booking = Booking(
        company_id=company,
        lead_user_id=who.id,
        starts_at=utc_now() + timedelta(days=1),
        purpose="Rekruttering",
        themes=("recruitment",),
        overlap_accepted=True,
    )
    with transaction(on) as work:
        return book_visit(work, booking, user_id=who.id, now=utc_now())


def told(on: Session, company: int, who: Colleague, times: int) -> None:
    """Contacts, requests, needs, people, tasks, a refusal and a placement, so many times."""
    now, today = utc_now(), local_date(utc_now())
    place = on.exec(select(Workplace).where(Workplace.company_id == company)).one()
    for number in range(times):
        need = NeedInput(occupation=f"Svejser {number}", number=2)
        at = now - timedelta(days=40 * (number + 1))
        logged(on, who, company, at=at, kind=ContactKind.VISIT, note="Ny hal", needs=(need,), interests=("mentor",))
        with transaction(on) as work:
            person = PersonInput(
                company_id=company, name=f"Lone Vad {number}", informed_on=today, phones=("+4598123456",)
            )
            add_person(work, person, user_id=who.id, now=now, today=today)
            add_task(work, call_back(company, title="Send kandidater"), user_id=who.id, now=now)
            place.headcount = 23
            work.add(place)
            work.add(
                Cooperation(
                    source="test",
                    external_id=f"{company}-{number}",
                    workplace_id=place.id,
                    type_code="work_placement",
                    start_date=today - timedelta(days=10),
                    status=CooperationStatus.ACTIVE,
                    job_centre_code="0851",
                    hours_per_week=Decimal("18.5"),
                    recorded_at=now,
                )
            )
    for number in range(times):
        received(on, None, company_id=company, subject=f"To chauffører {number}", now=now)
    with transaction(on) as work:
        refusal = RefusalInput(said_by="Lone", reason="Ikke på telefon", scope=RefusalScope.PHONE)
        set_refusal(work, company, refusal, user_id=who.id, now=now, today=today)


def test_the_sheet_tells_all_of_it(
    signed_in: SignedIn, session: Session, anna: Colleague, carla: Colleague, company: int
) -> None:
    told(session, company, carla, 1)
    page = signed_in(ANNA).get(f"/visits/{booked(session, company, anna).id}/preparation")
    assert page.has("Nordjysk Smedje", "Rekruttering", "Lone Vad 0", "98 12 34 56")
    assert page.has("Carla Holm", "Ny hal", "Svejser 0", "To chauffører 0", "Send kandidater", "Mentor – interesseret")
    assert page.has("3,5 af 4 pladser er ledige", "23 ansatte ifølge registret", "VITAS afgør det.")
    assert page.has("Ikke på telefon", "Hvilke stillinger, hvor mange")


def test_it_asks_the_database_as_often_for_much_as_for_little(
    app: Flask, signed_in: SignedIn, session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    client, counts = signed_in(ANNA), []
    for times in (1, 6):
        company = make_company(f"Firma {times}")
        told(session, company, anna, times)
        visit = booked(session, company, anna)
        client.get(f"/visits/{visit.id}/preparation")
        with counted(app) as seen:
            client.get(f"/visits/{visit.id}/preparation")
        counts.append(seen.count)
    assert counts[0] == counts[1] < 60


def test_the_headcount_is_what_the_groups_are_found_by(session: Session, make_company: MakeCompany) -> None:
    company = make_company("Vækst")
    place = session.exec(select(Workplace).where(Workplace.company_id == company)).one()
    with transaction(session) as work:
        work.add(WorkplaceLife(workplace_id=place.id or 0, start_date=date(2024, 1, 1), recorded_at=utc_now()))
        for day, headcount, band in ((date(2024, 1, 1), 20, HeadcountBand.ANTAL_20_49), (date(2025, 6, 1), 60, None)):
            state = WorkplaceState(
                workplace_id=place.id or 0,
                company_id=company,
                valid_from=day,
                municipality_code="0851",
                headcount=headcount,
                headcount_exact=band is None,
                headcount_band=band,
                sector=Sector.PRIVATE,
                name="Vækst",
                recorded_at=utc_now(),
            )
            work.add(state)
    counts = headcounts_by_year(session, company, DAY)
    assert [(each.lower, each.upper) for each in counts] == [(None, None)] * 3 + [(20, 49), (20, 49), (60, 60)]
    for each in counts:
        known = headcounts_on(session, each.day, [company]).get(company)
        assert (known.lower, known.upper) == (each.lower, each.upper) if known else each.lower is None
