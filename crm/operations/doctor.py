"""`crm doctor`: is this installation well? Each check answers in one sentence, and says what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.engine import Engine

from crm.settings import Settings


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `advice` says what to do; empty when all is well."""

    check: str
    health: Health
    sentence: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined, and when."""

    settings: Settings
    engine: Engine
    now: datetime


Check = Callable[[Patient], Finding]


def ok(check: str, sentence: str) -> Finding:
    return Finding(check, Health.OK, sentence)


def warning(check: str, sentence: str, advice: str) -> Finding:
    return Finding(check, Health.WARNING, sentence, advice)


def error(check: str, sentence: str, advice: str) -> Finding:
    return Finding(check, Health.ERROR, sentence, advice)


def examine(patient: Patient) -> Iterator[Finding]:
    """Every check. Those that need a database at the newest revision are left out without one."""
    from crm.operations import doctor_database, doctor_machine, doctor_mail

    well = True
    for check in doctor_database.FIRST:
        found = check(patient)
        well = well and found.health is not Health.ERROR
        yield found
        if not well:
            break
    for check in (*doctor_database.THEN, *doctor_mail.CHECKS) if well else ():
        yield check(patient)
    for check in doctor_machine.CHECKS:
        yield check(patient)
