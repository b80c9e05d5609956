"""Saying how a visit went: the visit, the contact that tells of it, what comes next and the mail of thanks, at once."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, select

from crm.accounts.queries import user_by_id
from crm.audit.trail import record
from crm.contacts.guard.ask import Caller
from crm.contacts.inputs import ContactInput, NeedInput, TaskInput
from crm.contacts.models import Interaction
from crm.contacts.queries.contacts import current_contact
from crm.contacts.queries.tasks import task_by_id
from crm.contacts.services.logging import AlsoDone, save_contact
from crm.contacts.services.tasks import finish_task
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.refusal import Refusal
from crm.values.clock import local_date
from crm.visiting.services.thanks import send_thanks
from crm.visits.models import Visit, VisitReminder, VisitReport, VisitStatus
from crm.visits.services.changing import set_status

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """How it went. `steps`: what comes next; `thanks`: the language of the mail of thanks, None for no mail."""

    held: bool = True
    person_ids: tuple[int, ...] = ()
    participant_ids: tuple[int, ...] = ()
    minutes: int | None = None
    note: str = ""
    themes: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    needs: tuple[NeedInput, ...] = ()
    steps: tuple[TaskInput, ...] = ()
    thanks: str | None = None


def save_report(
    on: Session,
    visit: Visit,
    given: ReportInput,
    *,
    caller: Caller,
    now: datetime,
    draft: tuple[str, str] | None = None,
) -> Interaction:
    """Everything or nothing, inside `contact_transaction`. Refuses a second report, and one of what has not begun.

    The contact comes first: its company's lock lets two reports of one visit follow each other.
    """
    if visit.starts_at > now:
        raise Refusal(_("The visit has not begun yet. Move it or cancel it."))
    also = AlsoDone(next_steps=given.steps, draft=draft, booked=visit)
    contact = save_contact(on, contact_of(visit, given), caller=caller, now=now, today=local_date(now), also=also)
    status = VisitStatus.HELD if given.held else VisitStatus.NO_SHOW
    report = _settle(on, visit, contact, status, user_id=caller.user_id, now=now)
    if given.thanks and given.held and send_thanks(on, visit, given.person_ids, given.thanks, caller=caller, now=now):
        report.thanked_at = now
        on.add(report)
    return contact


def link_report(on: Session, visit: Visit, contact: Interaction, *, caller: Caller, now: datetime) -> None:
    """The contact that was logged already is the visit's report. Refuses one of another company or day."""
    same_day = local_date(contact.at) == local_date(visit.starts_at)
    if contact.kind is not ContactKind.VISIT or contact.company_id != visit.company_id or not same_day:
        raise Refusal(_("This contact is no visit at the company on that day. Write the report instead."))
    _settle(on, visit, contact, VisitStatus.HELD, user_id=caller.user_id, now=now)


def contact_of(visit: Visit, given: ReportInput) -> ContactInput:
    """The visit as a contact: at its own time, for what it was about."""
    planned = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
    return ContactInput(
        company_id=visit.company_id,
        kind=ContactKind.VISIT,
        direction=Direction.OUTGOING,
        at=visit.starts_at,
        outcome=outcome_of(given),
        purpose=purpose_of(given.themes, from_campaign=visit.campaign_target_id is not None),
        workplace_id=visit.workplace_id,
        minutes=(given.minutes or min(planned, DAY_MINUTES)) if given.held else None,
        note=given.note,
        themes=given.themes,
        person_ids=given.person_ids if given.held else (),
        participant_ids=given.participant_ids,
        needs=given.needs if given.held else (),
        interests=given.interests if given.held else (),
    )


def outcome_of(given: ReportInput) -> Outcome:
    """What the timeline says of it, from what was heard."""
    if not given.held:
        return Outcome.NO_ANSWER
    if given.interests:
        return Outcome.INTERESTED
    return Outcome.NEED_NOTED if given.needs else Outcome.DONE


def purpose_of(themes: tuple[str, ...], *, from_campaign: bool) -> Purpose:
    """The purpose of a contact with these themes: the first that is one; a cooperation type stands for cooperation."""
    if from_campaign:
        return Purpose.CAMPAIGN
    if not themes:
        return Purpose.OTHER
    return next((Purpose(theme) for theme in themes if theme in set(Purpose)), Purpose.COOPERATION)


def report_of(on: Session, visit: Visit) -> Interaction | None:
    """The contact that tells of the visit, as it holds now."""
    report = on.get(VisitReport, visit.id)
    return current_contact(on, report.entry) if report else None


def _settle(
    on: Session, visit: Visit, contact: Interaction, status: VisitStatus, *, user_id: int, now: datetime
) -> VisitReport:
    on.refresh(visit, with_for_update=True)  # two reports of one visit follow each other
    if visit.status is VisitStatus.CANCELLED:
        raise Refusal(_("The visit was cancelled. Log what you did as a contact instead."))
    report = on.exec(select(VisitReport).where(VisitReport.visit_id == visit.id)).first()
    if report is not None:
        _refuse_second(on, report)
        on.delete(report)
        on.flush()
    if visit.status is not status:
        set_status(on, visit, status, version=visit.version, user_id=user_id, now=now)
    report = VisitReport(visit_id=visit.id or 0, entry=contact.entry, reported_at=now, reported_by_user_id=user_id)
    on.add(report)
    on.flush()
    record(on, "visit.report", visit, details={"held": status is VisitStatus.HELD}, now=now)
    _tick_off(on, visit, user_id=user_id, now=now)
    return report


def _refuse_second(on: Session, report: VisitReport) -> None:
    """One whose contact was taken back is no report any more."""
    if current_contact(on, report.entry) is None:
        return
    who = user_by_id(on, report.reported_by_user_id)
    raise Refusal(
        _(
            "%(name)s has already reported this visit. What is missing is added by correcting that contact.",
            name=who.name if who else "",
        )
    )


def _tick_off(on: Session, visit: Visit, *, user_id: int, now: datetime) -> None:
    """The task that asked for the report."""
    reminder = on.get(VisitReminder, visit.id)
    task = task_by_id(on, reminder.task_id) if reminder else None
    if task is not None and task.done_at is None:
        finish_task(on, task, version=task.version, user_id=user_id, now=now)
