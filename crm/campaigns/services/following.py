"""A call stays what its contact is: corrected with it, and not counted when the contact never happened."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.campaigns.models import CallRecord, CampaignTarget
from crm.contacts.words import Outcome


def follow_contact(on: Session, entry: str, outcome: Outcome | None, now: datetime) -> None:
    """Change the contact's call, if it has one. Whether the company is to be called again stays as it was decided."""
    holds = (col(CallRecord.entry) == entry, col(CallRecord.undone_at).is_(None))
    target_id = on.exec(select(CallRecord.target_id).where(*holds)).first()
    if target_id is None:
        return
    values = {"undone_at": now} if outcome is None else {"outcome": outcome}
    run = on.connection().execute
    run(sa.update(CallRecord).where(*holds).values(values))
    latest = (
        select(CallRecord.outcome, CallRecord.ended_at)
        .where(col(CallRecord.target_id) == target_id, col(CallRecord.undone_at).is_(None))
        .order_by(col(CallRecord.ended_at).desc(), col(CallRecord.id).desc())
        .limit(1)
    )
    last_outcome, last_called_at = on.exec(latest).first() or (None, None)
    standing = sa.update(CampaignTarget).where(col(CampaignTarget.id) == target_id)
    run(standing.values(last_outcome=last_outcome, last_called_at=last_called_at))
