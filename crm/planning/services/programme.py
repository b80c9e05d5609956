"""Making and changing the yearly visiting programme."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import claim_version
from crm.planning.inputs import LineInput
from crm.planning.models import ProgrammeLine
from crm.planning.queries.programme import lines_of
from crm.refusal import Refusal


def add_line(on: Session, given: LineInput, *, user_id: int, now: datetime) -> ProgrammeLine:
    """One more line of the year. Refuses a second one for the same companies and unit."""
    _refuse_twin(on, given)
    line = ProgrammeLine(**_values(given), created_at=now, created_by_user_id=user_id)
    on.add(line)
    on.flush()
    record(on, "programme.add", line, details=_told(line), now=now)
    return line


def change_line(on: Session, line: ProgrammeLine, given: LineInput, *, version: int, now: datetime) -> None:
    """Raises StaleEditError when somebody was first; refuses what `add_line` refuses."""
    claim_version(on, line, version)
    _refuse_twin(on, given, but=line.id)
    for name, value in _values(given).items():
        setattr(line, name, value)
    on.add(line)
    record(on, "programme.update", line, details={"quota": line.quota}, now=now)


def remove_line(on: Session, line: ProgrammeLine, *, version: int, now: datetime) -> None:
    """Take the line out of the programme; the trail keeps what it said. Raises StaleEditError."""
    claim_version(on, line, version)
    record(on, "programme.remove", line, details=_told(line), now=now)
    on.delete(line)
    on.flush()


def copy_year(on: Session, year: int, *, user_id: int, now: datetime) -> int:
    """The lines of the year before into this one, but for those it has; how many."""
    there = {(line.group, line.section, line.unit_id) for line in lines_of(on, year)}
    copied = 0
    for line in lines_of(on, year - 1):
        if (line.group, line.section, line.unit_id) not in there:
            add_line(on, replace(given_by(line), year=year), user_id=user_id, now=now)
            copied += 1
    return copied


def given_by(line: ProgrammeLine) -> LineInput:
    """What the line says, as somebody would write it."""
    return LineInput(**{each.name: getattr(line, each.name) for each in fields(LineInput)})


def _refuse_twin(on: Session, given: LineInput, *, but: int | None = None) -> None:
    query = select(ProgrammeLine.id).where(
        ProgrammeLine.year == given.year,
        col(ProgrammeLine.group) == given.group,
        ProgrammeLine.section == given.section,
        col(ProgrammeLine.unit_id).is_not_distinct_from(given.unit_id),
        col(ProgrammeLine.id).is_distinct_from(but),
    )
    if on.exec(query).first() is not None:
        raise Refusal(_("The programme has a line for this group, industry and unit already. Change that one."))


def _values(given: LineInput) -> dict[str, Any]:
    return {each.name: getattr(given, each.name) for each in fields(given)}


def _told(line: ProgrammeLine) -> dict[str, object]:
    return {"year": line.year, "group": line.group.value, "quota": line.quota}
