"""Fills in what a contact was about: its note, themes, needs, interest and what comes next."""

from datetime import date, timedelta

from crm.contacts.inputs import NeedInput
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose, Theme
from crm.demo.chance import Chance
from crm.demo.kinds import KINDS
from crm.demo.outreach import phrases
from crm.demo.outreach.scene import Client
from crm.demo.outreach.story import Talk
from crm.values.clock import local_date
from crm.values.cooperation_types import SHIPPED_TYPES

_LAST_DAYS = {shipped.code: shipped.valid_to or date.max for shipped in SHIPPED_TYPES}
_PURPOSES = (
    (Purpose.COOPERATION, 30.0),
    (Purpose.RECRUITMENT, 24.0),
    (Purpose.FOLLOW_UP, 20.0),
    (Purpose.RETENTION, 6.0),
    (Purpose.UPSKILLING, 6.0),
    (Purpose.APPRENTICESHIP, 7.0),
    (Purpose.SATISFACTION, 3.0),
    (Purpose.OTHER, 4.0),
)
_THEME_OF = {
    Purpose.RECRUITMENT: Theme.RECRUITMENT,
    Purpose.RETENTION: Theme.RETENTION,
    Purpose.UPSKILLING: Theme.UPSKILLING,
    Purpose.APPRENTICESHIP: Theme.APPRENTICESHIP,
    Purpose.SATISFACTION: Theme.SATISFACTION,
}
_MORE_THEMES = (Theme.CLUSTER, Theme.INTERNATIONAL_LABOUR, Theme.RECRUITMENT, Theme.RETENTION)
_TALKATIVE = (Outcome.DONE, Outcome.INTERESTED, Outcome.NEED_NOTED)
_SPOKEN_MINUTES = {
    ContactKind.CALL: (3, 22),
    ContactKind.VISIT: (40, 90),
    ContactKind.MEETING: (30, 90),
    ContactKind.EVENT: (5, 20),
}


class Wording:
    """Every contact gets its words from one stream, in the order of time."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed, "wording")

    def purpose(self, *, first: bool) -> Purpose:
        return Purpose.INTRODUCTION if first else self._chance.weighted(_PURPOSES)

    def word(self, talk: Talk) -> None:
        """Complete the contact. What it holds already stays."""
        chance, day = self._chance, local_date(talk.at)
        code = self._type(talk.client, day)
        need = self._need(talk.client, day)
        talk.entry = f"{chance.whole(0, 2**128 - 1):032x}"
        talk.minutes = talk.minutes or self._minutes(talk)
        if talk.outcome is Outcome.NEED_NOTED and not talk.needs:
            talk.needs = (need,) if chance.happens(0.8) else (need, self._need(talk.client, day))
        if talk.outcome in (Outcome.INTERESTED, Outcome.VISIT_BOOKED) and not talk.interests:
            talk.interests = (code,) if chance.happens(0.85) else tuple({code, self._type(talk.client, day)})
            talk.interests = tuple(sorted(talk.interests))
        talk.themes = talk.themes or self._themes(talk, code)
        filled = self._filled(talk, code, need, day)
        talk.note = talk.note.format(**filled) if talk.note else self._note(talk, filled)
        talk.step = self._step(talk, filled)

    def visit_purpose(self) -> str:
        return self._chance.one_of(phrases.VISIT_PURPOSES)

    def _filled(self, talk: Talk, code: str, need: NeedInput, day: date) -> dict[str, str]:
        needed = talk.needs[0] if talk.needs else need
        month = (needed.from_date or day + timedelta(days=45)).month
        code = talk.interests[0] if talk.interests else code
        return {
            "type": phrases.TYPES[code],
            "needed": _needed(talk.client, needed),
            "month": phrases.MONTHS[month - 1],
        }

    def _note(self, talk: Talk, filled: dict[str, str]) -> str:
        if talk.outcome is not Outcome.DONE:
            choices = phrases.BY_OUTCOME[talk.outcome.value]
        elif talk.direction is Direction.INCOMING:
            choices = phrases.INCOMING[talk.kind.value]
        else:
            choices = phrases.BY_KIND[talk.kind.value]
        first = self._chance.one_of(_fitting(choices, talk))
        if first and talk.outcome in _TALKATIVE and self._chance.happens(0.3):
            first = f"{first} {self._chance.one_of(phrases.DETAILS)}"
        return first.format(**filled)

    def _step(self, talk: Talk, filled: dict[str, str]) -> str:
        usual = phrases.STEPS["visit" if talk.kind is ContactKind.VISIT else "done"]
        choices = phrases.STEPS.get(talk.outcome.value, usual)
        step = self._chance.one_of(_fitting(choices, talk)).format(**filled)
        return step[0].upper() + step[1:]

    def _minutes(self, talk: Talk) -> int | None:
        span = _SPOKEN_MINUTES.get(talk.kind)
        if span is None or not talk.reached:
            return None
        low, high = span
        return low + round((high - low) * self._chance.share() * self._chance.share())

    def _themes(self, talk: Talk, code: str) -> tuple[str, ...]:
        if not talk.reached:
            return ()
        found = [_THEME_OF[talk.purpose].value] if talk.purpose in _THEME_OF else []
        if talk.interests or self._chance.happens(0.45):
            found += talk.interests or (code,)
        if self._chance.happens(0.08):
            found.append(self._chance.one_of(_MORE_THEMES).value)
        return tuple(dict.fromkeys(found))

    def _type(self, client: Client, day: date) -> str:
        fitting = tuple(
            (kind.code, kind.share)
            for kind in KINDS
            if day <= _LAST_DAYS[kind.code]
            and (client.public or kind.public_share is None)
            and (not kind.industries or client.section in kind.industries)
        )
        return _weighted_once(self._chance, fitting)

    def _need(self, client: Client, day: date) -> NeedInput:
        chance = self._chance
        number = min(chance.whole(1, 3), chance.whole(1, 4)) + (chance.whole(0, 4) if client.headcount > 100 else 0)
        start = (day + timedelta(days=chance.whole(20, 110))).replace(day=1)
        return NeedInput(
            occupation=chance.one_of(_occupations(client))[0],
            number=number,
            from_date=start if start > day else None,
            skills=chance.one_of(phrases.SKILLS) if chance.happens(0.4) else "",
        )


def _fitting(choices: list[str], talk: Talk) -> list[str]:
    """Nobody asks how an arrangement is going where there never was one."""
    if any(span.start <= local_date(talk.at) for span in talk.client.running):
        return choices
    return [each for each in choices if each not in phrases.OF_ARRANGEMENTS]


def _occupations(client: Client) -> list[tuple[str, str]]:
    return phrases.OCCUPATIONS.get(client.section, phrases.OCCUPATIONS[""])


def _needed(client: Client, need: NeedInput) -> str:
    several = dict(_occupations(client))[need.occupation]
    return f"en {need.occupation}" if need.number in (None, 1) else f"{need.number} {several}"


def _weighted_once(chance: Chance, things: tuple[tuple[str, float], ...]) -> str:
    """As `Chance.weighted`, which remembers what it is given: not for weights that are made for one draw."""
    point = chance.share() * sum(weight for _thing, weight in things)
    for thing, weight in things:
        point -= weight
        if point < 0:
            return thing
    return things[-1][0]
