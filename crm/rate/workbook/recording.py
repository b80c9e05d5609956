"""The trace an export leaves: which figure, not who is in it."""

from datetime import datetime

from sqlmodel import Session

from crm.audit.trail import record
from crm.rate.figure import Figure
from crm.rate.models import RateDefinition


def record_export(on: Session, figure: Figure, *, now: datetime) -> None:
    """Add the audit line, in the caller's own short transaction after the file is written."""
    record(
        on,
        "rate.export",
        on.get(RateDefinition, figure.definition_code),
        details={
            "definition": figure.definition_code,
            "municipality": figure.municipality,
            "from": figure.period.start.isoformat(),
            "to": figure.period.end.isoformat(),
            "known_at": figure.known_at.isoformat(),
        },
        now=now,
    )
