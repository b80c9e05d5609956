"""What companies asked of the job centre in the last quarter, and how far it has come.

As with the contacts the past is made up here: nobody did these things, so that they leave no lines in the trail.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.campaigns.models import CampaignTarget
from crm.contacts.models import ContactPerson, ContactRefusal, OutreachPause
from crm.demo.chance import Chance
from crm.demo.names import email_of
from crm.demo.outreach.phrases import FIRST_NAMES
from crm.demo.outreach.scene import Account, Client, Scene
from crm.demo.outreach.storing import insert_with_ids, table_of
from crm.demo.routing import Decided, decide, routings, write_routing
from crm.demo.town import Town
from crm.demo.window import Window
from crm.employer_requests.models import EmployerRequest, RequestCategory, RequestEvent, RequestNumber
from crm.employer_requests.shipped import DAY
from crm.employer_requests.words import Channel, EventKind, Outcome, Priority, Status
from crm.register.chunks import insert_all
from crm.routing.models import RequestRouting
from crm.values.clock import local_date
from crm.values.working_time import WorkingCalendar
from crm.working_time.queries import opening_calendar

_words: dict[str, Any] = json.loads(files("crm.demo").joinpath("data/requests.json").read_text(encoding="utf-8"))
MOST, FEWEST, WORKPLACES_FOR_ONE = 60, 6, 8
QUARTER_DAYS = 90
_CHANNELS = (
    (Channel.PHONE, 9.0),
    (Channel.FORM, 6.0),
    (Channel.MAIL, 5.0),
    (Channel.WALK_IN, 1.0),
    (Channel.BUSINESS_COUNCIL, 1.0),
    (Channel.LETTER, 0.3),
)
_CATEGORIES = (
    ("recruitment", 20.0),
    ("work_placement", 8.0),
    ("wage_subsidy", 6.0),
    ("systems", 6.0),
    ("retention", 5.0),
    ("flex_job", 4.0),
    ("apprenticeship", 4.0),
    ("other", 2.0),
    ("international", 1.5),
    ("dismissals", 1.0),
    ("complaint", 1.0),
)
_PRIORITIES = ((Priority.NORMAL, 8.0), (Priority.HIGH, 2.0), (Priority.URGENT, 1.0))
_ANSWER_WITHIN = {Priority.NORMAL: DAY, Priority.HIGH: DAY // 2, Priority.URGENT: 120}
_TOLD_OF = sa.union(*(sa.select(col(table.company_id)) for table in (CampaignTarget, ContactRefusal, OutreachPause)))
"""Companies with a part in another story: an open request would change what the guard says of them."""
_REACHED = {
    EventKind.FIRST_ANSWER: Status.ANSWERED,
    EventKind.PLAN_AGREED: Status.PLANNED,
    EventKind.DONE: Status.DONE,
    EventKind.CLOSED: Status.CLOSED,
}
_OWNING = (EventKind.TAKEN, EventKind.ASSIGNED, EventKind.HAND_OVER_ACCEPTED)


@dataclass(slots=True)
class Told:
    """A request with what happened to it so far; `at` is where the telling has come to."""

    row: dict[str, Any]
    at: datetime
    owner: Account | None = None
    decided: Decided | None = None  # by the rules of routing
    events: list[dict[str, Any]] = field(default_factory=list)


def tell_requests(on: Session, town: Town, seed: int, window: Window) -> int:
    """Make them up and store them; how many there are. Needs the contacts to be stored."""
    scene = Scene(on, town, window)
    size = sum(len(client.places) for client in scene.clients)
    write_routing(on, scene, window)
    teller = _Teller(on, scene, seed)
    told = [teller.tell(number) for number in range(min(MOST, max(FEWEST, size // WORKPLACES_FOR_ONE)))]
    told.sort(key=lambda each: each.row["received_at"])
    _number(on, told)
    ids = insert_with_ids(on, EmployerRequest, [each.row for each in told])
    events = [
        event | {"request_id": request_id} for request_id, each in zip(ids, told, strict=True) for event in each.events
    ]
    event_ids = insert_with_ids(on, RequestEvent, events)
    decided = {request_id: each.decided for request_id, each in zip(ids, told, strict=True) if each.decided}
    insert_all(on, table_of(RequestRouting), routings(on, decided, event_ids, events))
    on.expire_all()
    return len(told)


def _number(on: Session, told: list[Told]) -> None:
    last: dict[int, int] = {}
    for each in told:
        year = local_date(each.row["received_at"]).year
        last[year] = last.get(year, 0) + 1
        each.row["reference"] = f"VS-{year}-{last[year]:05d}"
    insert_all(on, table_of(RequestNumber), [{"year": year, "last": number} for year, number in last.items()])


class _Teller:
    def __init__(self, on: Session, scene: Scene, seed: int) -> None:
        self._scene, self._now = scene, scene.window.now
        self._chance = Chance(seed, "requests")
        self._calendar: WorkingCalendar = opening_calendar(on)
        self._categories = {
            code: number or 0 for code, number in on.exec(select(RequestCategory.code, RequestCategory.id))
        }
        self._desk = scene.accounts["emil"]
        self._colleagues = [scene.accounts[name] for name in ("anna", "bo", "carla")]
        told_of = set(on.connection().execute(_TOLD_OF).scalars())
        quiet = [client for client in scene.clients if client.id not in told_of]
        self._clients = self._chance.shuffled(quiet or scene.clients)
        people = on.exec(select(ContactPerson.company_id, ContactPerson.id).order_by(col(ContactPerson.id).desc()))
        self._people = dict(people.all())

    def tell(self, number: int) -> Told:
        """One of five came in during the last days; the rest are of the quarter."""
        chance = self._chance
        channel, category = chance.weighted(_CHANNELS), chance.weighted(_CATEGORIES)
        received_at = self._moment(channel, recent=number % 5 == 0)
        client = self._clients[number % len(self._clients)]
        told = Told(self._row(client, channel, category, received_at), received_at)
        told.row["unit_id"] = self._desk.unit_id
        started = {"category_id": told.row["category_id"], "priority": told.row["priority"]}
        self._event(told, EventKind.RECEIVED, by=self._desk if self._spoken(channel) else None, **started)
        for _step in self._course(told, client, channel, category):
            if told.at > self._now:
                break
        _cut(told, self._now)
        return told

    def _row(self, client: Client, channel: Channel, category: str, received_at: datetime) -> dict[str, Any]:
        chance = self._chance
        subject, description = chance.one_of(_words["topics"][category])
        known = not chance.happens(0.07)
        person_id = self._people.get(client.id) if known else None
        return {
            "channel": channel,
            "category_id": self._categories[category],
            "priority": chance.weighted(_PRIORITIES),
            "company_id": client.id if known else None,
            "workplace_id": client.places[0][0] if known and len(client.places) == 1 else None,
            "company_text": "" if known else chance.one_of(_words["unmatched"]),
            "person_id": person_id,
            "caller_name": "" if person_id else chance.one_of(FIRST_NAMES),
            "caller_phone": "",
            "caller_email": email_of(client.name) if channel is Channel.MAIL else "",
            "subject": subject,
            "description": description,
            "wanted_by": local_date(received_at) + timedelta(days=chance.whole(7, 45)) if chance.happens(0.4) else None,
            "language": "da",
            "received_at": received_at,
            "recorded_at": received_at,
            "recorded_by_user_id": self._desk.id if self._spoken(channel) else None,
            "version": 1,
        }

    def _moment(self, channel: Channel, *, recent: bool) -> datetime:
        """By phone in opening hours; by form and mail at any hour that people are awake."""
        chance = self._chance
        days = chance.whole(0, 4) if recent else chance.whole(3, QUARTER_DAYS)
        hour = chance.whole(8, 15) if self._spoken(channel) else chance.whole(6, 22)
        at = self._scene.window.at(self._scene.today - timedelta(days=days), hour, chance.whole(0, 59))
        while at > self._now - timedelta(minutes=30) or (self._spoken(channel) and not self._calendar.is_open(at)):
            at -= timedelta(days=1)
        return at

    @staticmethod
    def _spoken(channel: Channel) -> bool:
        return channel in (Channel.PHONE, Channel.WALK_IN)

    # What happens, one step after the other: each yields, so that the telling can end today.

    def _course(self, told: Told, client: Client, channel: Channel, category: str) -> Iterator[None]:
        chance = self._chance
        if self._spoken(channel):
            self._event(told, EventKind.TAKEN, by=self._desk, to=self._desk)
        else:
            self._later(told, 10, 90)
            told.decided = decide(self._scene, client if told.row["company_id"] else None, category, chance)
            self._event(told, EventKind.ASSIGNED, to=told.decided.to)
        yield
        yield from self._second_thoughts(told)
        if chance.happens(0.3):
            yield from self._handed_over(told)
        within = _ANSWER_WITHIN[told.row["priority"]]
        used = chance.share() * 0.8 + 0.05 if chance.happens(0.88) else 1.1 + chance.share()
        told.at = max(told.at, self._calendar.after(told.row["received_at"], round(within * used)))
        self._event(told, EventKind.FIRST_ANSWER, text=_one(chance, "answers"))
        yield
        if channel is Channel.MAIL:
            yield from self._by_mail(told)
        if chance.happens(0.07):
            yield from self._ended(told, "given_up")
            return
        if chance.happens(0.35):
            yield from self._waited(told)
        self._later(told, 60, 2 * DAY)
        self._event(told, EventKind.PLAN_AGREED, text=_one(chance, "plans"))
        yield
        if chance.happens(0.25):
            self._later(told, 30, DAY)
            self._event(told, EventKind.NOTE, text=_one(chance, "notes"))
            yield
        self._later(told, DAY, 12 * DAY)
        self._event(told, EventKind.DONE, text=_one(chance, "finished"))
        yield
        yield from self._ended(told, "closings")
        if chance.happens(0.05):
            self._later(told, DAY, 3 * DAY)
            self._event(told, EventKind.REOPENED, text=_one(chance, "reopened"))
            yield
            self._later(told, DAY, 4 * DAY)
            yield from self._ended(told, "closings")

    def _second_thoughts(self, told: Told) -> Iterator[None]:
        chance = self._chance
        if chance.happens(0.06):
            self._later(told, 5, 60)
            category_id = self._categories["wage_subsidy"]
            self._event(told, EventKind.RECATEGORISED, text=_one(chance, "recategorised"), category_id=category_id)
            yield
        if chance.happens(0.08) and told.row["priority"] is not Priority.URGENT:
            self._later(told, 5, 60)
            text = _one(chance, "prioritised")
            self._event(told, EventKind.PRIORITY_CHANGED, text=text, priority=Priority.URGENT)
            told.row["priority"] = Priority.URGENT
            yield

    def _handed_over(self, told: Told) -> Iterator[None]:
        """One in five is refused first, and goes to another colleague."""
        chance = self._chance
        others = chance.shuffled([each for each in self._colleagues if each is not told.owner])
        for refused in (True, False) if chance.happens(0.2) else (False,):
            to = others.pop()
            self._later(told, 5, 60)
            self._event(told, EventKind.HANDED_OVER, to=to, text=_one(chance, "hand_over"))
            yield
            self._later(told, 5, 180)
            if refused:
                self._event(told, EventKind.HAND_OVER_REFUSED, by=to, text=_one(chance, "hand_over_refused"))
            else:
                self._event(told, EventKind.HAND_OVER_ACCEPTED, by=to, to=to)
            yield

    def _by_mail(self, told: Told) -> Iterator[None]:
        """The answer goes out, and the company writes back."""
        letter, owner = _words["mail"], told.owner
        begin = f"{told.row['caller_email']}: {told.row['subject']}\n\n"
        asked = letter["asked"] + (owner.name.capitalize() if owner else "")
        self._event(told, EventKind.MESSAGE_OUT, text=begin + asked)
        yield
        intro = letter["intro"].format(day=f"{told.at:%d.%m.%Y}")
        quoted = intro + "\n".join(f"> {line}".rstrip() for line in asked.splitlines())
        told.at = self._calendar.after(told.at, DAY // 8)
        back = begin + letter["answered"] + told.row["caller_name"]
        self._event(told, EventKind.MESSAGE_IN, by=None, text=back, quoted=quoted)
        yield

    def _waited(self, told: Told) -> Iterator[None]:
        chance = self._chance
        self._later(told, 10, 120)
        self._event(told, EventKind.WAITING_FOR_COMPANY, text=_one(chance, "waiting"))
        yield
        self._later(told, DAY // 2, 6 * DAY)
        if chance.happens(0.6):
            self._event(told, EventKind.MESSAGE_IN, by=None, text=_one(chance, "company_wrote"))
            self._event(told, EventKind.RESUMED, by=None)
        else:
            self._event(told, EventKind.RESUMED, text=_one(chance, "resumed"))
        yield

    def _ended(self, told: Told, how: str) -> Iterator[None]:
        self._later(told, 10, DAY)
        outcome, next_step = self._chance.one_of(_words[how])
        self._event(told, EventKind.CLOSED, text=next_step, outcome=Outcome(outcome))
        yield

    def _later(self, told: Told, least: int, most: int) -> None:
        """So many working minutes later."""
        told.at = self._calendar.after(told.at, self._chance.whole(least, most))

    def _event(self, told: Told, kind: EventKind, *, to: Account | None = None, text: str = "", **more: Any) -> None:
        """By whoever has it, unless `by` says somebody else (None: the company, or a rule)."""
        by: Account | None = more.pop("by", None if kind is EventKind.ASSIGNED else told.owner)
        event = dict.fromkeys(("category_id", "priority", "to_user_id", "to_unit_id", "other_id", "outcome", "quoted"))
        event |= {"kind": kind, "at": told.at, "by_user_id": by.id if by else None, "text": text}
        event |= {"to_user_id": to.id if to else None, "to_unit_id": to.unit_id if to else None} | more
        told.events.append(event)
        if kind in _OWNING:
            told.owner = to


def _one(chance: Chance, name: str) -> str:
    found: str = chance.one_of(_words[name])
    return found


def _cut(told: Told, now: datetime) -> None:
    """What lies ahead has not happened; the row says what it has come to."""
    told.events = [event for event in told.events if event["at"] <= now]
    row = told.row
    row |= dict.fromkeys(
        ("owner_user_id", "offered_user_id", "offered_unit_id", "offered_at", "waiting_since", "closed_at", "outcome")
    )
    row |= {"status": Status.RECEIVED, "next_step": "", "merged_into_id": None, "status_token_hash": None}
    row["priority"] = told.events[0]["priority"]
    for event in told.events:
        _follow(row, event)


def _follow(row: dict[str, Any], event: dict[str, Any]) -> None:
    kind = event["kind"]
    row["category_id"] = event["category_id"] or row["category_id"]
    row["priority"] = event["priority"] or row["priority"]
    row["status"] = _REACHED.get(kind, row["status"])
    if kind in _OWNING:
        row |= {"owner_user_id": event["to_user_id"], "unit_id": event["to_unit_id"] or row["unit_id"]}
        row["status"] = Status.ASSIGNED if row["status"] is Status.RECEIVED else row["status"]
    if kind is EventKind.HANDED_OVER:
        row |= {"offered_user_id": event["to_user_id"], "offered_at": event["at"]}
    elif kind in (EventKind.HAND_OVER_ACCEPTED, EventKind.HAND_OVER_REFUSED):
        row |= {"offered_user_id": None, "offered_at": None}
    elif kind is EventKind.WAITING_FOR_COMPANY:
        row["waiting_since"] = event["at"]
    elif kind is EventKind.RESUMED:
        row["waiting_since"] = None
    elif kind is EventKind.CLOSED:
        row |= {"closed_at": event["at"], "outcome": event["outcome"], "next_step": event["text"]}
    elif kind is EventKind.REOPENED:
        row |= {"closed_at": None, "outcome": None, "next_step": "", "status": Status.PLANNED}
