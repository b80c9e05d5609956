"""The working day that is about to begin: what our people have before them, and what led to it.

It lies on the day the demo is made, also on a Sunday: an empty first page shows a newcomer nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import cycle

from crm.contacts.due import due_moment
from crm.contacts.models import TaskKind
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.demo.chance import Chance
from crm.demo.outreach import phrases
from crm.demo.outreach.manners import Manners
from crm.demo.outreach.scene import CALLERS, Account, Client, Scene
from crm.demo.outreach.story import Meeting, Step, Story, Talk
from crm.visits.models import VisitStatus

_CALL_TIMES = (time(10, 15), time(13, 0), time(14, 30))
_VISIT_TIMES = (time(9, 0), time(12, 30), time(10, 30), time(14, 0))
_OPENINGS = (Outcome.INTERESTED, Outcome.NEED_NOTED, Outcome.DONE)
# For each of the four: overdue, today and later follow-ups; calls promised today and later; companies that answered.
_LOADS = {"anna": (3, 4, 6, 3, 2, 3), "bo": (2, 3, 5, 2, 2, 2), "carla": (2, 3, 4, 2, 1, 2), "emil": (2, 3, 3, 3, 1, 0)}
_LATE, _AHEAD, _SOON = (1, 2, 4), (1, 1, 2, 3, 5, 9), (1, 2)  # working days
_UNREPORTED = ("anna", "carla")  # came home from a visit yesterday and wrote nothing
_VISITS = {"anna": (0, 0, 1, 3, 4, 7), "bo": (0, 1, 2, 5, 8), "carla": (2, 6)}  # working days ahead

Duty = Callable[[Client], None]


class Duties:
    """Hands out what is to do: one company each, the fixed contact person's own."""

    def __init__(self, story: Story, scene: Scene, manners: Manners, seed: int) -> None:
        self._story, self._scene, self._manners = story, scene, manners
        self._chance = Chance(seed, "duties")
        self._visits = dict.fromkeys(CALLERS, 0)

    def hand_out(self) -> None:
        """In turn, so that in a small town each has something of everything."""
        turns = [iter(self._of(self._scene.accounts[name])) for name in CALLERS]
        own = {name: iter(self._own(self._scene.accounts[name])) for name in CALLERS}
        waiting = dict(zip(CALLERS, turns, strict=True))
        for name in cycle(CALLERS):
            if not waiting:
                return
            if name not in waiting:
                continue
            duty, client = next(waiting[name], None), next(own[name], None)
            if duty is None or client is None:
                del waiting[name]
                continue
            client.taken = True
            duty(client)

    def _own(self, who: Account) -> list[Client]:
        start = self._scene.window.at(self._scene.day_before(40), 8)
        found = [
            client
            for client in self._scene.clients
            if client.owner is who
            and not client.taken
            and client.has_phone
            and self._manners.may(client, start, ContactKind.CALL, Purpose.COOPERATION, who)
            and (not client.protected or any(basis.client is client for basis in self._story.bases))
        ]
        return self._chance.shuffled(found)

    def _of(self, who: Account) -> list[Duty]:
        """What this person has to do, the most telling first."""
        overdue, today, later, calls, later_calls, answers = _LOADS[who.name]
        scene = self._scene
        visits: list[Duty] = [partial(self._visit, who=who, ahead=days) for days in _VISITS.get(who.name, ())]
        promised: list[Duty] = [partial(self._call_back, who=who, day=scene.today, at=at) for at in _CALL_TIMES[:calls]]
        due: list[Duty] = [partial(self._follow_up, who=who, day=scene.today)] * today
        late: list[Duty] = [partial(self._follow_up, who=who, day=scene.day_before(days)) for days in _LATE[:overdue]]
        answered: list[Duty] = [partial(self._answered, who=who)] * answers
        ahead: list[Duty] = [
            partial(self._follow_up, who=who, day=scene.day_from(scene.today, days)) for days in _AHEAD[:later]
        ]
        soon: list[Duty] = [
            partial(self._call_back, who=who, day=scene.day_from(scene.today, days), at=time(9, 45))
            for days in _SOON[:later_calls]
        ]
        untold: list[Duty] = [partial(self._untold, who=who)] * (who.name in _UNREPORTED)
        piles = [visits[:2], promised, due, late, answered, visits[2:], ahead, soon, untold]
        return list(_in_turn(piles))

    def _visit(self, client: Client, who: Account, ahead: int) -> None:
        """Agreed on the phone last week; one in four still waits for an answer."""
        at = self._days_ago(5, 9)
        self._call(client, who, at, Outcome.VISIT_BOOKED)
        day = self._scene.day_from(self._scene.today, ahead)
        number = self._visits[who.name]
        self._visits[who.name] += 1
        starts = self._scene.window.at(day, *_hour(_VISIT_TIMES[number % len(_VISIT_TIMES)]))
        self._story.meetings.append(
            Meeting(
                client=client,
                lead=who,
                starts_at=starts,
                status=VisitStatus.PROPOSED if number % 4 == 3 else VisitStatus.CONFIRMED,
                purpose=self._chance.one_of(phrases.VISIT_PURPOSES),
                booked_at=at + timedelta(minutes=9),
            )
        )

    def _untold(self, client: Client, who: Account) -> None:
        """A visit of the last working day of which nobody has said how it went."""
        booked = self._days_ago(5, 9)
        self._call(client, who, booked, Outcome.VISIT_BOOKED)
        self._story.meetings.append(
            Meeting(
                client=client,
                lead=who,
                starts_at=self._scene.window.at(self._scene.day_before(1), 11, 0),
                status=VisitStatus.CONFIRMED,
                purpose=self._chance.one_of(phrases.VISIT_PURPOSES),
                booked_at=booked + timedelta(minutes=9),
            )
        )

    def _call_back(self, client: Client, who: Account, day: date, at: time) -> None:
        talk = self._call(client, who, self._days_ago(1, 3), Outcome.CALL_BACK)
        self._story.steps.append(Step(TaskKind.CALL_BACK, talk, due_moment(day, at), who, who, promised=True))

    def _follow_up(self, client: Client, who: Account, day: date) -> None:
        kind = ContactKind.VISIT if self._chance.happens(0.3) else ContactKind.CALL
        outcome = self._chance.one_of(_OPENINGS)
        at = self._days_ago(8, 24)
        talk = self._story.tell(Talk(client, at, kind, Direction.OUTGOING, outcome, Purpose.COOPERATION, who))
        self._story.steps.append(Step(TaskKind.FOLLOW_UP, talk, due_moment(day), who, who))

    def _answered(self, client: Client, who: Account) -> None:
        """Written to some days ago; yesterday the company came back, and the service desk took it down."""
        written = Talk(
            client, self._days_ago(3, 9), ContactKind.EMAIL, Direction.OUTGOING, Outcome.DONE, Purpose.RECRUITMENT, who
        )
        self._story.tell(written)
        at = self._scene.at_work(self._scene.day_before(1), self._chance)
        desk = self._scene.accounts["emil"]
        kind = self._chance.one_of((ContactKind.CALL, ContactKind.EMAIL))
        answer = Talk(client, at, kind, Direction.INCOMING, Outcome.INTERESTED, Purpose.RECRUITMENT, desk)
        answer.note = self._chance.one_of(phrases.ANSWERED)
        self._story.tell(answer)

    def _call(self, client: Client, who: Account, at: datetime, outcome: Outcome) -> Talk:
        return self._story.tell(
            Talk(client, at, ContactKind.CALL, Direction.OUTGOING, outcome, Purpose.COOPERATION, who)
        )

    def _days_ago(self, least: int, most: int) -> datetime:
        return self._scene.at_work(self._scene.day_before(self._chance.whole(least, most)), self._chance)


def _in_turn(piles: list[list[Duty]]) -> Iterator[Duty]:
    """The first of each pile, then the second of each, and so on."""
    for number in range(max(map(len, piles))):
        for pile in piles:
            yield from pile[number : number + 1]


def _hour(at: time) -> tuple[int, int]:
    return at.hour, at.minute
