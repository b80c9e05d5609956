"""The made-up Aalborg: repeatable, believable, and of nobody real."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from command_line import Command
from sqlmodel import Session, SQLModel, col, func, select

from crm.accounts.models import User
from crm.accounts.passwords import matches
from crm.accounts.queries import user_by_email
from crm.audit.models import AuditEntry
from crm.companies.models import Certainty, CompanyGroup, GroupMembership
from crm.cooperation.models import Cooperation
from crm.db import transaction
from crm.demo.making import make_town
from crm.demo.people import PASSWORD
from crm.demo.services import Loaded, load_demo
from crm.demo.town import HOME, Town
from crm.demo.window import Window
from crm.rate.definitions import ensure_definitions
from crm.rate.figure import FigureRequest
from crm.rate.queries import figure
from crm.refusal import Refusal
from crm.register.models import Company, Workplace, WorkplaceState
from crm.values.clock import parse_timestamp
from crm.values.cooperation_types import SHIPPED_TYPES
from crm.values.cpr_guard import contains_cpr
from crm.values.cvr import parse_cvr
from crm.values.periods import Period, last_12_months
from crm.values.phone import parse_phone
from crm.values.roles import Role

TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.sqlite_only  # of what is made up; test_demo_outreach.py loads it into the other database too
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SIZE = 300
KEPT = (
    "audit_entry",
    "cooperation_type",
    "industry",
    "job_centre",
    "municipality",
    "served_municipality",
    "unit",
    "user_account",
)
OUTREACH = (
    "call_record",
    "campaign",
    "campaign_source",
    "campaign_target",
    "company_owner",
    "contact_person",
    "contact_refusal",
    "guard_event",
    "interaction",
    "interaction_theme",
    "interest_mark",
    "labour_need",
    "outreach_pause",
    "person_email",
    "person_phone",
    "protection_basis",
    "target_answer",
    "task",
    "task_event",
    "visit",
    "visit_report",
)
FACTS = ("company", "workplace", "workplace_life", "workplace_state", "cooperation", "group_mark")

# Names everybody knows; none may come out of the syllables.
WELL_KNOWN = re.compile(
    r"\b(salling|bilka|føtex|netto|rema|lidl|aldi|coop|brugsen|irma|meny|matas|imerco|bauhaus|silvan|jysk|ikea"
    r"|elgiganten|grundfos|danfoss|vestas|siemens|novo|lego|carlsberg|mærsk|arla|falck|iss|dsv|desmi|nykredit"
    r"|nordea|jutlander|norlys|eniig|aalborg|portland|bestseller|magasin|mcdonald|lundbeck)\b"
)


def load(on: Session, *, seed: int = 1, today: date = TODAY, now: datetime = NOW) -> Loaded:
    with transaction(on):
        return load_demo(on, workplaces=SIZE, seed=seed, today=today, now=now)


def checksum(on: Session) -> str:
    """Of every row's content in the tables of facts, and what belongs to what; not of the numbers of rows."""
    digest = hashlib.sha256()
    for name in (*FACTS, *OUTREACH):
        columns = [column for column in SQLModel.metadata.tables[name].columns if not is_row_number(column.name)]
        digest.update(repr(sorted(map(repr, on.connection().execute(sa.select(*columns))))).encode())
    belonging = (
        select(Company.cvr, Workplace.p_number, WorkplaceState.valid_from, Cooperation.external_id)
        .join(Workplace, col(Workplace.company_id) == Company.id)
        .join(WorkplaceState, col(WorkplaceState.workplace_id) == Workplace.id)
        .outerjoin(Cooperation, col(Cooperation.workplace_id) == Workplace.id)
    )
    digest.update(repr(sorted(map(repr, on.exec(belonging)))).encode())
    return digest.hexdigest()


def is_row_number(name: str) -> bool:
    return name in ("id", "settled") or (name.endswith("_id") and name != "external_id")


def town(seed: int = 1, size: int = SIZE) -> Town:
    return make_town(size, seed, Window(NOW, TODAY))


def test_the_same_seed_makes_the_same_town(session: Session) -> None:
    load(session)
    first = checksum(session)
    with transaction(session):
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table.name not in KEPT:
                session.connection().execute(sa.delete(table))
    load(session)
    second = checksum(session)
    assert first == second


def test_another_seed_makes_another_town() -> None:
    first, other = town(1), town(2)
    assert {one.name for one in first.companies} != {one.name for one in other.companies}


def test_as_many_workplaces_live_in_aalborg_as_asked_for(session: Session) -> None:
    load(session)
    here = select(func.count()).where(
        Workplace.municipality_code == HOME,
        sa.or_(col(Workplace.end_date).is_(None), col(Workplace.end_date) >= TODAY),
    )
    assert session.exec(here).one() == SIZE
    elsewhere = session.exec(select(func.count()).where(Workplace.municipality_code != HOME)).one()
    assert 0 < elsewhere < SIZE * 0.1


def test_the_rate_of_the_last_twelve_months_lies_between_30_and_40_percent(session: Session) -> None:
    load(session)
    with transaction(session) as on:
        ensure_definitions(on, now=NOW)
    now = figure(session, FigureRequest(HOME, last_12_months(TODAY)), now=NOW)
    before = figure(session, FigureRequest(HOME, last_12_months(date(2025, 11, 2))), now=NOW)
    assert now.rate_all is not None
    assert before.rate_all is not None
    assert 0.36 <= now.rate_all <= 0.38
    assert before.rate_all < 0.40
    assert 0 < now.cooperating.other < now.cooperating.own <= now.cooperating.all


def test_the_rate_was_lower_by_what_was_known_then(session: Session) -> None:
    """Late registrations: the month as it was known right after its end, and as it is known now."""
    load(session)
    with transaction(session) as on:
        ensure_definitions(on, now=NOW)
    august = Period(date(2026, 8, 1), date(2026, 8, 31))
    then = figure(session, FigureRequest(HOME, august, known_at=parse_timestamp("2026-09-01T08:00")), now=NOW)
    later = figure(session, FigureRequest(HOME, august), now=NOW)
    assert then.cooperating.all < later.cooperating.all


def test_there_are_companies_in_every_group(session: Session) -> None:
    load(session)
    groups = session.exec(select(GroupMembership.group, GroupMembership.certainty)).all()
    assert {group for group, _certainty in groups} == set(CompanyGroup)
    assert {certainty for _group, certainty in groups} == set(Certainty)


def test_all_ten_types_are_used_and_only_on_their_days() -> None:
    made = town(size=1500).cooperations
    assert {one.type_code for one in made} == {shipped.code for shipped in SHIPPED_TYPES}
    last_days = {shipped.code: shipped.valid_to for shipped in SHIPPED_TYPES}
    for one in made:
        last = last_days[one.type_code]
        assert last is None or (one.end is not None and one.end <= last)


def test_arrangements_lie_in_the_life_of_their_workplace() -> None:
    for one in town().cooperations:
        assert one.end is None or one.end >= one.start
        if one.workplace is not None:
            assert one.start >= one.workplace.start
            assert one.workplace.end is None or (one.end is not None and one.end <= one.workplace.end)


def test_some_are_registered_late_taken_back_corrected_and_unplaced() -> None:
    made = town().cooperations
    late = [one for one in made if one.recorded_at.date() > one.start + timedelta(days=21)]
    assert len(late) > len(made) * 0.1
    assert all(one.recorded_at <= NOW for one in made)
    assert any(one.void_reason for one in made)
    assert any(one.first_end for one in made)
    assert any(one.workplace is None for one in made)


def test_states_follow_each_other_one_a_day() -> None:
    for place in town().workplaces:
        days = [state.valid_from for state in place.states]
        assert days == sorted(set(days))
        assert place.start <= days[0]
        assert place.end is None or days[-1] <= place.end


def test_numbers_are_valid_and_no_text_looks_like_a_cpr_number(session: Session) -> None:
    load(session)
    for cvr in session.exec(select(Company.cvr)):
        assert parse_cvr(cvr) == cvr
    for place in session.exec(select(Workplace)):
        assert len(place.p_number) == 10
        assert place.phone is None or parse_phone(place.phone) == place.phone
    for text in texts(session):
        assert not contains_cpr(text), text


def texts(on: Session) -> list[str]:
    """Every text of the facts, P-numbers as well: those of the demo look like no CPR number either."""
    found: list[Any] = []
    for name in FACTS:
        for row in on.connection().execute(sa.select(SQLModel.metadata.tables[name])):
            found += row
    return [text for text in found if isinstance(text, str)]


def test_no_company_bears_a_name_that_everybody_knows() -> None:
    for one in town(size=2000).companies:
        assert not WELL_KNOWN.search(one.name.casefold()), one.name


def test_everybody_can_sign_in_with_the_demo_password(session: Session) -> None:
    loaded = load(session)
    assert {role for _email, role in loaded.people} == set(Role)
    units = set()
    for email, role in loaded.people:
        user = user_by_email(session, email)
        assert isinstance(user, User)
        assert user.role is role
        assert matches(user.password_hash, PASSWORD)
        units.add(user.unit_id)
    assert len(units) > 2


def test_the_command_prints_the_logins_and_leaves_a_trail(cli: Command, session: Session) -> None:
    said = cli("demo", "--workplaces", "60", "--seed", "7").stdout
    assert PASSWORD in said
    assert "dorte@jobcenter.example" in said
    entry = session.exec(select(AuditEntry).where(AuditEntry.verb == "demo.load")).one()
    assert entry.details == {"workplaces": 60, "seed": 7}


def test_a_second_load_is_refused_and_changes_nothing(session: Session) -> None:
    load(session)
    before = checksum(session)
    with pytest.raises(Refusal, match="arbejdssteder"):
        load(session, seed=2)
    assert checksum(session) == before


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2028, 3, 1)])
def test_it_can_be_made_on_any_day(session: Session, today: date) -> None:
    loaded = load(session, today=today, now=parse_timestamp(f"{today}T10:00"))
    assert loaded.cooperations > SIZE
    assert session.exec(select(func.count()).select_from(Cooperation)).one() >= loaded.cooperations
    assert session.exec(select(func.count()).select_from(WorkplaceState)).one() > SIZE
