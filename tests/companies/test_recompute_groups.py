from datetime import date, datetime, timedelta

from register_rows import CVRS, add_company, add_workplace
from sqlmodel import Session, select

from crm.companies.groups import recompute_groups
from crm.companies.groups.headcounts import headcounts_on
from crm.companies.models import CompanyGroup, GroupMark, GroupMembership
from crm.db import transaction
from crm.values.bands import HeadcountBand
from crm.values.clock import utc_now

TODAY = date(2026, 11, 21)
START = date(2015, 1, 1)


def mark(session: Session, company_id: int | None, group: CompanyGroup, removed: datetime | None = None) -> None:
    with transaction(session):
        session.add(
            GroupMark(
                company_id=company_id or 0, group=group, source="årsrapport", marked_at=utc_now(), removed_at=removed
            )
        )


def members(session: Session) -> dict[tuple[int, str], str]:
    session.expire_all()
    return {(each.company_id, each.group.value): each.reason for each in session.exec(select(GroupMembership))}


def test_headcounts_follow_the_states_of_the_day(session: Session) -> None:
    company, other = add_company(session, "Vokseværk"), add_company(session, "Andet", CVRS[1])
    add_workplace(session, company, "1020000001", headcounts={date(2022, 1, 1): 10, date(2025, 1, 1): 30})
    add_workplace(session, company, "1020000002", headcounts={START: HeadcountBand.ANTAL_5_9})
    add_workplace(session, company, "1020000003", headcounts={START: 100}, end=date(2023, 12, 31))
    add_workplace(session, other, "1020000004", headcounts={START: None})
    now = headcounts_on(session, TODAY)[company.id or 0]
    assert (now.lower, now.upper, now.exact) == (35, 39, False)
    before = headcounts_on(session, date(2021, 6, 1))[company.id or 0]  # the earliest state holds backwards
    assert (before.lower, before.upper) == (115, 119)
    assert (other.id or 0) not in headcounts_on(session, TODAY)


def test_zero_in_a_band_is_zero(session: Session) -> None:
    company = add_company(session, "Tomt A/S")
    add_workplace(session, company, "1020000005", headcounts={START: HeadcountBand.ANTAL_0_0})
    found = headcounts_on(session, TODAY)[company.id or 0]
    assert (found.lower, found.upper) == (0, 0)


def test_all_groups_are_found_and_counted(session: Session) -> None:
    large = add_company(session, "Stort", CVRS[0])
    add_workplace(session, large, "1020000011", headcounts={START: 51})
    grown = add_company(session, "Vokset", CVRS[1])
    add_workplace(session, grown, "1020000012", headcounts={START: 10, date(2026, 1, 1): 20})
    young = add_company(session, "Nyt", CVRS[2])
    add_workplace(session, young, "1020000013", start=TODAY - timedelta(days=100))
    told = add_company(session, "Fortalt", CVRS[3])
    add_workplace(session, told, "1020000014")
    mark(session, young.id, CompanyGroup.STARTUP)
    mark(session, told.id, CompanyGroup.GROWTH)
    mark(session, told.id, CompanyGroup.STARTUP, removed=utc_now())
    with transaction(session):
        counts = recompute_groups(session, TODAY)
    assert counts == {"large": 1, "growth": 2, "startup": 1}
    assert members(session) == {
        (large.id, "large"): "over_50",
        (grown.id, "growth"): "grown",
        (told.id, "growth"): "marked_growth",
        (young.id, "startup"): "selected_startup",
    }


def test_a_startup_leaves_its_group_when_it_turns_three(session: Session) -> None:
    young = add_company(session, "Nyt")
    add_workplace(session, young, "1020000021", start=TODAY - timedelta(days=100))
    mark(session, young.id, CompanyGroup.STARTUP)
    with transaction(session):
        assert recompute_groups(session, TODAY)["startup"] == 1
    with transaction(session):
        assert recompute_groups(session, TODAY + timedelta(days=1100))["startup"] == 0
    assert members(session) == {}


def test_one_company_can_be_recomputed_alone(session: Session) -> None:
    first, second = add_company(session, "Stort", CVRS[0]), add_company(session, "Lige så stort", CVRS[1])
    add_workplace(session, first, "1020000031", headcounts={START: 60})
    add_workplace(session, second, "1020000032", headcounts={START: 60})
    with transaction(session):
        recompute_groups(session, TODAY, [first.id or 0])
    assert members(session) == {(first.id, "large"): "over_50"}
    with transaction(session):
        recompute_groups(session, TODAY, [second.id or 0])
    assert len(members(session)) == 2
