"""Opening hours as people write them: "8.00–12.00, 12.30–16.00"."""

import re
from collections.abc import Iterable
from itertools import pairwise

from crm.values.danish_times import parse_time
from crm.values.errors import InvalidValueError
from crm.values.working_time import Block

_SPAN = re.compile(r"([^–—-]+)[–—-]([^–—-]+)")


def read_blocks(text: str) -> list[Block]:
    """The day's opening times, in the order of the clock; [] when it is closed.

    Raises InvalidValueError with code `hours_invalid`.
    """
    blocks = [_read(part) for part in text.replace(";", ",").split(",") if part.strip()]
    blocks.sort()
    if any(block.opens >= block.closes for block in blocks) or any(
        later.opens < earlier.closes for earlier, later in pairwise(blocks)
    ):
        raise _invalid()
    return blocks


def write_blocks(blocks: Iterable[Block]) -> str:
    return ", ".join(f"{_written(block.opens)}–{_written(block.closes)}" for block in blocks)


def _written(clock: object) -> str:
    return f"{clock:%H.%M}".removeprefix("0")


def _read(part: str) -> Block:
    match = _SPAN.fullmatch(part.strip())
    if match is None:
        raise _invalid()
    try:
        return Block(parse_time(match[1]), parse_time(match[2]))
    except InvalidValueError:
        raise _invalid() from None


def _invalid() -> InvalidValueError:
    return InvalidValueError("hours_invalid", "These are not opening times (8.00–12.00, 12.30–16.00).")
