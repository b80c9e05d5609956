"""Writing cooperations.

A fact is never changed: it is retired and a new one takes its place, so that what was known earlier stays known.
Every function takes the fact the person saw. When somebody has retired it meanwhile, StaleEditError tells so.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.cooperation.models import Cooperation
from crm.db import Retirement, StaleEditError
from crm.refusal import Refusal
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import TargetGroup

MANUAL = "manual"
"""The source of what people register here; no import may use it."""

_IDENTITY = ("source", "external_id", "given_p_number", "given_cvr")


@dataclass(frozen=True, slots=True)
class CooperationInput:
    """What a person says about one arrangement; the status is active, planned or cancelled (ended follows)."""

    workplace_id: int
    type_code: str
    start_date: date
    end_date: date | None
    status: CooperationStatus
    job_centre_code: str
    target_group: TargetGroup | None = None
    hours_per_week: Decimal | None = None
    unit: str | None = None
    consultant: str | None = None
    note: str | None = None


CONTENT = tuple(CooperationInput.__dataclass_fields__)


def register_cooperation(
    on: Session, given: CooperationInput, *, user_id: int | None, now: datetime, today: date
) -> Cooperation:
    """A new one by hand, with a number of its own such as M-000123."""
    cooperation = Cooperation(
        source=MANUAL,
        external_id=f"new {now.timestamp()} {user_id}",
        recorded_at=now,
        recorded_by_user_id=user_id,
        **_content(given, today),
    )
    on.add(cooperation)
    on.flush()
    # From the row's own number: two people who register at the same moment never get the same one.
    cooperation.external_id = f"M-{cooperation.id:06d}"
    details = {"type": given.type_code, "workplace_id": given.workplace_id}
    record(on, "cooperation.create", cooperation, details=details, now=now)
    return cooperation


def correct_cooperation(
    on: Session, seen: Cooperation, given: CooperationInput, *, user_id: int | None, now: datetime, today: date
) -> Cooperation:
    """Retire what the person saw and record what is right; the same fact when nothing differs."""
    content = _content(given, today)
    changed = sorted(name for name in CONTENT if getattr(seen, name) != content[name])
    if not changed and seen.retired_at is None:
        return seen
    corrected = _replace(on, seen, content, user_id=user_id, now=now)
    record(on, "cooperation.correct", corrected, details={"changed": changed, "replaced": seen.id}, now=now)
    return corrected


def end_cooperation(
    on: Session, seen: Cooperation, end_date: date, *, user_id: int | None, now: datetime, today: date
) -> Cooperation:
    """Give it its last day, past or to come. Refuses a day before the start."""
    if end_date < seen.start_date:
        raise Refusal(_("The last day can't be before the first day."))
    ended = end_date < today and seen.status == CooperationStatus.ACTIVE
    content = {name: getattr(seen, name) for name in CONTENT} | {
        "end_date": end_date,
        "status": CooperationStatus.ENDED if ended else seen.status,
    }
    changed = _replace(on, seen, content, user_id=user_id, now=now)
    record(on, "cooperation.end", changed, details={"end_date": end_date.isoformat()}, now=now)
    return changed


def void_cooperation(on: Session, seen: Cooperation, reason: str, *, user_id: int | None, now: datetime) -> None:
    """Take it back: it counts no longer, and is still shown struck through, with the reason."""
    _retire(on, seen, Retirement.VOIDED, user_id=user_id, now=now, void_reason=reason)
    record(on, "cooperation.void", seen, details={"replaced": False}, now=now)


def place_cooperation(
    on: Session, seen: Cooperation, workplace_id: int, *, user_id: int | None, now: datetime
) -> Cooperation:
    """Give an unplaced one its workplace. The fact is recorded now: the figures of then stay as they were."""
    content = {name: getattr(seen, name) for name in CONTENT} | {"workplace_id": workplace_id}
    placed = _replace(on, seen, content, user_id=user_id, now=now)
    record(on, "cooperation.place", placed, details={"workplace_id": workplace_id}, now=now)
    return placed


def _content(given: CooperationInput, today: date) -> dict[str, Any]:
    """The input as columns; an active one whose last day has passed has ended."""
    content = asdict(given)
    if given.status == CooperationStatus.ACTIVE and given.end_date is not None and given.end_date < today:
        content["status"] = CooperationStatus.ENDED
    return content


def _replace(
    on: Session, seen: Cooperation, content: dict[str, Any], *, user_id: int | None, now: datetime
) -> Cooperation:
    _retire(on, seen, Retirement.REPLACED, user_id=user_id, now=now)
    kept = {name: getattr(seen, name) for name in _IDENTITY}
    replacement = Cooperation(**kept, **content, recorded_at=now, recorded_by_user_id=user_id)
    on.add(replacement)
    on.flush()
    return replacement


def _retire(
    on: Session,
    seen: Cooperation,
    retirement: Retirement,
    *,
    user_id: int | None,
    now: datetime,
    void_reason: str | None = None,
) -> None:
    """One conditional statement decides who was first."""
    holds = (col(Cooperation.id) == seen.id, col(Cooperation.retired_at).is_(None))
    statement = (
        sa.update(Cooperation)
        .where(*holds)
        .values(retired_at=now, retirement=retirement, retired_by_user_id=user_id, void_reason=void_reason)
        .execution_options(synchronize_session=False)
    )
    changed = on.connection().execute(statement).rowcount
    on.refresh(seen)
    if changed != 1:
        raise StaleEditError(seen)
