"""How the people of the demo behave: they rest after a contact and keep to what a company has asked for."""

from datetime import date, datetime, timedelta

from crm.contacts.guard.decide import INCOMING_COUNTS
from crm.contacts.models import RefusalScope
from crm.contacts.services.cooldowns import DEFAULT_DAYS
from crm.contacts.words import ContactKind, Purpose
from crm.demo.outreach.scene import Account, Client
from crm.demo.outreach.story import No, Story, Talk
from crm.values.clock import local_date


def rests_until(talk: Talk) -> date:
    """The first day on which somebody may approach the company again."""
    days = DEFAULT_DAYS[talk.kind, talk.reached] if talk.outgoing else 0
    return local_date(talk.at) + timedelta(days=days)


class Manners:
    """What may be done with a company, by what has been told so far."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._refusals: dict[Client, list[No]] = {}
        for refusal in story.refusals:
            self._refusals.setdefault(refusal.client, []).append(refusal)

    def may(self, client: Client, at: datetime, kind: ContactKind, purpose: Purpose, by: Account) -> bool:
        """Whether nothing but the rest after other contacts speaks against it."""
        return self.is_open(client, at) and not any(
            _covers(refusal, kind, purpose, by) and refusal.said_at <= at and not _over(refusal, at)
            for refusal in self._refusals.get(client, ())
        )

    def refuse(self, refusal: No) -> None:
        self._story.refusals.append(refusal)
        self._refusals.setdefault(refusal.client, []).append(refusal)

    def is_rested(self, client: Client, day: date) -> bool:
        """Neither still resting on the day, nor so shortly before what is told already that this would be too much."""
        return all(
            not talk.outgoing or rests_until(talk) <= day or day + timedelta(days=31) <= local_date(talk.at)
            for talk in self._story.of(client)
        )

    def is_open(self, client: Client, at: datetime) -> bool:
        """Under advertising protection only with consent, while an arrangement runs, or after a call of theirs."""
        if not client.protected or client.runs_on(local_date(at)):
            return True
        if any(basis.client is client and basis.noted_at <= at for basis in self._story.bases):
            return True
        return any(not talk.outgoing and at - INCOMING_COUNTS < talk.at <= at for talk in self._story.of(client))


def _covers(refusal: No, kind: ContactKind, purpose: Purpose, by: Account) -> bool:
    return {
        RefusalScope.ALL: True,
        RefusalScope.PHONE: kind is ContactKind.CALL,
        RefusalScope.CAMPAIGNS: purpose is Purpose.CAMPAIGN,
        RefusalScope.UNIT: refusal.unit_id == by.unit_id,
    }[refusal.scope]


def _over(refusal: No, at: datetime) -> bool:
    return refusal.until < local_date(at) or (refusal.lifted_at is not None and refusal.lifted_at <= at)
