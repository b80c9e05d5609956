"""Timeline, news, silence, my day and contact pressure: right, and in a constant number of queries."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from contact_ground import DAY, NOW, TODAY, Colleague, MakeCompany, call_back, contact, logged, workplace_at
from flask import Flask
from query_count import counted
from sqlmodel import Session, col, select

from crm.contacts.guard.ask import Ask
from crm.contacts.guard.enforce import contact_transaction, log_contact
from crm.contacts.guard.gather import verdicts
from crm.contacts.guard.pressure import count_events, guard_events, most_contacted, outgoing_since, pressure_by_month
from crm.contacts.guard.telling import guard_people
from crm.contacts.inputs import BasisInput, NeedInput, Override, PersonInput, RefusalInput
from crm.contacts.models import GuardEventKind, ProtectionBasisKind
from crm.contacts.queries.companies import last_spoken_at, not_spoken_since, own_companies, owned_by
from crm.contacts.queries.my_day import my_day
from crm.contacts.queries.news import news
from crm.contacts.queries.timeline import timeline
from crm.contacts.queries.timeline_places import Cursor
from crm.contacts.queries.timeline_sources import EntryEvent, EntryKind
from crm.contacts.services.claims import claim_company
from crm.contacts.services.owners import set_owner
from crm.contacts.services.people import add_person
from crm.contacts.services.restrictions import add_basis, lift_pause, set_pause, set_refusal
from crm.contacts.services.tasks import add_task
from crm.contacts.words import ContactKind, Direction, Outcome
from crm.cooperation.models import Cooperation
from crm.db import transaction
from crm.register.models import Workplace, WorkplaceState
from crm.values.cooperation_status import CooperationStatus
from crm.values.periods import Period
from crm.values.sectors import Sector
from crm.visits.services.booking import Booking, book_visit

INSISTS = Override(reason="Aftalt", legal_basis="Samtykke")


def place_of(on: Session, company_id: int) -> int:
    return on.exec(select(Workplace.id).where(col(Workplace.company_id) == company_id)).one() or 0


def cooperate(company_id: int, on: Session, number: int, start: date, end: date | None, consultant: str = "") -> None:
    place = place_of(on, company_id)
    with transaction(on) as work:
        work.add(
            Cooperation(
                source="test",
                external_id=str(number),
                workplace_id=place,
                type_code="mentor",
                start_date=start,
                end_date=end,
                status=CooperationStatus.ACTIVE,
                job_centre_code="0851",
                consultant=consultant,
                recorded_at=NOW - DAY,
            )
        )


def states(on: Session, company_id: int) -> None:
    """Opened, then only a new headcount, then another name."""
    place = place_of(on, company_id)
    with transaction(on) as work:
        for day, name, headcount in ((2010, "Før", 3), (2012, "Før", 9), (2014, "Efter", 9)):
            work.add(
                WorkplaceState(
                    workplace_id=place,
                    company_id=company_id,
                    valid_from=date(day, 1, 1),
                    municipality_code="0851",
                    sector=Sector.PRIVATE,
                    name=name,
                    headcount=headcount,
                    recorded_at=NOW,
                )
            )


def full_story(on: Session, anna: Colleague, bo: Colleague, company: int, number: int = 1) -> None:
    """Something of every kind."""
    cooperate(company, on, number, TODAY - 100 * DAY, TODAY + 20 * DAY, "Anna@example.dk")
    states(on, company)
    with transaction(on) as work:
        person = add_person(
            work,
            PersonInput(company_id=company, name="Ida", informed_on=TODAY),
            user_id=anna.id,
            now=NOW,
            today=TODAY,
        )
    logged(on, anna, company, at=NOW - 40 * DAY, themes=("mentor",), person_ids=(person.id,), interests=("mentor",))
    needs = (NeedInput(occupation="Smed"),)
    logged(on, bo, company, at=NOW - 2 * DAY, direction=Direction.INCOMING, needs=needs)
    booking = Booking(company_id=company, lead_user_id=bo.id, starts_at=NOW + 3 * DAY, purpose="Besøg")
    with transaction(on) as work:
        if number == 1:
            book_visit(work, booking, user_id=bo.id, now=NOW)
        pause = set_pause(work, company, TODAY + 5 * DAY, "Ferie", user_id=bo.id, now=NOW, today=TODAY)
        lift_pause(work, pause, user_id=bo.id, now=NOW + timedelta(hours=1))
        set_pause(work, company, TODAY + 5 * DAY, "Ferie", user_id=bo.id, now=NOW, today=TODAY)
        given = RefusalInput(said_by="HR", reason="Ro", until=TODAY + 9 * DAY)
        set_refusal(work, company, given, user_id=bo.id, now=NOW, today=TODAY)
        basis = BasisInput(kind=ProtectionBasisKind.CONSENT, basis="Mail")
        add_basis(work, company, basis, user_id=bo.id, now=NOW, today=TODAY)
        add_task(work, call_back(company, owner_user_id=anna.id), user_id=anna.id, now=NOW - DAY)


STORY = [
    EntryEvent.COOPERATION_ENDS,
    EntryEvent.VISIT,
    EntryEvent.PAUSE_LIFTED,
    EntryEvent.REFUSAL_SET,
    EntryEvent.PAUSE_SET,
    EntryEvent.PAUSE_SET,
    EntryEvent.BASIS_ADDED,
    EntryEvent.TASK_DUE,
    EntryEvent.CONTACT,
    EntryEvent.CONTACT,
    EntryEvent.COOPERATION_STARTS,
    EntryEvent.WORKPLACE_CHANGED,
    EntryEvent.WORKPLACE_OPENED,
]


def test_everything_stands_in_one_order(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    full_story(session, anna, bo, company)
    page = timeline(session, company)
    assert [entry.event for entry in page.entries] == STORY
    assert page.older is None
    latest = page.entries[8]
    assert (latest.who, latest.unit) == ("Bo Lund", "Jobhuset")
    assert latest.parts is not None
    assert [need.occupation for need in latest.parts.needs] == ["Smed"]
    first = page.entries[9].parts
    assert first is not None
    assert (first.themes, [name for _, name in first.people]) == (["mentor"], ["Ida"])
    assert page.entries[11].row.name == "Efter"


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_follow_each_other_without_gap_or_repetition(
    session: Session, anna: Colleague, bo: Colleague, company: int, size: int
) -> None:
    full_story(session, anna, bo, company)
    found, before = [], None
    while True:
        page = timeline(session, company, before=before, limit=size)
        found += [entry.event for entry in page.entries]
        before = page.older and Cursor.parse(str(page.older))
        if before is None:
            break
    assert found == STORY


@pytest.mark.parametrize("text", ["", "x", "2026-01-01_1_1", "2026-01-01T00:00:00+00:00_x_1", "1_2_3_4"])
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.parse(text) is None


def test_the_timeline_is_narrowed_down(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    full_story(session, anna, bo, company)
    with transaction(session) as work:
        other = workplace_at(company, 1_999_999_999)
        work.add(other)
    logged(session, anna, company, at=NOW, workplace_id=other.id, direction=Direction.INCOMING)
    contacts = timeline(session, company, kinds=[EntryKind.CONTACTS])
    assert len(contacts.entries) == 3
    there = timeline(session, company, other.id, kinds=[EntryKind.CONTACTS, EntryKind.COOPERATIONS])
    assert [entry.row.workplace_id for entry in there.entries] == [other.id]


def test_lists_cost_the_same_however_long(
    app: Flask, session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    companies = [make_company(protected=number % 2 == 0) for number in range(6)]
    for number, company in enumerate(companies[:2], start=1):
        full_story(session, anna, bo, company, number)
    ask = Ask(anna.caller, ContactKind.CALL, NOW)

    def costs() -> list[int]:
        reads: list[Callable[[], object]] = [
            lambda: verdicts(session, companies[:2], ask),
            lambda: timeline(session, companies[0]),
            lambda: news(session, anna.id, since=NOW - 9 * DAY, now=NOW),
            lambda: my_day(session, anna.caller, "anna@example.dk", now=NOW),
            lambda: guard_people(session, verdicts(session, companies, ask).values()),
        ]
        counts = []
        for read in reads:
            session.rollback()
            session.expunge_all()
            with counted(app) as statements:
                read()
            counts.append(statements.count)
        return counts

    before = costs()
    for number, company in enumerate(companies[2:], start=3):
        full_story(session, anna, bo, company, number)
    for _time in range(5):
        logged(session, bo, companies[0], direction=Direction.INCOMING, at=NOW - DAY)
    assert all(now <= then for now, then in zip(costs(), before, strict=True)), (costs(), before)
    session.rollback()
    with counted(app) as statements:
        assert len(verdicts(session, companies, ask)) == 6
    assert statements.count == before[0] <= 12


def test_verdicts_of_a_selection_are_those_of_its_numbers(
    session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    companies = [make_company(protected=number == 1) for number in range(3)]
    full_story(session, anna, bo, companies[0])
    ask = Ask(anna.caller, ContactKind.CALL, NOW)
    selection = sa.select(col(Workplace.company_id)).where(col(Workplace.company_id).in_(companies))
    assert verdicts(session, selection, ask) == verdicts(session, companies, ask)


def test_who_was_not_spoken_with(session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany) -> None:
    never, in_vain, old, lately = (make_company(name) for name in ("Aldrig", "Forgæves", "Længe siden", "Nylig"))
    logged(session, anna, in_vain, outcome=Outcome.NO_ANSWER)
    logged(session, anna, in_vain, kind=ContactKind.EMAIL, override=INSISTS)
    logged(session, anna, old, at=NOW - 400 * DAY)
    logged(session, anna, lately, direction=Direction.INCOMING)
    with transaction(session) as work:
        set_owner(work, old, bo.id, by_user_id=anna.id, now=NOW)

    def found(**more: object) -> list[str]:
        rows, count = not_spoken_since(NOW - 365 * DAY, **more)
        names = [row.name for row in session.connection().execute(rows)]
        assert session.connection().execute(count).scalar_one() == len(names)
        return names

    assert found() == ["Aldrig", "Forgæves", "Længe siden"]
    assert found(among=owned_by(bo.id)) == ["Længe siden"]
    assert last_spoken_at(session, [never, old, lately]) == {old: NOW - 400 * DAY, lately: NOW}


def test_news_are_what_others_have_recorded(
    session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    mine, other = make_company(), make_company()
    full_story(session, anna, bo, mine)
    logged(session, bo, other)
    assert own_companies(session, anna.id, now=NOW) == [mine]
    found = news(session, anna.id, since=NOW - 12 * DAY, now=NOW)
    assert {entry.event for entry in found} == {
        EntryEvent.CONTACT,
        EntryEvent.VISIT,
        EntryEvent.COOPERATION_STARTS,
        EntryEvent.REFUSAL_SET,
        EntryEvent.PAUSE_SET,
        EntryEvent.PAUSE_LIFTED,
        EntryEvent.BASIS_ADDED,
    }, "a change in the register of 2014, recorded now, is no news"
    assert all(entry.who != "Anna Krogh" and entry.company_id == mine for entry in found)


def test_what_ends_and_what_closes_is_news_on_its_day(
    session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    mine = make_company()
    cooperate(mine, session, 1, TODAY - 400 * DAY, TODAY - DAY)
    cooperate(mine, session, 2, TODAY - 400 * DAY, TODAY + DAY)
    with transaction(session) as work:
        set_owner(work, mine, anna.id, by_user_id=anna.id, now=NOW)
        closed = workplace_at(mine, 1_000_000_900)
        closed.end_date = TODAY - 2 * DAY
        work.add(closed)
    found = news(session, anna.id, since=NOW - 3 * DAY, now=NOW)
    assert [entry.event for entry in found] == [EntryEvent.COOPERATION_ENDS, EntryEvent.WORKPLACE_CLOSED]
    assert {entry.company_id for entry in found} == {mine}


def test_my_day_has_what_is_due_and_what_came_back(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    full_story(session, anna, bo, company)
    with transaction(session) as work:
        claim_company(work, company, user_id=anna.id, now=NOW)
        tomorrow = call_back(company, due_at=NOW + DAY, owner_user_id=anna.id)
        add_task(work, tomorrow, user_id=anna.id, now=NOW)
    day = my_day(session, anna.caller, "anna@example.dk", now=NOW)
    assert (len(day.call_backs), day.follow_ups, day.visits) == (1, [], [])
    assert [contact.direction for contact in day.answered] == [Direction.INCOMING]
    assert [each.cooperation.type_code for each in day.ending] == ["mentor"]
    assert (len(day.refusals), len(day.pauses)) == (1, 1)
    assert day.claim is not None
    assert day.names == {company: "Nordjysk Smedje"}
    logged(session, anna, company, override=INSISTS)
    assert my_day(session, anna.caller, "", now=NOW).answered == [], "Anna has been in contact with them since"
    assert len(my_day(session, bo.caller, "", now=NOW + 3 * DAY).visits) == 1


def test_pressure_by_month_and_by_company(
    session: Session, anna: Colleague, carla: Colleague, make_company: MakeCompany
) -> None:
    pressed, calm = make_company("Presset"), make_company("Rolig")
    for days, who in ((70, anna), (40, carla), (0, anna)):
        logged(session, who, pressed, at=NOW - days * DAY, override=INSISTS)
    logged(session, anna, calm, direction=Direction.INCOMING)
    logged(session, anna, calm)
    months = pressure_by_month(session, pressed, today=TODAY, months=4)
    assert [(each.month.month, each.outgoing, each.incoming) for each in months] == [
        (12, 1, 0),
        (1, 1, 0),
        (2, 0, 0),
        (3, 1, 0),
    ]
    assert outgoing_since(session, [pressed, calm], NOW - 45 * DAY) == {pressed: 2, calm: 1}
    rows, count = most_contacted(Period(date(2025, 12, 1), TODAY))
    found = session.connection().execute(rows).all()
    assert [(row.name, row.contacts, row.units, row.people) for row in found] == [
        ("Presset", 3, 2, 2),
        ("Rolig", 1, 1, 1),
    ]
    assert session.connection().execute(count).scalar_one() == 2


def test_prevented_and_overridden_are_listed(session: Session, anna: Colleague, carla: Colleague, company: int) -> None:
    logged(session, anna, company)
    later = NOW + timedelta(hours=2)
    with pytest.raises(Exception, match="Kontaktvagten"), contact_transaction(session) as work:
        log_contact(work, contact(company, at=later), caller=carla.caller, now=later)
    logged(session, anna, company, at=later, override=INSISTS)
    period = Period(TODAY, TODAY)
    assert count_events(session, period) == {GuardEventKind.PREVENTED: 1, GuardEventKind.OVERRIDDEN: 1}
    (line,) = guard_events(session, GuardEventKind.PREVENTED, period)
    assert (line.user_name, line.unit_name, line.company_name) == (
        "Carla Holm",
        "Fastholdelsesteam",
        "Nordjysk Smedje",
    )
    assert guard_events(session, GuardEventKind.PREVENTED, period, unit_id=anna.caller.unit_id) == []
