"""The year's visiting programme, last year's before it, and a plan of next week's visits."""

from datetime import time, timedelta

from sqlmodel import Session, func, select

from crm.accounts.models import User
from crm.companies.models import CompanyGroup, GroupMembership
from crm.demo.kinds import DOMAIN
from crm.demo.town import HOME
from crm.demo.window import Window
from crm.planning.models import Plan, PlanPerson, ProgrammeLine

_LARGE, _GROWTH, _STARTUP = CompanyGroup.LARGE, CompanyGroup.GROWTH, CompanyGroup.STARTUP
_LINES = (  # group, industry, which share of the group, how often
    (_LARGE, "", 0.4, 12),
    (_LARGE, "C", 0.08, 6),
    (_GROWTH, "", 0.12, 12),
    (_STARTUP, "", 0.05, 24),
)
_VISITORS = ("anna", "bo", "carla")
_START = "9000"


def write_programme(on: Session, window: Window) -> None:
    """In the caller's transaction; the groups have to be known."""
    manager = _people(on)["dorte"]
    sizes = dict(on.exec(select(GroupMembership.group, func.count()).group_by(GroupMembership.group)).all())
    for year in (window.today.year - 1, window.today.year):
        for group, section, share, months in _LINES:
            quota = max(2, round(sizes.get(group, 0) * share))
            on.add(
                ProgrammeLine(
                    year=year, group=group, section=section, quota=quota, interval_months=months,
                    created_at=window.now, created_by_user_id=manager,
                )
            )  # fmt: skip
    on.flush()


def ask_for_plan(on: Session, window: Window) -> None:
    """Next week's visits of those who go out; it waits to be worked out."""
    people = _people(on)
    monday = window.today + timedelta(days=7 - window.today.weekday())
    plan = Plan(
        first_day=monday, last_day=monday + timedelta(days=4), municipality_code=HOME, start_postcode=_START,
        candidates=120, visit_minutes=60, most_per_day=4, earliest=time(9), latest=time(15, 30),
        created_at=window.now, created_by_user_id=people["dorte"],
    )  # fmt: skip
    on.add(plan)
    on.flush()
    on.add_all(PlanPerson(plan_id=plan.id or 0, user_id=people[name]) for name in _VISITORS)
    on.flush()


def _people(on: Session) -> dict[str, int]:
    """Accounts by the part of their address before the @."""
    found = on.exec(select(User.email, User.id)).all()
    return {email.split("@")[0]: user_id or 0 for email, user_id in found if email.endswith(f"@{DOMAIN}")}
