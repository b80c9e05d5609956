"""Which companies are due, why, and which are left out."""

from datetime import date, timedelta

from contact_ground import Colleague, MakeCompany, logged
from flask import Flask
from plan_ground import at, left_out, next_day, plan_for, settle, stops, worked_out
from query_count import counted
from sqlmodel import Session

from crm.companies.models import Certainty, CompanyGroup, GroupMembership
from crm.contacts.guard.enforce import contact_transaction
from crm.contacts.inputs import PersonInput
from crm.contacts.services.people import add_person
from crm.contacts.services.restrictions import set_pause
from crm.contacts.services.visits import book_guarded_visit
from crm.contacts.words import ContactKind
from crm.db import transaction
from crm.planning.models import Plan
from crm.planning.services.material import gather
from crm.planning.words import LeftOut, Why
from crm.planning.worth import Known, Reason, reasons_of, value_of
from crm.values.clock import local_date, utc_now
from crm.visits.models import Absence, AbsenceKind, Visit
from crm.visits.services.booking import Booking

DAY = date(2026, 3, 2)
ALL = frozenset(CompanyGroup)


def whys(known: Known, goals: frozenset[CompanyGroup] = ALL) -> list[Why]:
    return [reason.why for reason in reasons_of(known, DAY, goals)]


def test_every_reason_for_a_visit() -> None:
    known = Known(
        groups={CompanyGroup.LARGE: Certainty.CERTAIN, CompanyGroup.GROWTH: Certainty.POSSIBLE},
        last_visit=date(2025, 12, 30),
        last_spoken=date(2025, 1, 15),
        ends_on=date(2026, 5, 31),
        interest="flexjob",
    )
    found = reasons_of(known, DAY, ALL)
    assert found == [
        Reason(Why.GROUP_LARGE, 30, "certain"),
        Reason(Why.ENDING, 25, "2026-05-31"),
        Reason(Why.INTEREST, 20, "flexjob"),
        Reason(Why.RATE, 15),
        Reason(Why.GROUP_GROWTH, 12, "possible"),
        Reason(Why.LONG_SILENT, 10, "2025-01-15"),
    ]
    assert value_of(found) == 112
    assert [Reason.from_json(each.to_json()) for each in found] == found


def test_what_is_no_reason() -> None:
    busy = Known(
        groups={CompanyGroup.LARGE: Certainty.CERTAIN},
        last_visit=date(2026, 1, 5),
        last_spoken=date(2026, 1, 5),
        ends_on=date(2026, 6, 1),
        cooperates=True,
    )
    assert whys(busy) == []
    assert whys(Known(cooperates=True)) == [Why.NEVER_SPOKEN]
    startup = Known(groups={CompanyGroup.STARTUP: Certainty.CERTAIN}, last_spoken=DAY, cooperates=True)
    assert whys(startup) == [Why.GROUP_STARTUP]
    assert whys(startup, frozenset()) == []


def booked(on: Session, who: Colleague, company_id: int, hour: int) -> Visit:
    booking = Booking(company_id=company_id, lead_user_id=who.id, starts_at=at(hour), purpose="Besøg")
    with contact_transaction(on) as work:
        return book_guarded_visit(work, booking, caller=who.caller, now=utc_now())


def test_companies_are_left_out_with_their_reason(
    app: Flask, session: Session, make_company: MakeCompany, anna: Colleague, bo: Colleague
) -> None:
    names = ("fine", "paused", "protected", "called", "visited", "nowhere", "picky")
    ids = {name: make_company(name, protected=name == "protected") for name in names}
    for name, company_id in ids.items():
        settle(session, company_id, "0900" if name == "nowhere" else "9000")
    now = utc_now()
    with transaction(session) as on:
        until = local_date(now) + timedelta(days=30)
        set_pause(on, ids["paused"], until, "Ferie", user_id=anna.id, now=now, today=local_date(now))
        wish = PersonInput(
            company_id=ids["picky"], name="Mette Smed", informed_on=local_date(now), preferred_time="Bedst før kl. 8"
        )
        add_person(on, wish, user_id=anna.id, now=now, today=local_date(now))
    logged(session, bo, ids["called"], at=now - timedelta(hours=1))
    booked(session, bo, ids["visited"], 9)
    plan = plan_for(session, anna.id)
    assert worked_out(app) == {"planned": 1, "failed": 0}
    assert [stop.company_id for stop in stops(session, plan)] == [ids["fine"]]
    assert left_out(session, plan) == {
        ids["paused"]: LeftOut.WAIT,
        ids["protected"]: LeftOut.STOP,
        ids["called"]: LeftOut.WAIT,
        ids["visited"]: LeftOut.HAS_VISIT,
        ids["nowhere"]: LeftOut.NO_PLACE,
        ids["picky"]: LeftOut.NO_TIME,
    }


def test_calendars_are_planned_around(
    app: Flask, session: Session, make_company: MakeCompany, anna: Colleague, bo: Colleague
) -> None:
    """Anna has a visit at ten and goes home at one; Bo is away all day."""
    for number in range(6):
        settle(session, make_company(f"Virksomhed {number}"), "9000")
    other = make_company("Aftalt")
    settle(session, other, "9000")
    booked(session, anna, other, 10)
    with transaction(session) as on:
        for who, begins, ends in ((anna.id, at(13), at(18)), (bo.id, at(6), at(20))):
            on.add(
                Absence(
                    user_id=who, starts_at=begins, ends_at=ends, kind=AbsenceKind.COURSE, recorded_at=utc_now(),
                    recorded_by_user_id=who,
                )
            )  # fmt: skip
    plan = plan_for(session, anna.id, bo.id)
    worked_out(app)
    found = stops(session, plan)
    assert {stop.user_id for stop in found} == {anna.id}
    assert len(found) == 1
    assert at(11, 15) <= found[0].starts_at
    assert found[0].ends_at <= at(12, 45)
    assert LeftOut.NO_ROOM in left_out(session, plan).values()


def test_groups_and_interest_come_first(
    app: Flask, session: Session, make_company: MakeCompany, anna: Colleague
) -> None:
    plain, large = make_company("Lille"), make_company("Stor")
    settle(session, plain, "9000")
    settle(session, large, "9000")
    with transaction(session) as on:
        on.add(
            GroupMembership(
                company_id=large, group=CompanyGroup.LARGE, certainty=Certainty.CERTAIN, reason="over_50",
                facts={"now": 60}, computed_on=next_day(),
            )
        )  # fmt: skip
    plan = plan_for(session, anna.id, most_per_day=1)
    worked_out(app)
    (stop,) = stops(session, plan)
    assert stop.company_id == large
    assert [each["why"] for each in stop.reasons] == ["group_large", "rate", "never_spoken"]
    assert left_out(session, plan) == {plain: LeftOut.NO_ROOM}


def test_a_visit_that_was_told_of_counts(session: Session, make_company: MakeCompany, anna: Colleague) -> None:
    company_id = make_company()
    settle(session, company_id, "9000")
    logged(session, anna, company_id, kind=ContactKind.VISIT, at=utc_now() - timedelta(days=55))
    plan = plan_for(session, anna.id)
    material = gather(session, plan, now=utc_now())
    assert [(each.company_id, each.why) for each in material.left] in (
        [(company_id, LeftOut.VISITED_LATELY)],
        [(company_id, LeftOut.WAIT)],
    )


def test_the_area_is_a_municipality_postcodes_or_a_district(
    session: Session, make_company: MakeCompany, anna: Colleague
) -> None:
    for postcode in ("9000", "9200", "9400"):
        settle(session, make_company(postcode), postcode)

    def considered(**area: object) -> int:
        plan = plan_for(session, anna.id, **({"municipality_code": None} | area))
        return gather(session, plan, now=utc_now()).considered

    assert considered(municipality_code="0851") == 3
    assert considered(municipality_code="0101") == 0
    assert considered(postcode_from="9100") == 2
    assert considered(postcode_from="9100", postcode_to="9300") == 1
    assert considered(district="Aalborg") == 3
    assert considered(district="Skagen") == 0


def test_as_many_queries_for_ten_companies_as_for_one(
    app: Flask, session: Session, make_company: MakeCompany, anna: Colleague
) -> None:
    def queries(plan: Plan) -> int:
        with counted(app) as statements:
            gather(session, plan, now=utc_now())
        return statements.count

    settle(session, make_company(), "9000")
    plan = plan_for(session, anna.id)
    first = queries(plan)
    for number in range(10):
        settle(session, make_company(f"Nummer {number}"), "9000")
    session.expire_all()
    assert queries(plan) <= first + 1
    assert first < 35
