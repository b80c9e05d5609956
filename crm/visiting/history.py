"""A visit's history in words: who did what, when and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.visits.models import Visit, VisitChange, VisitChangeKind
from crm.web.formatting import appointment

PLAIN: dict[VisitChangeKind, LazyString] = {
    VisitChangeKind.BOOKED: _l("%(who)s booked the visit."),
    VisitChangeKind.CONFIRMED: _l("%(who)s confirmed the visit."),
    VisitChangeKind.JOINED: _l("%(who)s comes along."),
    VisitChangeKind.EDITED: _l("%(who)s edited the visit."),
    VisitChangeKind.HELD: _l("%(who)s reported that the visit was held."),
    VisitChangeKind.CANCELLED: _l("%(who)s called the visit off."),
    VisitChangeKind.NO_SHOW: _l("%(who)s came in vain: nobody was there."),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    what: str
    reason: str


def history_lines(visit: Visit, changes: Sequence[VisitChange], names: Mapping[int, str]) -> list[HistoryLine]:
    """The latest first. A move says from when to when, and who leads since when another does."""
    lines = []
    starts_at, lead_id = visit.starts_at, visit.lead_user_id
    for change in reversed(changes):
        who = names.get(change.by_user_id or 0) or str(_("The company"))
        sentences = []
        if change.old_starts_at is not None and change.old_starts_at != starts_at:
            when = {"old": appointment(change.old_starts_at), "new": appointment(starts_at)}
            sentences.append(_("%(who)s moved the visit from %(old)s to %(new)s.", who=who, **when))
        elif change.old_starts_at is not None and change.kind is VisitChangeKind.MOVED:
            sentences.append(_("%(who)s changed how long the visit takes.", who=who))
        if change.old_lead_user_id is not None and change.old_lead_user_id != lead_id:
            whom = {"old": names.get(change.old_lead_user_id, ""), "new": names.get(lead_id, "")}
            sentences.append(_("%(who)s handed the visit over from %(old)s to %(new)s.", who=who, **whom))
        if change.kind in PLAIN:
            sentences.append(str(PLAIN[change.kind]) % {"who": who})
        lines.append(HistoryLine(change.at, " ".join(map(str, sentences)), change.reason))
        starts_at = change.old_starts_at or starts_at
        lead_id = change.old_lead_user_id or lead_id
    return lines
