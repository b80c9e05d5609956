"""Plays a phone campaign: callers with their sessions, companies handed out one after the other as the desk does it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from crm.campaigns.rules import AttemptsRule
from crm.campaigns.services.calling import TRIED_AGAIN
from crm.campaigns.words import TargetState
from crm.contacts.due import due_moment
from crm.contacts.models import RefusalScope, TaskKind
from crm.contacts.services.restrictions import a_year_after
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.demo.chance import Chance
from crm.demo.outreach import phrases
from crm.demo.outreach.manners import Manners
from crm.demo.outreach.scene import Account, Client, Scene
from crm.demo.outreach.story import Meeting, No, Step, Story, Talk, Target
from crm.values.clock import local_date
from crm.visits.models import VisitStatus

_O = Outcome
_OUTCOMES = (
    (_O.NO_ANSWER, 30.0),
    (_O.BUSY, 4.0),
    (_O.WRONG_NUMBER, 3.0),
    (_O.CALL_BACK, 11.0),
    (_O.REFUSED, 10.0),
    (_O.NOT_RELEVANT, 22.0),
    (_O.INTERESTED, 9.0),
    (_O.VISIT_BOOKED, 5.0),
    (_O.NEED_NOTED, 5.0),
    (_O.NO_CONTACT, 2.0),
)
_SESSIONS = ((9, 0), (13, 0))
_VISIT_HOURS = ((9, 0), (11, 0), (13, 30))
_CALL_BACK_TIMES = (time(9, 0), time(9, 30), time(10, 30), time(13, 0), time(14, 15))


@dataclass(eq=False, slots=True)
class Standing:
    """How a company stands in the campaign."""

    target: Target
    state: TargetState = TargetState.WAITING
    attempts: int = 0
    next_at: datetime | None = None  # None: since the start
    call_back_by: Account | None = None
    last_outcome: Outcome | None = None
    last_called_at: datetime | None = None
    pilot: bool = False
    promise: Step | None = None


@dataclass(eq=False, slots=True)
class Call:
    standing: Standing
    talk: Talk
    ended_at: datetime
    before: Standing
    settled: list[Step] = field(default_factory=list)
    meeting: Meeting | None = None
    refusal: No | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Which share of the companies is to be called, by whom, on which days; never past the last one."""

    name: str
    days: list[date]
    callers: tuple[Account, ...]
    share: float  # of the companies that may be called
    themes: tuple[str, ...]
    interest: str
    goes_on: bool = True  # False: it is over, and no call is promised on its last days
    pilot_size: int = 20
    rule: AttemptsRule = field(default_factory=AttemptsRule)


class Shift:
    """One campaign from its first call to its last."""

    def __init__(self, story: Story, scene: Scene, manners: Manners, plan: Plan, chance: Chance) -> None:
        self._story, self._scene, self._manners = story, scene, manners
        self._plan, self._chance = plan, chance
        self.calls: list[Call] = []
        self.standings: list[Standing] = []
        self._most = 0

    def run(self, clients: list[Client]) -> None:
        """The list in a drawn order, and the calls to it."""
        drawn = enumerate(self._chance.shuffled(clients), 1)
        self.standings = [Standing(Target(client, number * 7_919)) for number, client in drawn]
        able = [each for each in self.standings if self._may(each.target.client, self._plan.days[0])]
        for standing in able[: self._plan.pilot_size]:
            standing.pilot = True
        self._most = round(len(able) * self._plan.share)
        per_session = max(2, round(self._most / len(self._plan.days) / len(self._plan.callers)) + 3)
        for day in self._plan.days:
            for number, caller in enumerate(self._plan.callers):
                hour, minute = _SESSIONS[(number + day.day) % 2]
                self._session(able, caller, self._scene.window.at(day, hour, minute), per_session)
        if not self._plan.goes_on:
            self._drop_promises()

    def _drop_promises(self) -> None:
        """Calls that were promised and not made until the end."""
        closing = self._scene.window.at(self._plan.days[-1], 16)
        for standing in self.standings:
            if standing.promise is not None:
                standing.promise.done_at, standing.promise.done_by = closing, standing.promise.by

    def _session(self, able: list[Standing], caller: Account, begins: datetime, size: int) -> None:
        at = begins + timedelta(minutes=self._chance.whole(0, 12))
        for _ in range(self._chance.whole(size - 2, size + 2)):
            standing = next(self._queue(able, caller, at), None)
            if standing is None:
                return
            ends = self._call(standing, caller, at)
            at = ends + timedelta(seconds=self._chance.whole(30, 240))

    def _queue(self, able: list[Standing], caller: Account, at: datetime) -> Iterator[Standing]:
        """Call-backs that are due, then whoever was tried least often."""
        for standing in able:
            due = standing.state is TargetState.CALL_BACK and (standing.next_at or at) <= at
            if due and standing.call_back_by in (None, caller):
                yield standing
        fresh = sum(standing.attempts > 0 for standing in able) < self._most
        waiting = (
            standing
            for standing in able
            if standing.state is TargetState.WAITING
            and (standing.next_at is None or standing.next_at <= at)
            and (fresh or standing.attempts)
        )
        yield from sorted(waiting, key=lambda standing: (standing.attempts, standing.target.place))[:1]

    def _may(self, client: Client, day: date) -> bool:
        """Nothing is told of the company that comes too close to the campaign."""
        last = self._plan.days[-1]
        near = day - timedelta(days=31), last + timedelta(days=62)
        return (
            client.has_phone
            and not client.taken
            and self._manners.may(
                client, self._scene.window.at(last, 16), ContactKind.CALL, Purpose.CAMPAIGN, self._plan.callers[0]
            )
            and self._manners.is_open(client, self._scene.window.at(day, 8))
            and not any(near[0] < local_date(talk.at) < near[1] for talk in self._story.of(client))
        )

    def _call(self, standing: Standing, caller: Account, at: datetime) -> datetime:
        chance, client = self._chance, standing.target.client
        outcome = chance.weighted(_OUTCOMES)
        kept = standing.promise is not None and outcome is _O.NO_ANSWER and chance.happens(0.7)
        if kept or (outcome is _O.CALL_BACK and not self._plan.goes_on and local_date(at) > self._plan.days[-4]):
            outcome = _O.INTERESTED
        elif self._plan.goes_on and local_date(at) >= self._plan.days[-2] and chance.happens(0.07):
            outcome = _O.CALL_BACK  # so that some are waiting on the day the demo is looked at
        talk = Talk(client, at, ContactKind.CALL, Direction.OUTGOING, outcome, Purpose.CAMPAIGN, caller)
        talk.target = standing.target
        low, high = (90, 560) if talk.reached else (25, 60)
        ends = at + timedelta(seconds=chance.whole(low, high))
        if talk.reached:
            talk.minutes, talk.themes = max(1, round((ends - at).total_seconds() / 60)), self._plan.themes
        if outcome in (_O.INTERESTED, _O.VISIT_BOOKED):
            talk.interests = (self._plan.interest,)
        self._story.tell(talk)
        call = Call(standing, talk, ends, _copy(standing))
        self._settle(call, caller)
        self._move_on(call, caller)
        self.calls.append(call)
        return ends

    def _settle(self, call: Call, caller: Account) -> None:
        promise = call.standing.promise
        if promise is not None:
            promise.done_at, promise.done_by = call.ended_at, caller
            call.settled.append(promise)
            call.standing.promise = None

    def _move_on(self, call: Call, caller: Account) -> None:
        """As `crm.campaigns.services.calling` leaves the company after the call."""
        standing, outcome = call.standing, call.talk.outcome
        standing.attempts += 1
        standing.last_outcome, standing.last_called_at = outcome, call.ended_at
        standing.state, standing.call_back_by = TargetState.DONE, None
        if outcome is _O.CALL_BACK:
            self._promise(call, caller)
        elif outcome in TRIED_AGAIN and standing.attempts < self._plan.rule.max_attempts:
            standing.state = TargetState.WAITING
            standing.next_at = call.ended_at + self._plan.rule.gap(outcome)
        elif outcome is _O.VISIT_BOOKED:
            self._book(call, caller)
        elif outcome is _O.NO_CONTACT:
            self._refuse(call, caller)

    def _promise(self, call: Call, caller: Account) -> None:
        """The next working days; what is promised on the last days is due from today on."""
        day = self._scene.day_from(local_date(call.talk.at), self._chance.whole(1, 3))
        if day > self._plan.days[-1]:
            day = max(self._scene.today, day) if self._chance.happens(0.5) else self._scene.today
        due = due_moment(day, self._chance.one_of(_CALL_BACK_TIMES))
        owner = caller if self._chance.happens(0.75) else None
        step = Step(TaskKind.CALL_BACK, call.talk, due, caller, owner, title=self._plan.name, promised=True)
        self._story.steps.append(step)
        standing = call.standing
        standing.state, standing.next_at, standing.call_back_by, standing.promise = (
            TargetState.CALL_BACK,
            due,
            owner,
            step,
        )

    def _book(self, call: Call, caller: Account) -> None:
        """Within two weeks; one that lies behind us was held, and is a contact too."""
        chance, client = self._chance, call.talk.client
        day = self._scene.day_from(local_date(call.talk.at), chance.whole(3, 10))
        while day == self._scene.today or (caller, day) in {
            (each.lead, local_date(each.starts_at)) for each in self._story.meetings
        }:
            day = self._scene.day_from(day, 1)
        starts = self._scene.window.at(day, *chance.one_of(_VISIT_HOURS))
        held = day < self._scene.today
        call.meeting = Meeting(
            client=client,
            lead=caller,
            starts_at=starts,
            status=VisitStatus.HELD if held else VisitStatus.CONFIRMED,
            purpose=self._plan.name,
            booked_at=call.ended_at,
            target=call.standing.target,
        )
        self._story.meetings.append(call.meeting)
        if held:
            outcome = chance.one_of((_O.DONE, _O.INTERESTED, _O.NEED_NOTED))
            visit = Talk(client, starts, ContactKind.VISIT, Direction.OUTGOING, outcome, Purpose.COOPERATION, caller)
            self._story.tell(visit)

    def _refuse(self, call: Call, caller: Account) -> None:
        chance = self._chance
        call.refusal = No(
            client=call.talk.client,
            scope=chance.one_of((RefusalScope.ALL, RefusalScope.CAMPAIGNS)),
            said_at=call.ended_at,
            until=a_year_after(local_date(call.ended_at)),
            by=caller,
            reason=chance.one_of(phrases.REFUSAL_REASONS),
            said_by=chance.one_of(phrases.SAID_BY),
        )
        self._manners.refuse(call.refusal)


def _copy(standing: Standing) -> Standing:
    return Standing(
        standing.target,
        standing.state,
        standing.attempts,
        standing.next_at,
        standing.call_back_by,
        standing.last_outcome,
        standing.last_called_at,
        standing.pilot,
    )
