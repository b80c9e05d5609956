"""What the rate pages call their numbers and lists."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.rate.figure import Breakdown, CountingCooperation, Figure
from crm.rate.lists import Show
from crm.rate.models import RateUnit
from crm.web.formatting import month, percent

SHOWS: dict[Show, LazyString] = {
    Show.POPULATION: _l("The population"),
    Show.ALL: _l("Cooperates"),
    Show.OWN: _l("Cooperates with the own job centre"),
    Show.OTHER: _l("Cooperates with other job centres"),
    Show.NOT_COOPERATING: _l("Does not cooperate"),
    Show.NO_HEADCOUNT: _l("Too few employees"),
    Show.UNKNOWN_HEADCOUNT: _l("Headcount unknown"),
    Show.INEXACT: _l("Headcount from an interval"),
    Show.MOVED_AWAY: _l("Moved away"),
    Show.WRONG_SECTOR: _l("Another sector"),
    Show.EVERY: _l("Everything alive in the period"),
}
BY_TITLES: dict[Breakdown, LazyString] = {
    Breakdown.INDUSTRY: _l("By industry"),
    Breakdown.SIZE: _l("By number of employees"),
    Breakdown.TYPE: _l("By type of cooperation"),
    Breakdown.TARGET_GROUP: _l("By target group"),
}
FILTER_OF = {Breakdown.INDUSTRY: "section", Breakdown.SIZE: "size"}
"""The parameter of the workplace list that a row of a breakdown links with."""


def unit_name(figure: Figure) -> str:
    return str(_("companies") if figure.unit is RateUnit.COMPANY else _("workplaces"))


def type_list(cooperations: Sequence[CountingCooperation], types: Mapping[str, str]) -> str:
    """'løntilskud, mentor': each type once, in the order of first start."""
    return ", ".join(dict.fromkeys(types.get(each.type_code, each.type_code) for each in cooperations))


def trend_sentence(trend: list[Figure]) -> str:
    """What the picture says, for those who don't see it."""
    first, last = trend[0], trend[-1]
    sentence = _(
        "From %(before)s in %(first)s to %(after)s in %(last)s.",
        before=percent(first.cooperating.all, first.population),
        first=month(first.period.end),
        after=percent(last.cooperating.all, last.population),
        last=month(last.period.end),
    )
    return str(sentence)
