"""The words of the figures of Virksomhedsservice."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.campaigns.statistics_labels import hour_span
from crm.employer_requests.labels import CHANNELS, GOALS, duration
from crm.employer_requests.words import Channel
from crm.service_desk.figures import BANDS, KEPT, LATER, MISSED, MOST_TIMES, NOT_YET, UNDECIDED, Kept, Wanted
from crm.surveys.labels import share_span
from crm.web.formatting import month, weekday_name

RESULTS = {KEPT: _l("kept"), MISSED: _l("not kept"), UNDECIDED: _l("not decided yet")}


def band_name(band: int) -> str:
    """'1–2 t', 'over 24 t', 'intet svar endnu'."""
    if band == NOT_YET:
        return str(_("no answer yet"))
    if band == LATER:
        return str(_("more than %(time)s", time=duration(BANDS[-1])))
    if band == 0:
        return str(_("at once"))
    if band == 1:
        return str(_("within %(time)s", time=duration(BANDS[1])))
    return str(_("%(least)s to %(most)s", least=BANDS[band - 1] // 60, most=duration(BANDS[band])))


def times_name(times: int) -> str:
    if times == 0:
        return str(_("never"))
    if times == 1:
        return str(_("once"))
    return str(_("%(times)s times or more", times=times) if times == MOST_TIMES else _("%(times)s times", times=times))


def month_name(key: str) -> str:
    """'2026-11' → 'november 2026'."""
    return month(date(int(key[:4]), int(key[5:]), 1))


def kept_span(kept: Kept) -> str:
    """Between what the share lies; empty when there are many."""
    return share_span(kept.interval) if kept.interval else ""


def about(wanted: Wanted, categories: dict[int, str]) -> str:
    """What the list of a number shows, in words."""
    found = [
        _goal_words(wanted),
        "" if wanted.category is None else categories.get(wanted.category, ""),
        month_name(wanted.month) if wanted.month else "",
        "" if wanted.hour is None else _("between %(hours)s o'clock", hours=hour_span(wanted.hour)),
        "" if wanted.weekday is None else weekday_name(wanted.weekday),
        str(CHANNELS[Channel(wanted.channel)]) if wanted.channel else "",
        "" if wanted.band is None else _("first answer: %(when)s", when=band_name(wanted.band)),
        "" if wanted.handed_over is None else _("handed over: %(times)s", times=times_name(wanted.handed_over)),
        _("opened again") if wanted.reopened else "",
        _("taken back by the company") if wanted.withdrawn else "",
    ]
    return ", ".join(filter(None, found))


def _goal_words(wanted: Wanted) -> str:
    if wanted.goal is None:
        return ""
    result = RESULTS.get(wanted.result)
    return f"{GOALS[wanted.goal]}: {result}" if result else str(GOALS[wanted.goal])
