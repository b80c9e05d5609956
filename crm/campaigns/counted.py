"""How many companies of a source can be called, and why the others are left out: numbers and words. No database."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.campaigns.services.building import CALLABLE, UNKNOWN
from crm.campaigns.why_empty import reason_words
from crm.campaigns.words import HoldReason


@dataclass(frozen=True, slots=True)
class Counted:
    """`left_out`: a line for each reason. `unknown`: numbers of a list that belong to no company."""

    chosen: int
    ready: int
    left_out: list[str]
    unknown: int


def counted(counts: Mapping[str, int]) -> Counted:
    """The counts of a list, built or only looked at, as people read them."""
    unknown = counts.get(UNKNOWN, 0)
    return Counted(
        chosen=sum(counts.values()) - unknown,
        ready=counts.get(CALLABLE, 0),
        left_out=[reason_words(reason, counts[reason.value]) for reason in HoldReason if counts.get(reason.value)],
        unknown=unknown,
    )
