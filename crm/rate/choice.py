"""What the reader of the rate pages chose, read from the address; a wrong choice falls back and says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _

from crm.rate.figure import FigureRequest
from crm.rate.models import DEFAULT_DEFINITION
from crm.values.clock import local_date, parse_timestamp
from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError
from crm.values.periods import Period, last_12_months, month_of, rolling12, year_of


class Span(StrEnum):
    """The periods one can pick by name."""

    ROLLING = "rolling"
    WHOLE = "whole"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure asked for on a page. `problems` are sentences about what could not be read."""

    municipality: str
    span: Span
    period: Period
    definition_code: str
    known_at: datetime | None
    problems: tuple[str, ...] = ()

    def request(self) -> FigureRequest:
        return FigureRequest(self.municipality, self.period, self.definition_code, self.known_at)

    def args(self) -> dict[str, str]:
        """The same choice as parameters of an address; defaults of period and definition are left out."""
        wanted = {"municipality": self.municipality}
        if self.span is not Span.ROLLING:
            wanted["span"] = self.span
        if self.span is Span.CUSTOM:
            wanted |= {"from": self.period.start.isoformat(), "to": self.period.end.isoformat()}
        if self.definition_code != DEFAULT_DEFINITION:
            wanted["definition"] = self.definition_code
        if self.known_at is not None:
            wanted["known"] = self.known_at.isoformat()
        return wanted


def read_choice(
    args: Mapping[str, str], *, municipalities: Sequence[str], definitions: Sequence[str], now: datetime
) -> Choice:
    """The choice in the address's parameters; `municipalities` are the codes on offer, the default first."""
    problems: list[str] = []
    today = local_date(now)
    municipality = _one_of(args.get("municipality"), municipalities, _("There is no such municipality."), problems)
    definition = _one_of(args.get("definition"), definitions, _("There is no such definition."), problems)
    span = _span(args)
    period = _period(span, args, today, problems)
    if period is None:
        span, period = Span.ROLLING, named_period(Span.ROLLING, today)
    return Choice(municipality, span, period, definition, _known_at(args.get("known"), now, problems), tuple(problems))


def named_period(span: Span, today: date) -> Period:
    """The days a named period stands for today.

    The rolling one ends with this month, so that a cooperation registered now is seen at once.
    """
    if span is Span.WHOLE:
        return last_12_months(today)
    if span is Span.THIS_YEAR:
        return Period(year_of(today).start, month_of(today).end)
    if span is Span.LAST_YEAR:
        return year_of(today.replace(year=today.year - 1, day=1))
    return rolling12(month_of(today))[0]


def _one_of(wanted: str | None, offered: Sequence[str], sentence: str, problems: list[str]) -> str:
    default = DEFAULT_DEFINITION if DEFAULT_DEFINITION in offered else offered[0]
    if not wanted or wanted in offered:
        return wanted or default
    problems.append(sentence)
    return default


def _span(args: Mapping[str, str]) -> Span:
    wanted = args.get("span", "")
    if wanted in set(Span):
        return Span(wanted)
    return Span.CUSTOM if args.get("from") or args.get("to") else Span.ROLLING


def _period(span: Span, args: Mapping[str, str], today: date, problems: list[str]) -> Period | None:
    if span is not Span.CUSTOM:
        return named_period(span, today)
    try:
        start = parse_date_cell(args.get("from", ""))
        end = parse_date_cell(args.get("to", ""))
    except InvalidValueError:
        problems.append(_("A period needs two dates, such as 01-01-2026 and 31-12-2026. Shown is the last 12 months."))
        return None
    if end < start:
        problems.append(_("The period ends before it starts. Shown is the last 12 months."))
        return None
    return Period(start, end)


def _known_at(text: str | None, now: datetime, problems: list[str]) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_timestamp(text)
    except InvalidValueError:
        problems.append(_("“Known at” is not a date or a time. Shown is what is known now."))
        return None
    return None if moment >= now else moment
