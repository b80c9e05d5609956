"""Opens a given file with its reader and keeps what it says, before any transaction."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from crm.cooperation.models import CooperationType
from crm.intake.models import FileKind
from crm.register.models import Municipality
from imports.cooperations import parse_cooperations, type_names
from imports.file_name import check_file_name
from imports.parsing import ParsedFile
from imports.problems import FileProblem, FileProblemCode, Problem
from imports.register import parse_register
from imports.rows import RejectedRow

Progress = Callable[[str, int, int], None]
"""Called with the phase and how many rows of how many are done (0: not known)."""


def no_progress(_phase: str, _done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Source:
    """A file and what was said about it."""

    kind: FileKind
    path: Path
    file_name: str
    source: str | None = None  # of cooperations: the case system
    valid_from: date | None = None  # of a register extract: for rows without a day of their own


@dataclass(slots=True)
class Reading:
    """The whole file: rows that may go in, and everything wrong with the others."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: list[Any] = field(default_factory=list)  # RegisterRow or CooperationRow
    problems: list[Problem] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    read: int = 0


def read_file(on: Session, source: Source, progress: Progress = no_progress) -> Reading:
    """Read it all in a limited child process. Raises FileProblem when the file as a whole is refused."""
    check_file_name(source.file_name)
    with _open(on, source) as parsed:
        on.rollback()  # the reading takes its time: no transaction is kept open over it
        reading = Reading(parsed.header.columns, parsed.header.unknown)
        for batch in parsed.batches():
            reading.rows += batch.rows
            reading.problems += batch.problems
            reading.rejected += batch.rejected
            reading.read += batch.read
            progress("reading", reading.read, 0)
    return reading


def file_hash(path: Path) -> str:
    """SHA-256 of a file. Raises FileProblem when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise FileProblem(FileProblemCode.UNREADABLE_FILE, "missing") from None


def _open(on: Session, source: Source) -> ParsedFile[Any]:
    if source.kind is FileKind.REGISTER:
        codes = frozenset(on.exec(select(Municipality.code)).all())
        return parse_register(source.path, codes, default_valid_from=source.valid_from)
    types = on.exec(select(CooperationType)).all()
    names = type_names((row.code, row.name_da, row.name_en) for row in types)
    return parse_cooperations(source.path, names, validity={row.code: (row.valid_from, row.valid_to) for row in types})
