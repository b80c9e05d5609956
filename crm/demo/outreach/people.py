"""The contact persons: made-up people whom our colleagues met in one of the contacts."""

from datetime import date, timedelta

from crm.contacts.models import PersonRole
from crm.contacts.words import ContactKind, Outcome
from crm.demo.chance import Chance
from crm.demo.names import email_of, words
from crm.demo.numbers import Numbers
from crm.demo.outreach import phrases
from crm.demo.outreach.scene import Client
from crm.demo.outreach.story import Person, Story, Talk
from crm.values.clock import local_date

_SMALL = 15  # so many people need no personnel department
_ROLES = {
    True: ((PersonRole.OWNER, 62.0), (PersonRole.MANAGEMENT, 26.0), (PersonRole.ADMINISTRATION, 12.0)),
    False: (
        (PersonRole.HUMAN_RESOURCES, 38.0),
        (PersonRole.MANAGEMENT, 26.0),
        (PersonRole.PRODUCTION, 18.0),
        (PersonRole.ADMINISTRATION, 8.0),
        (PersonRole.OWNER, 6.0),
        (PersonRole.SAFETY, 4.0),
    ),
}
_SURNAMES = frozenset(f"{first}{last}" for first in words()["surname"]["first"] for last in words()["surname"]["last"])
_PRODUCING = "ABCDEF"
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})


class Acquaintance:
    """Introduces contact persons as the contacts of a company go by."""

    def __init__(self, seed: int, story: Story, clients: list[Client], today: date) -> None:
        self._chance = Chance(seed, "contact persons")
        taken = (int(place.phone[3:]) for client in clients for _id, place in client.places if place.phone)
        self._numbers = Numbers(self._chance, taken)
        self._story = story
        self._today = today

    def meet(self, client: Client) -> None:
        """Say with whom each contact was; the first that reaches anybody brings the first person."""
        known: list[Person] = []
        for talk in self._story.of(client):
            if talk.reached and talk.outcome is not Outcome.NO_CONTACT and talk.kind is not ContactKind.LETTER:
                talk.person = self._of(talk, known)
        self._story.people += known
        if len(known) > 1 and self._chance.happens(0.12):
            self._leaves(known[0])

    def _of(self, talk: Talk, known: list[Person]) -> Person | None:
        most = 1 + (talk.client.headcount >= _SMALL) + (talk.client.headcount >= 60) + (talk.client.headcount >= 300)
        if not known or (len(known) < most and self._chance.happens(0.28)):
            known.append(self._person(talk, {person.name for person in known}))
            return known[-1]
        return self._chance.one_of(known) if self._chance.happens(0.85) else None

    def _person(self, talk: Talk, others: set[str]) -> Person:
        chance, small = self._chance, talk.client.headcount < _SMALL
        role = chance.weighted(_ROLES[small])
        if (talk.client.public and role is PersonRole.OWNER) or (
            role is PersonRole.PRODUCTION and talk.client.section not in _PRODUCING
        ):
            role = PersonRole.MANAGEMENT
        name = next(name for name in iter(lambda: self._name(talk.client, role), "") if name not in others)
        titles = phrases.TITLES[role.value][0 if small else 1]
        return Person(
            client=talk.client,
            name=name,
            title=chance.one_of(titles),
            role=role,
            phones=(self._numbers.phone(),) if chance.happens(0.85) else (),
            email=_address(name, talk.client) if chance.happens(0.75) else None,
            met_at=talk.at,
            met_by=talk.by,
            channel=chance.one_of((ContactKind.CALL, ContactKind.EMAIL)) if chance.happens(0.3) else None,
            time=chance.one_of(phrases.PREFERRED_TIMES) if chance.happens(0.2) else "",
        )

    def _name(self, client: Client, role: PersonRole) -> str:
        """The owner of Hasselholt Byg is a Hasselholt."""
        first = self._chance.one_of(phrases.FIRST_NAMES)
        family = client.name.split()[0]
        if role is PersonRole.OWNER and family in _SURNAMES and self._chance.happens(0.8):
            return f"{first} {family}"
        parts = words()["surname"]
        return f"{first} {self._chance.one_of(parts['first'])}{self._chance.one_of(parts['last'])}"

    def _leaves(self, person: Person) -> None:
        """After the last contact with them."""
        last = max(talk.at for talk in self._story.of(person.client) if talk.person is person)
        day = local_date(last) + timedelta(days=self._chance.whole(10, 120))
        if day < self._today:
            person.left_on = day


def _address(name: str, client: Client) -> str:
    first = name.split(maxsplit=1)[0].casefold().translate(_LETTERS)
    return f"{first}@{email_of(client.name).split('@')[1]}"
