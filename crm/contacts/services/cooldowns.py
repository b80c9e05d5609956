"""How many days of quiet follow an outgoing contact: settings with defaults."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, select

from crm.audit.trail import record
from crm.contacts.models import CooldownDays
from crm.contacts.words import ContactKind
from crm.db import claim_version
from crm.refusal import Refusal

DEFAULT_DAYS = {
    (ContactKind.CALL, True): 14,
    (ContactKind.CALL, False): 1,
    (ContactKind.VISIT, True): 30,
    (ContactKind.VISIT, False): 1,
    (ContactKind.EMAIL, True): 7,
    (ContactKind.EMAIL, False): 1,
    (ContactKind.MEETING, True): 30,
    (ContactKind.MEETING, False): 1,
    (ContactKind.EVENT, True): 0,
    (ContactKind.EVENT, False): 0,
    (ContactKind.LETTER, True): 14,
    (ContactKind.LETTER, False): 1,
    (ContactKind.MESSAGE, True): 3,
    (ContactKind.MESSAGE, False): 1,
}
"""By kind, and by whether somebody was reached."""


def ensure_cooldowns(on: Session) -> None:
    """The defaults that are not there yet; what an administrator has set stays."""
    known = {(row.kind, row.reached) for row in on.exec(select(CooldownDays))}
    on.add_all(
        CooldownDays(kind=kind, reached=reached, days=days)
        for (kind, reached), days in DEFAULT_DAYS.items()
        if (kind, reached) not in known
    )
    on.flush()


def cooldowns(on: Session) -> list[CooldownDays]:
    """All settings in the order of the kinds, reached first."""
    order = list(DEFAULT_DAYS)
    return sorted(on.exec(select(CooldownDays)), key=lambda row: order.index((row.kind, row.reached)))


def cooldown_by_id(on: Session, row_id: int) -> CooldownDays | None:
    return on.get(CooldownDays, row_id)


def set_days(on: Session, row: CooldownDays, days: int, *, version: int, now: datetime) -> None:
    """Change one. Raises StaleEditError when somebody was first."""
    if not 0 <= days <= 365:
        raise Refusal(_("Write a number of days from 0 to 365."))
    claim_version(on, row, version)
    row.days = days
    on.add(row)
    details = {"kind": row.kind.value, "reached": row.reached, "days": days}
    record(on, "cooldown.set", row, details=details, now=now)
