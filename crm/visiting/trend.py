"""A company's headcount over the years as a line to draw. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, EDGE = 160, 36, 3


@dataclass(frozen=True, slots=True)
class Count:
    """At least and at most so many on the day; `lower` None: unknown, `upper` None: no bound."""

    day: date
    lower: int | None
    upper: int | None


def line_of(counts: Sequence[Count]) -> str:
    """The points of an SVG polyline over the known lower bounds, from zero up; empty for fewer than two."""
    known = [(number, each.lower) for number, each in enumerate(counts) if each.lower is not None]
    if len(known) < 2:
        return ""
    top = max(1, *(lower for _number, lower in known))
    across = (WIDTH - 2 * EDGE) / (len(counts) - 1)
    down = HEIGHT - 2 * EDGE
    return " ".join(f"{EDGE + number * across:.1f},{EDGE + down * (1 - lower / top):.1f}" for number, lower in known)
