"""Names of companies that do not exist, put together from syllables and a trade's own patterns."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from crm.demo.chance import Chance

_MORE = ("Nord", "Syd", "Øst", "Vest", "& Søn", "& Co.", "Gruppen", "Centrum", "2")
_SLUG = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})


@cache
def words() -> dict[str, Any]:
    text = files("crm.demo").joinpath("data/words.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


class Names:
    """Makes names from patterns such as "{s} Byg" and never gives one twice."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def make(self, patterns: tuple[str, ...]) -> str:
        """A new name after one of the patterns: {s} a surname, {f} a fantasy word, {n} something out of nature."""
        for attempt in range(200):
            name = self._fill(self._chance.one_of(patterns))
            if attempt >= 5:
                name = f"{name} {self._chance.one_of(_MORE)}"
            if name.casefold() not in self._given:
                self._given.add(name.casefold())
                return name
        raise RuntimeError("the words for names are used up")

    def _fill(self, pattern: str) -> str:
        return pattern.format(s=self._word("surname"), f=self._word("fantasy"), n=self._word("nature"))

    def _word(self, kind: str) -> str:
        parts = words()[kind]
        first, last = self._chance.one_of(parts["first"]), self._chance.one_of(parts["last"])
        return f"{first}{last}"

    def address(self) -> str:
        """A street that could lie anywhere in Denmark, with a number."""
        number = min(self._chance.whole(1, 60), self._chance.whole(1, 240))
        letter = self._chance.one_of("ABC") if self._chance.happens(0.15) else ""
        return f"{self._word('street')} {number}{letter}"


def email_of(name: str) -> str:
    """An address under .example, which nobody can own."""
    slug = _SLUG.sub("-", name.casefold().translate(_LETTERS)).strip("-")
    return f"kontakt@{slug[:50].strip('-')}.example"
