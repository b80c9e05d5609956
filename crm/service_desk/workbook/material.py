"""What the workbook is written from, and the columns of its list of requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import RequestLine, category_names, request_lines
from crm.employer_requests.words import GoalKind
from crm.service_desk.figures import (
    MISSED,
    STEPS,
    Asked,
    DeskFigures,
    figures,
)
from crm.service_desk.queries.figures import Explained, explained
from crm.web.i18n import language

_AT_ONCE = 5_000


class Column(IntEnum):
    """Of the list of requests."""

    REFERENCE = 0
    RECEIVED = 1
    MONTH = 2
    HOUR = 3
    WEEKDAY = 4
    CHANNEL = 5
    CATEGORY = 6
    UNIT = 7
    OWNER = 8
    KEPT = 9  # 1 when the first answer came in time
    PLAN_KEPT = 10
    DONE_KEPT = 11
    LATE = 12  # 1 when it came too late
    PLAN_LATE = 13
    DONE_LATE = 14
    ANSWERED_IN = 15
    UNANSWERED = 16
    HANDED_OVER = 17
    REOPENED = 18
    WITHDRAWN = 19


@dataclass(frozen=True, slots=True)
class Material:
    """What the workbook is written from."""

    about: str
    asked: Sequence[Asked]
    lines: dict[int, RequestLine]
    missed: Sequence[tuple[GoalKind, Explained]]
    categories: dict[int, str]
    units: dict[int, str]

    @property
    def heading(self) -> str:
        return f"{_('Figures of Virksomhedsservice')}, {self.about}"

    @property
    def figures(self) -> DeskFigures:
        return figures(self.asked)


def material_of(on: Session, asked: Sequence[Asked], *, about: str, units: dict[int, str], now: datetime) -> Material:
    ids = [each.id for each in asked]
    lines: dict[int, RequestLine] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = col(EmployerRequest.id).in_(ids[start : start + _AT_ONCE])
        lines |= {line.request.id or 0: line for line in request_lines(on, some)}
    missed = []
    for place, kind in enumerate(STEPS):
        late = [each.id for each in asked if each.results[place] == MISSED]
        for start in range(0, len(late), _AT_ONCE):
            missed += [(kind, each) for each in explained(on, late[start : start + _AT_ONCE], kind, now=now)]
    return Material(about, asked, lines, missed, category_names(on, language()), units)
