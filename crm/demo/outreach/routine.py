"""The ordinary contacts of a year and a half: more with large companies, with rests between them."""

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush

from crm.contacts.due import due_moment
from crm.contacts.models import TaskKind
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.demo.chance import Chance
from crm.demo.outreach.manners import Manners
from crm.demo.outreach.owners import whoever
from crm.demo.outreach.scene import Account, Client, Scene
from crm.demo.outreach.story import Step, Story, Talk
from crm.demo.outreach.wording import Wording
from crm.values.clock import local_date

_K, _O = ContactKind, Outcome
_OUT = (
    (_K.CALL, 54.0),
    (_K.EMAIL, 20.0),
    (_K.VISIT, 13.0),
    (_K.MEETING, 4.0),
    (_K.MESSAGE, 4.0),
    (_K.LETTER, 3.0),
    (_K.EVENT, 2.0),
)
_IN = ((_K.CALL, 58.0), (_K.EMAIL, 32.0), (_K.MESSAGE, 5.0), (_K.EVENT, 3.0), (_K.MEETING, 2.0))
_CALLED = (
    (_O.DONE, 30.0),
    (_O.NO_ANSWER, 22.0),
    (_O.BUSY, 3.0),
    (_O.WRONG_NUMBER, 2.0),
    (_O.CALL_BACK, 8.0),
    (_O.REFUSED, 4.0),
    (_O.NOT_RELEVANT, 7.0),
    (_O.INTERESTED, 11.0),
    (_O.VISIT_BOOKED, 5.0),
    (_O.NEED_NOTED, 8.0),
)
_MET = ((_O.DONE, 55.0), (_O.INTERESTED, 25.0), (_O.NEED_NOTED, 20.0))
_CAME_IN = ((_O.DONE, 66.0), (_O.NEED_NOTED, 18.0), (_O.INTERESTED, 16.0))
_AGAIN = tuple((outcome, weight) for outcome, weight in _CALLED if outcome not in (_O.CALL_BACK, _O.VISIT_BOOKED))
_ENDS_AS = {_O.VISIT_BOOKED: _O.INTERESTED, _O.CALL_BACK: _O.DONE}  # where nothing comes of it in the time that is told
_INCOMING = 0.24
_MOST_WITH_ONE = 20
_LATELY = 45  # days: what is told on purpose stands alone in them


class Routine:
    """Goes through companies, the likely ones first, until so many contacts are told."""

    def __init__(self, story: Story, scene: Scene, manners: Manners, wording: Wording, seed: int) -> None:
        self._story, self._scene, self._manners, self._wording = story, scene, manners, wording
        self._chance = Chance(seed, "routine")

    def tell(self, count: int) -> None:
        for client in self._by_weight():
            if count <= 0:
                break
            had = len(self._story.of(client))
            self._with(client)
            count -= len(self._story.of(client)) - had

    def _by_weight(self) -> list[Client]:
        """Companies with a fixed contact person first, then a shuffle in which large ones come early."""
        drawn = {
            client: (client.owner is None, -(self._chance.share() ** (1 / _weight(client))))
            for client in self._scene.clients
            if client.headcount
        }
        return sorted(drawn, key=drawn.__getitem__)

    def _with(self, client: Client) -> None:
        """Day by day; a contact can lead to another, which then has its reason."""
        last = self._last_day(client)
        todo: list[tuple[date, int, Talk | None]] = [
            (day, number, None) for number, day in enumerate(self._days(client, last))
        ]
        heapify(todo)
        number = len(todo)
        while todo:
            day, _number, because = heappop(todo)
            talk = self._follow(because, day) if because else self._open(client, day)
            if talk is None:
                continue
            after = self._leads_to(talk)
            if after is None or after >= last:
                talk.outcome = _ENDS_AS.get(talk.outcome, talk.outcome)
                self._step_done(talk)
            else:
                number += 1
                heappush(todo, (after, number, talk))
            self._story.tell(talk)

    def _days(self, client: Client, last: date) -> Iterator[date]:
        often = 0.5 + 0.75 * math.log(1 + client.headcount)
        count = min(1 + self._chance.count(often * (1.5 if client.owner else 1.0)), _MOST_WITH_ONE)
        for _ in range(count):
            day = self._chance.one_of(self._scene.days)
            quiet = (day.month == 7 and self._chance.happens(0.6)) or (day.month == 12 and day.day > 20)
            if not quiet and day < last:
                yield day

    def _last_day(self, client: Client) -> date:
        """Before what is told on purpose of late."""
        if not client.taken:
            return self._scene.today
        told = [local_date(talk.at) for talk in self._story.of(client)]
        return min([*told, self._scene.today]) - timedelta(days=_LATELY)

    def _open(self, client: Client, day: date) -> Talk | None:
        """What happens on the day; None when the company is left in peace."""
        chance = self._chance
        at = self._scene.at_work(day, chance)
        purpose = self._wording.purpose(first=not self._story.of(client))
        by = whoever(client, self._scene, chance)
        kind = chance.weighted(_OUT)
        if not chance.happens(_INCOMING) and self._may(client, at, kind, purpose, by):
            return Talk(client, at, kind, Direction.OUTGOING, self._outcome(kind), purpose, by)
        if chance.happens(0.55):
            return None
        if not client.public and chance.happens(0.4):
            by = self._scene.accounts["emil"]
        return Talk(client, at, chance.weighted(_IN), Direction.INCOMING, chance.weighted(_CAME_IN), purpose, by)

    def _may(self, client: Client, at: datetime, kind: ContactKind, purpose: Purpose, by: Account) -> bool:
        if kind is _K.CALL and not client.has_phone:
            return False
        return self._manners.may(client, at, kind, purpose, by) and self._manners.is_rested(client, local_date(at))

    def _follow(self, because: Talk, day: date) -> Talk | None:
        """The visit that was booked, the call that was promised, another try; a promise that is kept is a task done."""
        client, by = because.client, because.by
        at = self._scene.at_work(day, self._chance)
        kind = _K.VISIT if because.outcome is _O.VISIT_BOOKED else _K.CALL
        if not self._manners.may(client, at, kind, because.purpose, by):
            return None
        outcome = self._chance.weighted(_MET if kind is _K.VISIT else _AGAIN)
        if because.outcome is _O.CALL_BACK:
            due = due_moment(day, at.time().replace(minute=at.minute // 15 * 15))
            done = Step(TaskKind.CALL_BACK, because, due, by, by, promised=True)
            done.done_at, done.done_by = at + timedelta(minutes=5), by
            self._story.steps.append(done)
        return Talk(client, at, kind, Direction.OUTGOING, outcome, because.purpose, by)

    def _leads_to(self, talk: Talk) -> date | None:
        """The day of what comes of it."""
        day, chance = local_date(talk.at), self._chance
        if talk.outcome is _O.VISIT_BOOKED:
            return self._scene.day_from(day, chance.whole(3, 10))
        if talk.outcome is _O.CALL_BACK:
            return self._scene.day_from(day, chance.whole(1, 5))
        if not talk.reached and chance.happens(0.6):
            return self._scene.day_from(day, chance.whole(1, 3))
        return None

    def _step_done(self, talk: Talk) -> None:
        """Some led to a follow-up, which was done in time or a little late."""
        chance = self._chance
        if talk.outcome not in (_O.INTERESTED, _O.NEED_NOTED) or not chance.happens(0.4):
            return
        due = self._scene.day_from(local_date(talk.at), chance.whole(2, 12))
        done = self._scene.day_from(due, chance.whole(0, 2))
        if done < self._scene.today:
            owner = talk.by
            step = Step(TaskKind.FOLLOW_UP, talk, due_moment(due), talk.by, owner)
            step.done_at, step.done_by = self._scene.at_work(done, chance), owner
            self._story.steps.append(step)

    def _outcome(self, kind: ContactKind) -> Outcome:
        if kind is _K.CALL:
            return self._chance.weighted(_CALLED)
        return self._chance.weighted(_MET) if kind in (_K.VISIT, _K.MEETING) else _O.DONE


def _weight(client: Client) -> float:
    return math.log(2 + client.headcount) ** 2 * (1.5 if client.running else 1.0)
