"""Pure: which groups' answers can be shown without showing what single people said."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def readable(answered: Mapping[Key, int], fewest: int) -> set[Key]:
    """The groups with enough answers, given how many each has.

    The whole is shown beside its groups: when those held back have too few answers together, what they said could be
    found by taking the others from the whole. Then the smallest of the others is held back as well.
    """
    shown = sorted((key for key in answered if answered[key] >= fewest), key=lambda key: answered[key])
    held_back = sum(count for count in answered.values() if count < fewest)
    while shown and 0 < held_back < fewest:
        held_back += answered[shown.pop(0)]
    return set(shown)
