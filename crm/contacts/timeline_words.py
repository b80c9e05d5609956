"""The timeline's entries as people read them: what happened, what about, who, and where to read more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.contacts.labels import KINDS, OUTCOMES
from crm.contacts.models import LabourNeed
from crm.contacts.queries.timeline_places import TimelineEntry
from crm.contacts.queries.timeline_sources import EntryEvent, EntryKind
from crm.contacts.restriction_labels import SCOPES
from crm.contacts.words import ContactKind, Direction, Outcome
from crm.employer_requests.labels import EVENTS
from crm.values.clock import local_date
from crm.visits.models import VisitStatus
from crm.web.formatting import day, day_month, moment, number, span

ENTRY_KINDS: dict[EntryKind, LazyString] = {
    EntryKind.CONTACTS: _l("Contacts"),
    EntryKind.REQUESTS: _l("Requests"),
    EntryKind.VISITS: _l("Visits"),
    EntryKind.COOPERATIONS: _l("Cooperations"),
    EntryKind.WISHES: _l("Wishes"),
    EntryKind.TASKS: _l("Tasks"),
    EntryKind.REGISTER: _l("Register"),
}
VISITS: dict[VisitStatus, LazyString] = {
    VisitStatus.PROPOSED: _l("Visit proposed"),
    VisitStatus.CONFIRMED: _l("Visit agreed"),
    VisitStatus.HELD: _l("Visit held"),
    VisitStatus.CANCELLED: _l("Visit cancelled"),
    VisitStatus.NO_SHOW: _l("Visit in vain"),
}
MOST_OF_MESSAGE = 300
_DAYS = (
    EntryEvent.COOPERATION_STARTS,
    EntryEvent.COOPERATION_ENDS,
    EntryEvent.WORKPLACE_OPENED,
    EntryEvent.WORKPLACE_CHANGED,
    EntryEvent.WORKPLACE_CLOSED,
)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """`page` is (endpoint, values) of where to read more; `by` who did it and which unit."""

    when: str
    what: str
    detail: str = ""
    by: str = ""
    note: str = ""
    more: tuple[str, ...] = ()
    page: tuple[str, dict[str, Any]] | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """What one kind of entry says beyond when and by whom."""

    what: str
    detail: str = ""
    note: str = ""
    more: tuple[str, ...] = ()
    page: tuple[str, dict[str, Any]] | None = None


def timeline_lines(
    entries: Sequence[TimelineEntry], *, type_names: Mapping[str, str], now: datetime
) -> list[TimelineLine]:
    return [_line(entry, type_names, now) for entry in entries]


def need_text(need: LabourNeed) -> str:
    """'2 lagermedarbejder, fra 1. januar 2027, 30 timer'."""
    parts = [f"{number(need.number)} {need.occupation}" if need.number else need.occupation]
    if need.from_date:
        parts.append(_("from %(day)s", day=day(need.from_date)))
    if need.skills:
        parts.append(need.skills)
    return ", ".join(parts)


def _line(entry: TimelineEntry, type_names: Mapping[str, str], now: datetime) -> TimelineLine:
    said = _WORDS[entry.event](entry, type_names)
    is_day = entry.event in _DAYS
    return TimelineLine(
        when=_day(local_date(entry.at), local_date(now)) if is_day else moment(entry.at, now),
        what=said.what,
        detail=said.detail,
        by=_by(entry),
        note=said.note,
        more=said.more,
        page=said.page,
        ahead=local_date(entry.at) > local_date(now),
    )


def _day(when: date, today: date) -> str:
    if when == today:
        return str(_("today"))
    return day_month(when) if when.year == today.year else day(when)


def _by(entry: TimelineEntry) -> str:
    """Full names: the one who did it, colleagues who took part, the unit."""
    names = [entry.who] if entry.who else []
    if entry.parts is not None:
        names += [name for _id, name in entry.parts.participants if name != entry.who]
    return " · ".join(part for part in (", ".join(names), entry.unit or "") if part)


def _contact(entry: TimelineEntry, type_names: Mapping[str, str]) -> _Words:
    row, parts = entry.row, entry.parts
    incoming = row.direction is Direction.INCOMING
    kind = str(KINDS[row.kind])
    tells = (
        row.outcome is not Outcome.DONE or row.kind is ContactKind.CALL
    )  # that a letter was sent goes without saying
    more: list[str] = []
    if parts is not None:
        more = [
            *([_("With %(names)s", names=", ".join(name for _id, name in parts.people))] if parts.people else []),
            *(_("Needs %(need)s", need=need_text(need)) for need in parts.needs),
            *([_("Interested in %(types)s", types=_names(parts.interests, type_names))] if parts.interests else []),
        ]
    return _Words(
        what=_("%(kind)s from the company", kind=kind) if incoming else kind,
        detail=str(OUTCOMES[row.outcome]) if tells else "",
        note=row.note,
        more=tuple(more),
        page=("contact.show", {"entry": row.entry}),
    )


def _names(codes: Sequence[str], type_names: Mapping[str, str]) -> str:
    return ", ".join(type_names.get(code, code) for code in codes)


def _request(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
    row = entry.row
    return _Words(
        what=str(_("Request")),
        detail=f"{row.reference}: {row.subject}",
        page=("requests.show", {"request_id": row.id}),
    )


def _message(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
    """What was written about a request, by the company or to it."""
    row = entry.row
    return _Words(
        what=str(EVENTS[row.kind]),
        detail=f"{row.reference}: {row.subject}",
        note=shorten(row.text, MOST_OF_MESSAGE, placeholder=" …"),
        page=("requests.show", {"request_id": row.request_id}),
    )


def _visit(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
    return _Words(
        what=str(VISITS[entry.row.status]), detail=entry.row.purpose, page=("visit.show", {"visit_id": entry.row.id})
    )


def _cooperation(what: LazyString) -> "_Writer":
    def words(entry: TimelineEntry, type_names: Mapping[str, str]) -> _Words:
        row = entry.row
        name = type_names.get(row.type_code, row.type_code)
        return _Words(
            what=str(what),
            detail=f"{name}, {span(row.start_date, row.end_date)}",
            page=("cooperation.show", {"cooperation_id": row.id}),
        )

    return words


def _refusal_set(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
    row = entry.row
    said = [_("Said by %(who)s", who=row.said_by)] if row.said_by else []
    by_itself = [] if row.recorded_by_user_id else [_("Recorded by the company itself")]
    return _Words(
        what=_("The company wants no contact"),
        detail=f"{SCOPES[row.scope]}, {_('until and including %(day)s', day=day(row.until))}",
        note=row.reason,
        more=(*said, *by_itself),
    )


def _refusal_lifted(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
    return _Words(what=_("Refusal lifted"), detail=str(SCOPES[entry.row.scope]), note=entry.row.lift_reason or "")


def _pause_set(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
    until = _("until and including %(day)s", day=day(entry.row.until))
    return _Words(what=_("Pause agreed"), detail=until, note=entry.row.reason)


def _pause_lifted(_entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
    return _Words(what=_("Pause ended early"))


def _basis(what: LazyString) -> "_Writer":
    def words(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
        return _Words(what=str(what), note=entry.row.basis)

    return words


def _task(what: LazyString) -> "_Writer":
    def words(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
        return _Words(what=str(what), detail=entry.row.title, page=("task.show", {"task_id": entry.row.id}))

    return words


def _workplace(what: LazyString) -> "_Writer":
    def words(entry: TimelineEntry, _types: Mapping[str, str]) -> _Words:
        place = entry.row.post_district
        return _Words(what=str(what), detail=f"{entry.row.name}, {place}" if place else entry.row.name)

    return words


_Writer = Callable[[TimelineEntry, Mapping[str, str]], _Words]
_WORDS: dict[EntryEvent, _Writer] = {
    EntryEvent.CONTACT: _contact,
    EntryEvent.REQUEST: _request,
    EntryEvent.REQUEST_MESSAGE: _message,
    EntryEvent.VISIT: _visit,
    EntryEvent.COOPERATION_STARTS: _cooperation(_l("Cooperation begins")),
    EntryEvent.COOPERATION_ENDS: _cooperation(_l("Cooperation ends")),
    EntryEvent.REFUSAL_SET: _refusal_set,
    EntryEvent.REFUSAL_LIFTED: _refusal_lifted,
    EntryEvent.PAUSE_SET: _pause_set,
    EntryEvent.PAUSE_LIFTED: _pause_lifted,
    EntryEvent.BASIS_ADDED: _basis(_l("Consent or legal basis recorded")),
    EntryEvent.BASIS_WITHDRAWN: _basis(_l("Consent or legal basis withdrawn")),
    EntryEvent.TASK_DUE: _task(_l("Task to do")),
    EntryEvent.TASK_DONE: _task(_l("Task done")),
    EntryEvent.WORKPLACE_OPENED: _workplace(_l("Workplace opened")),
    EntryEvent.WORKPLACE_CHANGED: _workplace(_l("Workplace changed in the register")),
    EntryEvent.WORKPLACE_CLOSED: _workplace(_l("Workplace closed")),
}
