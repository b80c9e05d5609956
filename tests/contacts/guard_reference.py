"""The guard a second time, told plainly from lists of what happened: to compare the real one with.

It shares no code with it. Written for reading: it looks at every event, every time.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DENMARK = ZoneInfo("Europe/Copenhagen")
REST_REACHED = {"call": 14, "visit": 30, "email": 7, "meeting": 30, "event": 0, "letter": 14, "message": 3}
REST_IN_VAIN = {"call": 1, "visit": 1, "email": 1, "meeting": 1, "event": 0, "letter": 1, "message": 1}
IN_VAIN = {"no_answer", "busy", "wrong_number"}


@dataclass
class Said:
    """A refusal or pause."""

    company: int
    scope: str  # all, phone, campaigns, unit, or pause
    unit: int | None
    last_day: date
    said: datetime
    taken_back: bool = False


@dataclass
class Had:
    """A contact."""

    company: int
    kind: str
    incoming: bool
    outcome: str
    at: datetime
    taken_back: bool = False


@dataclass
class Promise:
    company: int
    call_back: bool
    promised: bool
    due: datetime
    owner: int
    made: datetime
    done: bool = False


@dataclass
class Meeting:
    company: int
    lead: int
    starts: datetime
    booked: datetime
    status: str = "confirmed"


@dataclass
class Asked:
    """A request of the company; nobody's is its unit's."""

    company: int
    owner: int | None
    unit: int | None
    closed: bool = False


@dataclass
class Held:
    """A company that somebody has claimed."""

    company: int
    user: int
    claimed: datetime
    until: datetime


@dataclass(frozen=True)
class About:
    """Who wants to contact which company, how and when."""

    company: int
    user: int
    unit: int | None
    kind: str
    campaign: bool
    now: datetime


@dataclass
class World:
    protected: set[int] = field(default_factory=set)
    consents: dict[int, date] = field(default_factory=dict)  # last day
    said: list[Said] = field(default_factory=list)
    had: list[Had] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    held: dict[int, Held] = field(default_factory=dict)

    def answer(self, about: About) -> str:
        """What the guard must say about an outgoing contact now."""
        why = self.reasons(about)
        if any(reason.startswith("refused") or reason == "protected" for reason in why):
            return "stop"
        if why & {"visit_planned", "request_open"}:
            return "join"
        return "wait" if why else "go"

    def reasons(self, about: About) -> set[str]:
        company, now = about.company, about.now
        why = {self._word(word, about) for word in self.said if word.company == company} - {""}
        if company in self.protected and not self._open(company, now):
            why.add("protected")
        if any(self._is_joined(meeting, about) for meeting in self.meetings):
            why.add("visit_planned")
        if any(
            not self._answers(request, about)
            for request in self.asked
            if request.company == company and not request.closed
        ):
            why.add("request_open")
        if any(self._is_promised(promise, about) for promise in self.promises):
            why.add("call_back_promised")
        claim = self.held.get(company)
        if claim and claim.user != about.user and claim.until > now:
            why.add("claimed")
        if self._resting(company, now) and not self._expected(about):
            why.add("cooling_down")
        return why

    def _word(self, word: Said, about: About) -> str:
        if word.taken_back or word.last_day < day_of(about.now):
            return ""
        if word.scope == "pause":
            return "paused"
        covered = (
            word.scope == "all"
            or (word.scope == "phone" and about.kind == "call")
            or (word.scope == "campaigns" and about.campaign)
            or (word.scope == "unit" and word.unit == about.unit)
        )
        return f"refused_{word.scope}" if covered else ""

    def _is_joined(self, meeting: Meeting, about: About) -> bool:
        days = (day_of(meeting.starts) - day_of(about.now)).days
        planned = meeting.status in {"proposed", "confirmed"}
        return meeting.company == about.company and planned and meeting.lead != about.user and 0 <= days <= 60

    def _is_promised(self, promise: Promise, about: About) -> bool:
        told = promise.call_back and promise.promised and not promise.done
        others = promise.company == about.company and promise.owner != about.user
        return told and others and about.now < promise.due + timedelta(hours=48)

    def _open(self, company: int, now: datetime) -> bool:
        if company in self.consents and self.consents[company] >= day_of(now):
            return True
        if any(each.company == company and not each.closed for each in self.asked):
            return True
        return any(
            each.company == company and each.incoming and not each.taken_back and now - each.at < timedelta(days=90)
            for each in self.had
        )

    def _resting(self, company: int, now: datetime) -> bool:
        for each in self.had:
            if each.company == company and not each.incoming and not each.taken_back:
                days = (REST_IN_VAIN if each.outcome in IN_VAIN else REST_REACHED)[each.kind]
                if day_of(now) < day_of(each.at) + timedelta(days=days):
                    return True
        return False

    def _answers(self, request: Asked, about: About) -> bool:
        """Whether the request is theirs, or their unit's while nobody has it."""
        return request.unit == about.unit if request.owner is None else request.owner == about.user

    def _expected(self, about: About) -> bool:
        company, user, now = about.company, about.user, about.now
        if any(each.company == company and not each.closed and self._answers(each, about) for each in self.asked):
            return True
        for promise in self.promises:
            mine = promise.company == company and promise.owner == user and not promise.done
            if mine and day_of(promise.due) <= day_of(now):
                return True
        return any(
            each.company == company
            and each.lead == user
            and each.status in {"proposed", "confirmed", "held"}
            and day_of(each.starts) == day_of(now)
            for each in self.meetings
        )


def day_of(moment: datetime) -> date:
    return moment.astimezone(DENMARK).date()
