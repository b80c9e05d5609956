"""Answers that came by mail: matched with an invitation and kept, or told why not.

A mail's sender proves nothing. An answer counts only when it names the number of a visit's calendar entry, which
nobody can guess, and an address that we invited to it.
"""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from crm.visiting.reply_text import Reply
from crm.visiting.services.answering import Said, record_answer, standing
from crm.visits.models import Answer, Visit, VisitInvitation


class Result(StrEnum):
    RECORDED = "recorded"
    REPEATED = "repeated"  # the same was said before
    OUTDATED = "outdated"  # to a time that is no longer the visit's, or of a visit that is off or over
    UNKNOWN = "unknown"  # no such visit, or somebody who was not invited


def keep_reply(on: Session, reply: Reply, *, now: datetime) -> Result:
    visit = on.exec(select(Visit).where(Visit.uid == reply.visit_uid)).first()
    row = _invited(on, visit, reply.attendee) if visit is not None else None
    if visit is None or row is None:
        return Result.UNKNOWN
    said_at = _said_at(reply, row, now)
    if standing(visit, row, now=now) != "open" or _is_outdated(visit, row, reply, said_at, now):
        return Result.OUTDATED
    proposed = reply.starts_at if reply.answer is Answer.COUNTER else None
    note = reply.note or (row.answer_note if reply.answer is row.answer else "")
    said = Said(answer=reply.answer, note=note, proposed_starts_at=proposed)
    kept = record_answer(on, visit, row, said, now=now, said_at=said_at)
    return Result.RECORDED if kept else Result.REPEATED


def _invited(on: Session, visit: Visit, address: str) -> VisitInvitation | None:
    query = select(VisitInvitation).where(VisitInvitation.visit_id == visit.id).order_by(col(VisitInvitation.id))
    return next((row for row in on.exec(query) if row.email.lower() == address), None)


def _is_outdated(visit: Visit, row: VisitInvitation, reply: Reply, said_at: datetime, now: datetime) -> bool:
    """A reply to an older number still counts when the time is the same: only the agenda or the people changed."""
    if row.answered_at is not None and said_at < row.answered_at:
        return True  # overtaken by a later answer
    if reply.answer is Answer.COUNTER:
        return reply.sequence < visit.sequence or reply.starts_at is None or reply.starts_at <= now
    return reply.sequence < visit.sequence and reply.starts_at != visit.starts_at


def _said_at(reply: Reply, row: VisitInvitation, now: datetime) -> datetime:
    """By the sender's clock, but neither before the invitation nor in the future."""
    said_at = min(reply.said_at or now, now)
    return max(said_at, row.sent_at) if row.sent_at is not None else said_at
