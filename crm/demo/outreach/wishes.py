"""What companies asked for: refusals of every scope, pauses, and what lets us approach protected ones."""

from datetime import date, timedelta

from crm.contacts.models import ProtectionBasisKind, RefusalScope
from crm.contacts.services.restrictions import a_year_after
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.demo.chance import Chance
from crm.demo.outreach import phrases
from crm.demo.outreach.owners import whoever
from crm.demo.outreach.scene import Client, Scene
from crm.demo.outreach.story import Basis, No, Quiet, Story, Talk
from crm.values.clock import local_date

_SCOPES = (RefusalScope.ALL, RefusalScope.PHONE, RefusalScope.CAMPAIGNS, RefusalScope.UNIT)
_ENDS_IN, _PAUSE_ENDS_IN = 2, 1  # days until one of Anna's refusals, and one of her pauses, is over


class Wishes:
    """Companies that want to be left alone, some of them of our own."""

    def __init__(self, story: Story, scene: Scene, seed: int) -> None:
        self._story, self._scene = story, scene
        self._chance = Chance(seed, "wishes")

    def collect(self) -> None:
        clients = [client for client in self._scene.clients if not client.public and client.headcount]
        count = max(4, len(clients) // 330)
        self._protected([client for client in clients if client.protected and not client.taken], count)
        own = [client for client in clients if client.owner is self._scene.accounts["anna"] and not client.protected]
        free = self._chance.shuffled([client for client in clients if client.owner is None and not client.protected])
        if own:
            self._refuse(own[-1], RefusalScope.PHONE, self._a_year_ago())
        for number, client in enumerate(free[:count]):
            self._refuse(client, _SCOPES[number % len(_SCOPES)], self._chance.one_of(self._scene.days[-230:-3]))
        for client in free[count : count + 2]:
            self._lift(self._refuse(client, RefusalScope.ALL, self._chance.one_of(self._scene.days[60:200])))
        paused = own[-2:-1] + free[count + 2 : count + 2 + max(2, count // 5)]
        for number, client in enumerate(paused):
            self._pause(client, _PAUSE_ENDS_IN if number == 0 else self._chance.whole(6, 70))

    def _a_year_ago(self) -> date:
        """A refusal of that day ends soon."""
        ends = self._scene.today + timedelta(days=_ENDS_IN)
        return self._scene.days[self._scene.number_of(ends.replace(day=min(ends.day, 28), year=ends.year - 1))]

    def _refuse(self, client: Client, scope: RefusalScope, day: date) -> No:
        """Mostly said in a call; one in seven says so itself, on the public page."""
        chance, scene = self._chance, self._scene
        by = whoever(client, scene, chance)
        if by.unit_id is None and scope is RefusalScope.UNIT:
            scope = RefusalScope.PHONE
        said_at = scene.at_work(day, chance)
        itself = client.owner is None and chance.happens(0.15) and scope is not RefusalScope.UNIT
        if not itself:
            purpose = Purpose.CAMPAIGN if scope is RefusalScope.CAMPAIGNS else Purpose.COOPERATION
            talk = Talk(client, said_at, ContactKind.CALL, Direction.OUTGOING, Outcome.NO_CONTACT, purpose, by)
            self._story.tell(talk)
        found = No(
            client=client,
            scope=scope,
            said_at=said_at + timedelta(minutes=chance.whole(3, 12)),
            until=max(a_year_after(day), scene.today + timedelta(days=_ENDS_IN)),
            by=None if itself else by,
            reason=chance.one_of(phrases.REFUSAL_REASONS),
            said_by=phrases.SAID_ITSELF if itself else chance.one_of(phrases.SAID_BY),
            unit_id=by.unit_id if scope is RefusalScope.UNIT else None,
        )
        self._story.refusals.append(found)
        client.taken = True
        return found

    def _lift(self, refusal: No) -> None:
        """The company has changed its mind: it called."""
        later = self._scene.number_of(local_date(refusal.said_at)) + self._chance.whole(20, 90)
        at = self._scene.at_work(self._scene.days[later], self._chance)
        by = whoever(refusal.client, self._scene, self._chance)
        self._story.tell(
            Talk(refusal.client, at, ContactKind.CALL, Direction.INCOMING, Outcome.INTERESTED, Purpose.COOPERATION, by)
        )
        refusal.lifted_at = at + timedelta(minutes=10)
        refusal.lift_reason = self._chance.one_of(phrases.LIFT_REASONS)
        refusal.client.taken = False

    def _pause(self, client: Client, days: int) -> None:
        chance, scene = self._chance, self._scene
        by = whoever(client, scene, chance)
        at = scene.at_work(scene.day_before(chance.whole(8, 25)), chance)
        self._story.tell(Talk(client, at, ContactKind.CALL, Direction.OUTGOING, Outcome.DONE, Purpose.FOLLOW_UP, by))
        until = scene.today + timedelta(days=days)
        reason = chance.one_of(phrases.PAUSE_REASONS)
        self._story.pauses.append(Quiet(client, at + timedelta(minutes=8), until, by, reason))
        client.taken = True

    def _protected(self, clients: list[Client], count: int) -> None:
        """Consent and legal bases, rather with those that have a fixed contact person."""
        chance = self._chance
        likely = sorted(chance.shuffled(clients), key=lambda client: (client.owner is None, -client.headcount))
        for client in likely[:count]:
            at = self._scene.at_work(chance.one_of(self._scene.days[: len(self._scene.days) * 2 // 3]), chance)
            kind = ProtectionBasisKind.CONSENT if chance.happens(0.7) else ProtectionBasisKind.LEGAL_BASIS
            words = phrases.CONSENTS if kind is ProtectionBasisKind.CONSENT else phrases.LEGAL_BASES
            by = whoever(client, self._scene, chance)
            self._story.bases.append(Basis(client, kind, chance.one_of(words), at, by))
