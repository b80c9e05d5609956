"""Anchors: number and hash of the trail's newest line, kept outside the database by the nightly job.

A chain alone cannot tell that its end was cut off; an anchor can. One line each:
`2026-01-31T03:00:00+00:00 1234 <hash>`.
"""

import re
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from crm.audit.trail import head
from crm.refusal import Refusal

FILE = "audit-anchors.txt"
LINE = re.compile(r"\S+ ([0-9]+) ([0-9a-f]{64})")


def add_anchor(on: Session, folder: Path, *, now: datetime) -> int:
    """Write down where the trail stands; the number of its newest line (0: none yet, nothing written)."""
    number, line_hash = head(on)
    if number:
        with (folder / FILE).open("a", encoding="ascii") as file:
            file.write(f"{now.isoformat(timespec='seconds')} {number} {line_hash}\n")
    return number


def read_anchors(folder: Path) -> dict[int, str]:
    """Hash by number of line; empty when there is no file yet. Raises Refusal when the file is not readable."""
    try:
        text = (folder / FILE).read_text(encoding="ascii")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{FILE} cannot be read: {type(error).__name__}.") from None
    anchors: dict[int, str] = {}
    for line in text.splitlines():
        match = LINE.fullmatch(line.strip())
        if match is None or anchors.setdefault(int(match[1]), match[2]) != match[2]:
            raise Refusal(f"{FILE} was tampered with: this is not a line of it, or contradicts another: {line[:40]!r}")
    return anchors
