"""The words of the first pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from crm.companies.labels import GROUP_CHOICES, headcount_text
from crm.companies.labels import SIZES as SIZE_NAMES
from crm.companies.queries.filters import SIZES
from crm.contacts.queries.my_day import MyDay
from crm.contacts.restriction_labels import SCOPES
from crm.contacts.task_labels import day_text
from crm.contacts.timeline_words import VISITS
from crm.home.queries import MONTHS, OWN_DAY, Whose
from crm.web.formatting import day

__all__ = ["VISITS", "headcount_text"]  # for the templates
WHOSE: dict[Whose, LazyString] = {
    Whose.MINE: _l("My companies"),
    Whose.UNIT: _l("My unit's companies"),
    Whose.ALL: _l("All companies"),
}
GROUPS = ("large", "growth", "startup")
NEWS_DAYS = (7, 14, 30, 90)


def months_text(months: int) -> str:
    return str(ngettext("%(num)d month", "%(num)d months", months))


def since_choices() -> list[tuple[str, str]]:
    return [*((str(each), months_text(each)) for each in MONTHS), (OWN_DAY, _("a day of your choice"))]


def ends_text(last_day: date, today: date) -> str:
    """'ends today', 'ends Wednesday 4 March', 'ended 1 March 2026'."""
    if last_day < today:
        return str(_("ended %(day)s", day=day(last_day)))
    return str(_("ends %(day)s", day=day_text(last_day, today)))


@dataclass(frozen=True, slots=True)
class EndsSoon:
    """Something at a company that ends: a cooperation, a refusal, an agreed pause."""

    company_id: int
    name: str
    last_day: date
    what: str
    workplace_id: int | None = None


def ends_soon(day: MyDay, today: date, types: Mapping[str, str]) -> list[EndsSoon]:
    """Everything that ends, the first first."""
    found = []
    for each in day.ending:
        last_day, place = each.cooperation.end_date or today, each.cooperation.workplace_id
        what = types.get(each.cooperation.type_code, each.cooperation.type_code)
        found.append(EndsSoon(each.company_id, each.company_name, last_day, what, place))
    for refusal in day.refusals:
        what = _("Refusal (%(scope)s)", scope=SCOPES[refusal.scope])
        found.append(EndsSoon(refusal.company_id, day.names[refusal.company_id], refusal.until, what))
    paused = _("Agreed pause")
    found += [EndsSoon(each.company_id, day.names[each.company_id], each.until, paused) for each in day.pauses]
    return sorted(found, key=lambda end: (end.last_day, end.name))


def group_choices() -> list[tuple[str, str]]:
    return [(each, str(GROUP_CHOICES[each])) for each in GROUPS]


def size_choices() -> list[tuple[str, str]]:
    return [(size.key, str(SIZE_NAMES[size.key])) for size in SIZES]


def whose_choices() -> list[tuple[str, str]]:
    """All first: the usual choice stays out of the address."""
    return [("" if each is Whose.ALL else each.value, str(WHOSE[each])) for each in (Whose.ALL, Whose.MINE, Whose.UNIT)]


def news_choices() -> list[tuple[str, str]]:
    return [(str(days), str(ngettext("%(num)d day", "%(num)d days", days))) for days in NEWS_DAYS]
