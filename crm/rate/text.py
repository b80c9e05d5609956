"""A figure as lines of text: what `crm rate` says to a person."""

from collections import Counter
from collections.abc import Iterator, Sequence

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from crm.rate.figure import BreakdownItem, Counts, Explanation, Figure
from crm.rate.labels import NOT_COUNTED, UNITS, VERDICTS
from crm.values.clock import local_date
from crm.web.formatting import MISSING, clock_time, day, number, percent, period, span

_SHORT = 9  # the width of a column of numbers


def figure_lines(found: Figure, municipality: str) -> Iterator[str]:
    """The headline with all that a figure carries."""
    yield _(
        "Cooperation rate of %(municipality)s, %(period)s",
        municipality=municipality,
        period=span(found.period.start, found.period.end),
    )
    counts = found.cooperating
    for name, count in ((_("All"), counts.all), (_("Own job centre"), counts.own), (_("Others"), counts.other)):
        of_all = _("%(count)s of %(whole)s", count=number(count), whole=number(found.population))
        yield f"  {name:<18}{percent(count, found.population):>{_SHORT}}   {of_all} {UNITS[found.unit]}"
    if not found.population:
        yield _("There is nobody in the population, so there is no rate.")
    yield _("Definition: %(code)s", code=found.definition_code)
    known = f"{day(local_date(found.known_at))} {clock_time(found.known_at)}"
    yield _("Known at: %(moment)s", moment=known)
    yield _(
        "Headcount unknown: %(unknown)s · headcount from a band: %(inexact)s · unplaced cooperations: %(unplaced)s",
        unknown=number(found.unknown_headcount),
        inexact=number(found.inexact_headcount),
        unplaced=number(found.unplaced),
    )
    if found.provisional:
        yield _("Provisional: the newest month is not over, and late registrations will follow.")


def series_lines(figures: Sequence[Figure]) -> Iterator[str]:
    names = [period(found.period) for found in figures]
    yield from _table(names, [(found.population, found.cooperating) for found in figures])


def breakdown_lines(items: Sequence[BreakdownItem]) -> Iterator[str]:
    yield from _table([item.label for item in items], [(item.population, item.cooperating) for item in items])


def _table(names: Sequence[str], rows: Sequence[tuple[int, Counts]]) -> Iterator[str]:
    width = max((len(name) for name in names), default=0) + 2
    heads = (_("All"), _("Own"), _("Others"), _("of"), _("rate"))
    yield "  " + " " * width + "".join(f"{head:>{_SHORT}}" for head in heads)
    for name, (population, counts) in zip(names, rows, strict=True):
        cells = (*map(number, (counts.all, counts.own, counts.other, population)), percent(counts.all, population))
        yield f"  {name:<{width}}" + "".join(f"{cell:>{_SHORT}}" for cell in cells)


def explanation_lines(told: Explanation) -> Iterator[str]:
    """How many of each, then every workplace and every cooperation left out."""
    verdicts = Counter(one.verdict for one in told.workplaces)
    for verdict, name in VERDICTS.items():
        yield f"  {name!s:<42}{number(verdicts[verdict]):>{_SHORT}}"
    yield ""
    for one in told.workplaces:
        average = MISSING if one.average is None else format_decimal(float(one.average), format="#,##0.0")
        counted = " ".join(counting.external_id for counting in one.cooperations)
        yield f"  {one.p_number}  {VERDICTS[one.verdict]!s:<22}{average:>{_SHORT}}  {counted}".rstrip()
    yield ""
    yield ngettext("%(num)d cooperation left out", "%(num)d cooperations left out", len(told.not_counted))
    for missing in told.not_counted:
        yield f"  {missing.external_id:<16}{NOT_COUNTED[missing.reason]}"
