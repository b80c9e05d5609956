"""The words of the yearly programme: what a line is about, how it stands, why a company is proposed."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from crm.companies.labels import GROUPS
from crm.planning.labels import reason_sentence
from crm.planning.pace import Pace
from crm.planning.queries.programme import Part, Standing
from crm.planning.queries.proposals import LineWeek, Proposal
from crm.register.industries import sections
from crm.web.formatting import day, day_month, number

PARTS: dict[Part, LazyString] = {
    Part.ALL: _l("In the group"),
    Part.VISITED: _l("Visited"),
    Part.BY_OTHERS: _l("Visited by other units only"),
    Part.NOT_YET: _l("Not visited this year"),
    Part.NEVER: _l("Never visited"),
    Part.DUE: _l("Due by interval"),
}
NOBODY_THERE: dict[Part, LazyString] = {
    Part.ALL: _l("No company of our own municipality is in this group and industry."),
    Part.VISITED: _l("None of these companies has been visited this year yet."),
    Part.BY_OTHERS: _l("No company has been visited by other units only."),
    Part.NOT_YET: _l("All of these companies have been visited this year."),
    Part.NEVER: _l("All of these companies have been visited at some time."),
    Part.DUE: _l("No company was last visited longer ago than the interval."),
}


def line_name(standing: Standing) -> str:
    """'Over 50 staff, Industri, Jobhuset'."""
    line = standing.line
    words = [str(GROUPS[line.group]), sections().get(line.section), standing.unit]
    return ", ".join(word for word in words if word)


def interval_words(months: int) -> str:
    return str(ngettext("every month", "every %(num)d months", months))


def progress_words(pace: Pace) -> str:
    """'61 of 180 visited'."""
    return str(_("%(done)s of %(total)s visited", done=number(pace.visited), total=number(pace.quota)))


def pace_words(pace: Pace) -> list[str]:
    """How it goes, a sentence each: the quota, what is expected by today, where it leads."""
    if not pace.still_open:
        return [str(_("The quota is reached."))]
    if pace.is_over:
        return [str(_("The year is over: %(missing)s were not visited.", missing=number(pace.still_open)))]
    if not pace.passed:
        return [str(_("The year has not begun."))]
    return [_expected(pace), _forecast(pace)]


def _expected(pace: Pace) -> str:
    expected = str(_("Expected by today: %(number)s", number=number(pace.expected)))
    if pace.behind:
        return f"{expected}, {_('%(number)s behind', number=number(pace.behind))}."
    if pace.ahead:
        return f"{expected}, {_('%(number)s ahead', number=number(pace.ahead))}."
    return f"{expected}, {_('on time')}."


def _forecast(pace: Pace) -> str:
    if pace.forecast is None:
        return str(_("It is too early in the year to say where this leads."))
    last = day_month(pace.days.end)
    return str(_("At this pace %(number)s by %(day)s.", number=number(pace.forecast), day=last))


def is_behind(pace: Pace) -> bool:
    return bool(pace.behind) and not pace.is_over


def week_words(line: LineWeek) -> str:
    """'6 visits to book, 2 are booked already, 1 stands under another line'."""
    words = [ngettext("%(num)d visit to book", "%(num)d visits to book", line.needed)]
    if line.booked:
        words.append(ngettext("%(num)d is booked already", "%(num)d are booked already", line.booked))
    if line.elsewhere:
        words.append(ngettext("%(num)d stands under another line", "%(num)d stand under another line", line.elsewhere))
    return ", ".join(words)


def proposal_sentences(one: Proposal, types: Mapping[str, str]) -> list[str]:
    """Why this company, the programme's own reason first."""
    months = one.standing.line.interval_months
    if one.last_visit is None:
        first = _("Never visited")
    elif one.due:
        first = _(
            "Last visited on %(day)s; to be visited %(often)s", day=day(one.last_visit), often=interval_words(months)
        )
    else:
        first = _("Last visited on %(day)s", day=day(one.last_visit))
    return [str(first), *(reason_sentence(reason, types) for reason in one.reasons)]
