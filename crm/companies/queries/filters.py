"""What the list of companies can be narrowed down by, as conditions on the company table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.companies.models import Certainty, CompanyGroup, GroupMembership
from crm.contacts.queries.companies import owned, owned_by, owned_in
from crm.cooperation.models import Cooperation
from crm.rate.models import DEFAULT_DEFINITION, RateDefinitionType
from crm.register.models import Company, Workplace
from crm.values.cooperation_status import CooperationStatus
from crm.values.periods import last_12_months

COUNTING = (CooperationStatus.ACTIVE, CooperationStatus.ENDED)
NUMBER_NOISE = re.compile(r"[\s.\-()]+")


@dataclass(frozen=True, slots=True)
class Size:
    """A range of headcounts; `upper` None is open, both None is unknown."""

    key: str
    lower: int | None
    upper: int | None


SIZES = (
    Size("0", 0, 0),
    Size("1-4", 1, 4),
    Size("5-9", 5, 9),
    Size("10-19", 10, 19),
    Size("20-49", 20, 49),
    Size("50-99", 50, 99),
    Size("100-249", 100, 249),
    Size("250+", 250, None),
    Size("unknown", None, None),
)
GROUP_CHOICES = ("large", "large-certain", "large-possible", "growth", "growth-certain", "growth-possible", "startup")


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """The choices in use; empty text is no choice. Values that don't exist find nothing rather than fail."""

    text: str = ""
    municipality: str = ""
    section: str = ""
    size: str = ""
    group: str = ""
    cooperating: str = ""  # yes, no
    life: str = ""  # closed, all; otherwise the living, and with a text all
    owner: str = ""  # none, me, unit; who "me" is, `seen_by` knows: user-7, unit-2

    @classmethod
    def from_args(cls, args: Mapping[str, str], text: str) -> "CompanyFilter":
        names = [name for name in cls.__dataclass_fields__ if name != "text"]
        return cls(text=text, **{name: args.get(name, "").strip()[:40] for name in names})

    def seen_by(self, user_id: int, unit_id: int | None) -> "CompanyFilter":
        """The filter for one reader: "me" and "my unit" as that person and unit."""
        meant = {"me": f"user-{user_id}", "unit": f"unit-{unit_id or 0}"}
        return replace(self, owner=meant.get(self.owner, self.owner))

    @property
    def in_use(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)

    @property
    def looks_beyond(self) -> bool:
        """Whether a few companies are found by what they have elsewhere: then testing costs more than fetching."""
        return bool(self.section)


def conditions(wanted: CompanyFilter, today: date) -> list[Any]:
    found = [*_text(wanted.text), *_at_workplaces(wanted, today), *_size(wanted.size), *_group(wanted.group)]
    if wanted.cooperating in {"yes", "no"}:
        has = cooperates(today, col(Company.id))
        found.append(has if wanted.cooperating == "yes" else ~has)
    found += _owner(wanted.owner)
    if wanted.life == "closed":
        found.append(col(Company.living_workplaces) == 0)
    elif wanted.life != "all" and not wanted.text:
        found.append(col(Company.living_workplaces) > 0)
    return found


def cooperating_since(today: date) -> date:
    """The first day of the period that the mark "cooperates" speaks of: the rate's twelve months, and on to today."""
    return last_12_months(today).start


def cooperates(today: date, company_id: Any) -> sa.Exists:
    """The company has a cooperation that counts on some day of the period. SQLite answers it from indexes alone."""
    return (
        sa.exists()
        .where(col(Workplace.company_id) == company_id)
        .where(col(Cooperation.workplace_id) == col(Workplace.id), *_counts(today))
    )


def cooperating_ids(on: Session, company_ids: Sequence[int], today: date) -> set[int]:
    """Those of these companies that do."""
    wanted = {"companies": list(company_ids), "today": today, "since": cooperating_since(today)}
    return set(on.connection().execute(_cooperating(), wanted).scalars())


def cooperating_among(company_ids: Any, today: Any, since: Any) -> sa.Select[int]:
    """Those of a selection of companies that do."""
    return (
        sa.select(col(Workplace.company_id))
        .join(Cooperation, col(Cooperation.workplace_id) == col(Workplace.id))
        .where(col(Workplace.company_id).in_(company_ids), *_counting(today, since))
        .distinct()
    )


@cache
def _cooperating() -> sa.Select[int]:
    return cooperating_among(sa.bindparam("companies", expanding=True), *_days())


@dataclass(frozen=True, slots=True)
class Tally:
    """A company's cooperations in numbers: running today; counting on some day of the period; all that hold."""

    running: int
    counting: int
    total: int


def tally(on: Session, company_id: int, today: date) -> Tally:
    days = {"company": company_id, "today": today, "since": cooperating_since(today)}
    return Tally(*on.connection().execute(_tally(), days).one())


@cache
def _tally() -> sa.Select[int, int, int]:
    """Built once: building it takes many times as long as running it."""
    today, since = _days()
    running = sa.and_(
        col(Cooperation.status).in_(COUNTING),
        col(Cooperation.start_date) <= today,
        sa.or_(col(Cooperation.end_date).is_(None), col(Cooperation.end_date) >= today),
    )
    return (
        sa.select(
            sa.func.coalesce(sa.func.sum(sa.case((running, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*_counting(today, since)), 1), else_=0)), 0),
            sa.func.count(),
        )
        .select_from(Cooperation)
        .join(Workplace, col(Workplace.id) == col(Cooperation.workplace_id))
        .where(
            col(Workplace.company_id) == sa.bindparam("company", type_=sa.Integer),
            col(Cooperation.retired_at).is_(None),
        )
    )


def _days() -> tuple[Any, Any]:
    """Today and the first day that counts, as parameters of statements that are built once."""
    return sa.bindparam("today", type_=sa.Date), sa.bindparam("since", type_=sa.Date)


def _counts(today: date) -> list[Any]:
    return _counting(today, cooperating_since(today))


def _counting(today: Any, since: Any) -> list[Any]:
    return [
        col(Cooperation.retired_at).is_(None),
        col(Cooperation.status).in_(COUNTING),
        col(Cooperation.start_date) <= today,
        sa.or_(col(Cooperation.end_date).is_(None), col(Cooperation.end_date) >= since),
        col(Cooperation.type_code).in_(sa.select(col(RateDefinitionType.type_code)).where(_default_definition())),
    ]


def _default_definition() -> Any:
    return col(RateDefinitionType.definition_code) == DEFAULT_DEFINITION


def _text(text: str) -> list[Any]:
    """A number is looked up as a number however it is grouped; other words must all occur."""
    digits = NUMBER_NOISE.sub("", text).removeprefix("+45")
    if digits.isascii() and digits.isdecimal():
        if len(digits) == 10:
            at = sa.select(col(Workplace.company_id)).where(col(Workplace.p_number) == digits)
            return [col(Company.id).in_(at)]
        return [col(Company.search_text).contains(digits, autoescape=True)]
    return [col(Company.search_text).contains(word, autoescape=True) for word in text.lower().split()]


def _at_workplaces(wanted: CompanyFilter, today: date) -> list[Any]:
    """Municipality and industry hold for one and the same workplace."""
    wishes = []
    if wanted.municipality:
        wishes.append(col(Workplace.municipality_code) == wanted.municipality)
    if wanted.section:
        wishes.append(col(Workplace.industry_section) == wanted.section)
    if not wishes:
        return []
    if wanted.life not in {"closed", "all"} and not wanted.text:
        wishes.append(sa.or_(col(Workplace.end_date).is_(None), col(Workplace.end_date) >= today))
    if wanted.section:  # few: found first; a municipality holds nearly all, where asking each company ends sooner
        return [col(Company.id).in_(sa.select(col(Workplace.company_id)).where(*wishes))]
    return [sa.exists().where(col(Workplace.company_id) == col(Company.id), *wishes)]


def _size(key: str) -> list[Any]:
    size = next((each for each in SIZES if each.key == key), None)
    headcount = col(Company.headcount_lower)
    if size is None:
        return [sa.false()] if key else []
    if size.lower is None:
        return [headcount.is_(None)]
    return [headcount >= size.lower, *([headcount <= size.upper] if size.upper is not None else [])]


def _owner(choice: str) -> list[Any]:
    if not choice:
        return []
    if choice == "none":
        return [col(Company.id).not_in(owned())]
    kind, _, number = choice.partition("-")
    if kind not in {"user", "unit"} or not (number.isascii() and number.isdecimal()):
        return [sa.false()]
    return [col(Company.id).in_(owned_by(int(number)) if kind == "user" else owned_in(int(number)))]


def _group(choice: str) -> list[Any]:
    if not choice:
        return []
    if choice not in GROUP_CHOICES:
        return [sa.false()]
    name, _, certainty = choice.partition("-")
    members = sa.select(col(GroupMembership.company_id)).where(col(GroupMembership.group) == CompanyGroup(name))
    if certainty:
        members = members.where(col(GroupMembership.certainty) == Certainty(certainty))
    return [col(Company.id).in_(members)]
