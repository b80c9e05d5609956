"""When two names may be the same person's."""

import unicodedata
from difflib import SequenceMatcher

SIMILAR = 0.86
_SAME_SOUND = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "y", "é": "e", "-": " "})


def name_key(name: str) -> str:
    """The form in which names are compared: case, order, accents and å/aa do not matter."""
    folded = unicodedata.normalize("NFC", name).casefold().translate(_SAME_SOUND).replace(".", " ")
    return " ".join(sorted(folded.split()))[:120]


def similar(one: str, other: str) -> bool:
    """Whether two name keys are so much alike that a person should look."""
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= SIMILAR
