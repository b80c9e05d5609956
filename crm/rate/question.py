"""A request resolved against the installation: everything that decides a figure, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session, select

from crm.rate.definitions import Definition, definition
from crm.rate.figure import FigureRequest, Step
from crm.refusal import Refusal
from crm.register.models import Municipality
from crm.values.clock import local_date, parse_timestamp
from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError
from crm.values.periods import Period, months, quarters, rolling12, years


@dataclass(frozen=True, slots=True)
class Question:
    """What decides a figure.

    `municipality` None means each of them; `step` None means one figure for the whole period; `known_at` None means
    the facts that hold now.
    """

    definition: Definition
    municipality: str | None
    period: Period
    step: Step | None
    known_at: datetime | None
    moment: datetime  # known_at, or now: what the figure is marked with

    @property
    def known_day(self) -> date:
        return local_date(self.moment)

    @property
    def pieces(self) -> list[Period]:
        """The periods to answer for. Their starts and their ends rise from one to the next, though they may overlap."""
        return [self.period] if self.step is None else _PIECES[self.step](self.period)


_PIECES = {Step.MONTH: months, Step.QUARTER: quarters, Step.YEAR: years, Step.ROLLING12: rolling12}


def resolve(on: Session, request: FigureRequest, *, now: datetime, step: Step | None = None) -> Question:
    """Raises Refusal for an unknown municipality or definition."""
    return Question(
        definition=definition(on, request.definition_code),
        municipality=municipality_code(on, request.municipality),
        period=request.period,
        step=step,
        known_at=request.known_at,
        moment=request.known_at or now,
    )


def municipality_code(on: Session, text: str) -> str:
    """'851', '0851' or 'Aalborg' → '0851'. Raises Refusal."""
    wanted = text.strip()
    if wanted.isascii() and wanted.isdecimal():
        found = on.get(Municipality, wanted.zfill(4))
        if found is not None:
            return found.code
    else:
        named = wanted.casefold().removesuffix(" kommune")
        for row in on.exec(select(Municipality)):
            if row.name.casefold() == named:
                return row.code
    raise Refusal(
        _("There is no municipality “%(text)s”. Give its code or its name, such as 0851 or Aalborg.", text=text)
    )


def municipality_name(on: Session, code: str) -> str:
    found = on.get(Municipality, code)
    return found.name if found else code


def read_period(start: str, end: str) -> Period:
    """Two dates as people write them. Raises Refusal."""
    days = []
    for text in (start, end):
        try:
            days.append(parse_date_cell(text))
        except InvalidValueError:
            raise Refusal(_("“%(text)s” is not a date. Write it as 2015-12-31 or 31.12.2015.", text=text)) from None
    if days[1] < days[0]:
        raise Refusal(
            _(
                "The period ends (%(end)s) before it starts (%(start)s).",
                start=days[0].isoformat(),
                end=days[1].isoformat(),
            )
        )
    return Period(days[0], days[1])


def read_known_at(text: str | None) -> datetime | None:
    """A date (the end of that day) or a moment, Copenhagen time unless it has an offset. Raises Refusal."""
    if text is None or not text.strip():
        return None
    try:
        return parse_timestamp(text)
    except InvalidValueError:
        raise Refusal(
            _(
                "“%(text)s” is not a moment. Write a date, or a date and a time: 2016-01-31 or 2016-01-31T12:00.",
                text=text,
            )
        ) from None
