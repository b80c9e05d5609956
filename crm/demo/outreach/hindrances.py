"""Where the guard was needed: contacts that it prevented, and some that were had in spite of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from crm.contacts.guard.ask import Answer, ReasonKind
from crm.contacts.models import GuardEventKind, RefusalScope
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.demo.chance import Chance
from crm.demo.outreach import phrases
from crm.demo.outreach.manners import Manners
from crm.demo.outreach.scene import CALLERS, Account, Client, Scene
from crm.demo.outreach.story import Hindrance, No, Story, Talk
from crm.values.clock import local_date

_REFUSED = {
    RefusalScope.ALL: ReasonKind.REFUSED_ALL,
    RefusalScope.PHONE: ReasonKind.REFUSED_PHONE,
    RefusalScope.CAMPAIGNS: ReasonKind.REFUSED_CAMPAIGNS,
    RefusalScope.UNIT: ReasonKind.REFUSED_UNIT,
}
_SOON = timedelta(days=40)


class Hindrances:
    def __init__(self, story: Story, scene: Scene, manners: Manners, seed: int) -> None:
        self._story, self._scene, self._manners = story, scene, manners
        self._chance = Chance(seed, "hindrances")

    def think_of(self, count: int) -> None:
        """So many prevented for a rest, a third as many overridden; the refusals and visits that were met as well."""
        alone = list(self._alone())
        for number, talk in enumerate(alone[: count + max(2, count // 3)]):
            self._while_resting(talk, overridden=number >= count)
        for client in self._shut()[: max(2, count // 6)]:
            self._protected(client)
        for refusal in self._story.refusals:
            if self._chance.happens(0.5) and refusal.lifted_at is None:
                self._refused(refusal)
        for meeting in self._story.meetings[:2]:
            at = self._scene.at_work(self._scene.day_before(1), self._chance)
            if meeting.booked_at < at:
                by = self._colleague(meeting.lead)
                self._prevented(meeting.client, Answer.JOIN, ReasonKind.VISIT_PLANNED, at, by)

    def _alone(self) -> Iterator[Talk]:
        """Calls and visits with nothing else for some weeks around them."""
        for talk in self._chance.shuffled(self._story.all_talks):
            spoken = talk.outgoing and talk.reached and talk.kind in (ContactKind.CALL, ContactKind.VISIT)
            if (
                spoken
                and not talk.client.taken
                and not talk.client.public
                and self._is_alone(talk.client, talk.at, talk)
            ):
                yield talk

    def _is_alone(self, client: Client, at: datetime, talk: Talk | None = None) -> bool:
        return all(abs(other.at - at) > _SOON for other in self._story.of(client) if other is not talk)

    def _while_resting(self, talk: Talk, *, overridden: bool) -> None:
        day = self._scene.day_from(local_date(talk.at), self._chance.whole(1, 7))
        if day >= self._scene.today:
            return
        at, by = self._scene.at_work(day, self._chance), self._colleague(talk.by)
        if not self._manners.may(talk.client, at, ContactKind.CALL, Purpose.RECRUITMENT, by):
            return
        if overridden:
            self._overridden(talk.client, Answer.WAIT, ReasonKind.COOLING_DOWN, at, by)
        else:
            self._prevented(talk.client, Answer.WAIT, ReasonKind.COOLING_DOWN, at, by)

    def _shut(self) -> list[Client]:
        """Protected companies that nothing is told of."""
        shut = [client for client in self._scene.clients if client.protected and client.headcount and client.has_phone]
        return [
            client
            for client in self._chance.shuffled(shut)
            if not client.taken and not client.running and not self._story.of(client)
        ]

    def _protected(self, client: Client) -> None:
        at = self._scene.at_work(self._chance.one_of(self._scene.days[-120:]), self._chance)
        if self._manners.is_open(client, at):
            return
        event = self._overridden(client, Answer.STOP, ReasonKind.PROTECTED, at, self._anybody())
        event.legal_basis = self._chance.one_of(phrases.LEGAL_BASES)

    def _refused(self, refusal: No) -> None:
        """A colleague who didn't know."""
        latest = self._scene.window.at(self._scene.day_before(1), 15)
        at = min(refusal.said_at + timedelta(days=self._chance.whole(7, 50)), latest)
        day = self._scene.days[min(self._scene.number_of(local_date(at)), len(self._scene.days) - 1)]
        at = self._scene.at_work(day, self._chance)
        if at <= refusal.said_at:
            return
        users = [account for account in self._scene.accounts.values() if account.name in CALLERS]
        fitting = [each for each in users if refusal.unit_id in (None, each.unit_id) and each is not refusal.by]
        if fitting:
            by = self._chance.one_of(fitting)
            event = self._prevented(refusal.client, Answer.STOP, _REFUSED[refusal.scope], at, by)
            if refusal.scope is RefusalScope.CAMPAIGNS:
                event.purpose = Purpose.CAMPAIGN

    def _overridden(self, client: Client, answer: Answer, reason: ReasonKind, at: datetime, by: Account) -> Hindrance:
        outcome = self._chance.one_of((Outcome.DONE, Outcome.NEED_NOTED, Outcome.INTERESTED))
        talk = Talk(client, at, ContactKind.CALL, Direction.OUTGOING, outcome, Purpose.RECRUITMENT, by)
        event = self._event(GuardEventKind.OVERRIDDEN, client, answer, reason, at, by)
        event.talk, event.why = self._story.tell(talk), self._chance.one_of(phrases.OVERRIDDEN)
        return event

    def _prevented(self, client: Client, answer: Answer, reason: ReasonKind, at: datetime, by: Account) -> Hindrance:
        return self._event(GuardEventKind.PREVENTED, client, answer, reason, at, by)

    def _event(
        self, kind: GuardEventKind, client: Client, answer: Answer, reason: ReasonKind, at: datetime, by: Account
    ) -> Hindrance:
        event = Hindrance(client, kind, answer, reason, ContactKind.CALL, Purpose.RECRUITMENT, at, by)
        self._story.hindrances.append(event)
        return event

    def _colleague(self, of: Account) -> Account:
        return self._scene.accounts[self._chance.one_of([name for name in CALLERS if name != of.name])]

    def _anybody(self) -> Account:
        return self._scene.accounts[self._chance.one_of(CALLERS)]
