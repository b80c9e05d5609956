"""Taking back the last call: the contact is voided, and what came with it goes as well."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.campaigns.models import CallRecord, Campaign, CampaignTarget, TargetAnswer
from crm.campaigns.services.calling import DRAFT_FORM, draft_subject
from crm.campaigns.words import HoldReason, TargetState
from crm.contacts.guard.ask import Caller
from crm.contacts.guard.enforce import void_contact
from crm.contacts.models import Task
from crm.contacts.queries.contacts import current_contact
from crm.contacts.queries.restrictions import refusal_by_id
from crm.contacts.queries.tasks import task_by_id
from crm.contacts.services.claims import claim_company
from crm.contacts.services.drafts import save_draft
from crm.contacts.services.restrictions import lift_refusal
from crm.contacts.services.tasks import finish_task, reopen_task
from crm.contacts.words import Outcome
from crm.db import Moment
from crm.refusal import Refusal
from crm.visiting.services.invitations import invite
from crm.visits.models import PLANNED, VisitStatus
from crm.visits.queries.visits import visit_by_id
from crm.visits.services.changing import set_status

UNDO_WITHIN = timedelta(hours=12)
_LAST = (
    select(CallRecord)
    .where(
        col(CallRecord.campaign_id) == sa.bindparam("campaign", type_=sa.Integer),
        col(CallRecord.user_id) == sa.bindparam("me", type_=sa.Integer),
        col(CallRecord.undone_at).is_(None),
        col(CallRecord.ended_at) > sa.bindparam("since", type_=Moment),
    )
    .order_by(col(CallRecord.ended_at).desc(), col(CallRecord.id).desc())
    .limit(1)
)


def last_call(on: Session, campaign_id: int, user_id: int, *, now: datetime) -> CallRecord | None:
    """The person's latest call in the campaign that can still be taken back."""
    wanted = {"campaign": campaign_id, "me": user_id, "since": now - UNDO_WITHIN}
    return on.exec(_LAST, params=wanted).first()


def undo_last(on: Session, campaign: Campaign, *, user_id: int, now: datetime) -> CampaignTarget:
    """Take it back, and give the company to the person again with the text as a draft.

    Refuses when there is none, or when a colleague has called the company since.
    """
    call = last_call(on, campaign.id or 0, user_id, now=now)
    target = on.get(CampaignTarget, call.target_id) if call is not None else None
    if call is None or target is None:
        raise Refusal(_("There is no call of yours here that can be taken back."))
    if _called_since(on, call):
        raise Refusal(_("The company has been called again since. Correct the contact on the company's page."))
    contact = current_contact(on, call.entry)
    if contact is not None:
        caller = Caller(user_id, campaign.unit_id)
        void_contact(on, contact, _("Taken back at the call desk."), caller=caller, now=now)
        _keep_text(on, call, target, contact.note, user_id, now)
    _take_back_what_came(on, call, user_id, now)
    for name, value in _restored(call.before).items():
        setattr(target, name, value)
    call.undone_at = now
    on.add_all((target, call))
    on.flush()
    claim_company(on, target.company_id, user_id=user_id, now=now, campaign_target_id=target.id)
    record(on, "campaign.undo_call", call, details={}, now=now)
    return target


def _called_since(on: Session, call: CallRecord) -> bool:
    query = select(CallRecord.id).where(
        col(CallRecord.target_id) == call.target_id,
        col(CallRecord.undone_at).is_(None),
        col(CallRecord.id) > call.id,
    )
    return on.exec(query).first() is not None


def _keep_text(on: Session, call: CallRecord, target: CampaignTarget, note: str, user_id: int, now: datetime) -> None:
    answers = on.exec(select(TargetAnswer).where(col(TargetAnswer.call_id) == call.id))
    content: dict[str, str | list[str]] = {f"q{answer.question_id}": answer.value for answer in answers}
    if note or content:
        content["note"] = note
        save_draft(on, user_id, DRAFT_FORM, draft_subject(target.id or 0), content, now=now)


def _take_back_what_came(on: Session, call: CallRecord, user_id: int, now: datetime) -> None:
    """Next steps not yet done are closed, settled ones are open again, the refusal is lifted, the visit cancelled."""
    made = select(Task).where(col(Task.interaction_entry) == call.entry, col(Task.done_at).is_(None))
    for task in on.exec(made).all():
        finish_task(on, task, version=task.version, user_id=user_id, now=now)
    for task_id in call.settled:
        settled = task_by_id(on, task_id)
        if settled is not None and settled.done_at == call.ended_at:
            reopen_task(on, settled, version=settled.version, user_id=user_id, now=now)
    refusal = refusal_by_id(on, call.refusal_id) if call.refusal_id else None
    if refusal is not None and refusal.lifted_at is None:
        lift_refusal(on, refusal, _("Taken back at the call desk."), user_id=user_id, now=now)
    visit = visit_by_id(on, call.visit_id) if call.visit_id else None
    if visit is not None and visit.status in PLANNED:
        set_status(on, visit, VisitStatus.CANCELLED, version=visit.version, user_id=user_id, now=now)
        invite(on, visit, now=now)


def _restored(before: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": TargetState(before["state"]),
        "reason": HoldReason(before["reason"]) if before["reason"] else None,
        "attempts": before["attempts"],
        "next_at": datetime.fromisoformat(before["next_at"]),
        "call_back_user_id": before["call_back_user_id"],
        "last_outcome": Outcome(before["last_outcome"]) if before["last_outcome"] else None,
        "last_called_at": datetime.fromisoformat(before["last_called_at"]) if before["last_called_at"] else None,
    }
