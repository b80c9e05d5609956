"""Anchors: number and hash of the trail's newest line, kept outside the database by the nightly job.

A chain alone cannot tell that its end was cut off; an anchor can. One line each:
`2026-01-31T03:00:00+00:00 1234 <hash>`. After a restore, `<time> restored 1200` takes back what was anchored later.
"""

import os
import re
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlmodel import Session

from crm.audit.trail import head
from crm.refusal import Refusal

FILE = "audit-anchors.txt"
LINE = re.compile(r"\S+ ([0-9]+) ([0-9a-f]{64})")
RESTORED = re.compile(r"\S+ restored ([0-9]+)")


def add_anchor(on: Session, folder: Path, *, now: datetime) -> int:
    """Write down where the trail stands; the number of its newest line (0: none yet, nothing written)."""
    number, line_hash = head(on)
    if number:
        _append(folder, f"{now.isoformat(timespec='seconds')} {number} {line_hash}\n")
    return number


def add_restored(folder: Path, number: int, *, now: datetime) -> None:
    """The database now ends at this line of a backup: what was anchored after it is gone on purpose."""
    _append(folder, f"{now.isoformat(timespec='seconds')} restored {number}\n")


def read_anchors(folder: Path) -> dict[int, str]:
    """Hash by number of line; empty when there is no file yet. Raises Refusal when the file is not readable."""
    try:
        text = (folder / FILE).read_text(encoding="ascii")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_("%(file)s cannot be read: %(reason)s.", file=FILE, reason=type(error).__name__)) from None
    anchors: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if restored := RESTORED.fullmatch(line.strip()):
            anchors = {number: line_hash for number, line_hash in anchors.items() if number <= int(restored[1])}
            continue
        match = LINE.fullmatch(line.strip())
        if match is None or anchors.setdefault(int(match[1]), match[2]) != match[2]:
            raise Refusal(
                _(
                    "%(file)s was tampered with: line %(number)d is not a line of it, or contradicts another.",
                    file=FILE,
                    number=number,
                )
            )
    return anchors


def _append(folder: Path, line: str) -> None:
    """On the disk before we go on: an anchor lost in a power cut would be none."""
    with (folder / FILE).open("a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
