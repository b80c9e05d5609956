"""Writing contacts: the one place that makes them, and none that is outgoing without the guard's answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm import db
from crm.audit.trail import record
from crm.contacts.following import follow
from crm.contacts.guard.ask import Answer, Ask, Caller, Verdict
from crm.contacts.guard.decide import decide
from crm.contacts.guard.details import add_details, check
from crm.contacts.guard.gather import gather
from crm.contacts.guard.sentences import refusal_sentence
from crm.contacts.inputs import ContactInput, Override
from crm.contacts.models import GuardEvent, GuardEventKind, Interaction
from crm.contacts.words import ContactKind
from crm.db import Retirement, StaleEditError, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date
from crm.visits.models import Visit

ONE_ATTEMPT = timedelta(hours=1)
"""So long, tries of one person by one channel at one company are one attempt: one line in the manager's list."""
COMPANY_LOCK = 7_311  # any fixed number: contacts with one company queue up on it (PostgreSQL)
_WRITING = "contact_transaction"


class ContactPreventedError(Refusal):
    """The guard said no, and nobody overrode it. `contact_transaction` has written that down."""

    def __init__(self, verdict: Verdict, company_id: int, ask: Ask) -> None:
        super().__init__(refusal_sentence(verdict))
        self.verdict, self.company_id, self.ask = verdict, company_id, ask


@contextmanager
def contact_transaction(on: Session | None = None) -> Iterator[Session]:
    """The transaction for whatever logs or books a contact: a prevented one undoes it and is written down alone."""
    work = on or db.session()
    try:
        with transaction(work):
            work.info[_WRITING] = True
            yield work
    except ContactPreventedError as prevented:
        with transaction(work):
            note_prevented(work, prevented)
        raise
    finally:
        work.info[_WRITING] = False


def allow(
    on: Session, company_id: int, ask: Ask, override: Override | None, *, without_entry: str = ""
) -> GuardEvent | None:
    """Pass, or raise ContactPreventedError. When it was overridden, the (unsaved) line that says so.

    Inside `contact_transaction` only. Refuses an override without a reason, or without a legal basis where the
    company is protected.
    """
    if not on.info.get(_WRITING):
        raise RuntimeError("contacts are written inside contact_transaction()")
    _queue_up(on, company_id)
    facts = gather(on, [company_id], ask.moment, without_entry=without_entry)[company_id]
    verdict = decide(facts, ask)
    if verdict.answer is Answer.GO:
        return None
    if override is None:
        raise ContactPreventedError(verdict, company_id, ask)
    if not override.reason.strip():
        raise Refusal(_("Write why the company is contacted all the same."))
    if verdict.protected and not override.legal_basis.strip():
        raise Refusal(_("The company is protected against advertising. Name the legal basis for contacting it."))
    return _overridden(on, company_id, ask, verdict, override)


def log_contact(
    on: Session,
    given: ContactInput,
    *,
    caller: Caller,
    now: datetime,
    override: Override | None = None,
    booked: Visit | None = None,
) -> Interaction:
    """Write down a contact that was had. Raises ContactPreventedError when the guard says no.

    The guard is asked as of the contact's own moment: what came later does not speak against it. `booked`: the visit
    that this contact was. The guard let it be booked; nothing that came since may keep it from being written down.
    """
    given = check(on, given, now=now)
    event = None
    if booked is None:
        event = allow(on, given.company_id, _ask(given, caller), override)
    else:
        _must_be(on, booked, given)
    contact = _write(on, given, uuid4().hex, caller, now)
    details = {"kind": given.kind.value, "direction": given.direction.value, "company_id": given.company_id}
    record(on, "contact.log", contact, details=details, now=now)
    if event is not None:
        write_override(on, event, contact.entry, now=now)
    return contact


def correct_contact(
    on: Session,
    seen: Interaction,
    given: ContactInput,
    *,
    caller: Caller,
    now: datetime,
    override: Override | None = None,
) -> Interaction:
    """Retire what the person saw and record what is right; the earlier version stays in the history.

    The guard is asked again when the correction makes another contact of it: another company, kind or direction.
    The contact stays with the person and unit that had it. Raises StaleEditError when it was changed meanwhile.
    """
    given = check(on, given, now=now)
    had_by = Caller(seen.recorded_by_user_id, seen.unit_id)
    event = None
    if any(getattr(seen, name) != getattr(given, name) for name in ("company_id", "kind", "direction")):
        event = allow(on, given.company_id, _ask(given, had_by), override, without_entry=seen.entry)
    _retire(on, seen, Retirement.REPLACED, user_id=caller.user_id, now=now)
    contact = _write(on, replace(given, campaign_target_id=seen.campaign_target_id), seen.entry, had_by, now)
    if contact.campaign_target_id is not None:
        follow(on, contact.entry, contact.outcome, now)
    record(on, "contact.correct", contact, details={"replaced": seen.id}, now=now)
    if event is not None:
        write_override(on, event, contact.entry, now=now)
    return contact


def void_contact(on: Session, seen: Interaction, reason: str, *, caller: Caller, now: datetime) -> None:
    """Take it back: it never happened. Raises StaleEditError when it was changed meanwhile."""
    _retire(on, seen, Retirement.VOIDED, user_id=caller.user_id, now=now, void_reason=reason)
    if seen.campaign_target_id is not None:
        follow(on, seen.entry, None, now)
    record(on, "contact.void", seen, details={}, now=now)


def write_override(on: Session, event: GuardEvent, entry: str | None, *, now: datetime) -> None:
    """Save what `allow` returned, with the contact it led to."""
    event.interaction_entry = entry
    on.add(event)
    on.flush()
    record(on, "contact.override", event, details=_details(event), now=now)


def note_prevented(on: Session, prevented: ContactPreventedError) -> GuardEvent:
    """One line per attempt, however often the person pressed."""
    ask, verdict = prevented.ask, prevented.verdict
    event = _same_attempt(on, prevented.company_id, ask)
    if event is None:
        event = _event(GuardEventKind.PREVENTED, prevented.company_id, ask, verdict)
        on.add(event)
        on.flush()
        record(on, "contact.prevent", event, details=_details(event), now=ask.moment)
    return event


def _must_be(on: Session, visit: Visit, given: ContactInput) -> None:
    """Only the visit itself goes past the guard, not what is written down in its name."""
    if not on.info.get(_WRITING):
        raise RuntimeError("contacts are written inside contact_transaction()")
    _queue_up(on, given.company_id)
    same = (given.company_id, local_date(given.at)) == (visit.company_id, local_date(visit.starts_at))
    if given.kind is not ContactKind.VISIT or not same:
        raise ValueError("this contact is not the visit that was booked")


def _ask(given: ContactInput, caller: Caller) -> Ask:
    return Ask(caller, given.kind, given.at, given.direction, given.purpose)


def _queue_up(on: Session, company_id: int) -> None:
    """Of two contacts with one company at the same moment the second sees the first."""
    if on.get_bind().dialect.name == "postgresql":
        on.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(COMPANY_LOCK, company_id)))


def _write(on: Session, given: ContactInput, entry: str, had_by: Caller, now: datetime) -> Interaction:
    contact = Interaction(
        entry=entry,
        company_id=given.company_id,
        workplace_id=given.workplace_id,
        kind=given.kind,
        direction=given.direction,
        at=given.at,
        minutes=given.minutes,
        purpose=given.purpose,
        outcome=given.outcome,
        note=given.note,
        campaign_target_id=given.campaign_target_id,
        unit_id=had_by.unit_id,
        recorded_by_user_id=had_by.user_id,
        recorded_at=now,
    )
    on.add(contact)
    on.flush()
    add_details(on, contact, given)
    return contact


def _retire(
    on: Session,
    seen: Interaction,
    retirement: Retirement,
    *,
    user_id: int,
    now: datetime,
    void_reason: str | None = None,
) -> None:
    """One conditional statement decides who was first."""
    statement = (
        sa.update(Interaction)
        .where(col(Interaction.id) == seen.id, col(Interaction.retired_at).is_(None))
        .values(retired_at=now, retirement=retirement, retired_by_user_id=user_id, void_reason=void_reason)
        .execution_options(synchronize_session=False)
    )
    changed = on.connection().execute(statement).rowcount
    on.refresh(seen)
    if changed != 1:
        raise StaleEditError(seen)


def _overridden(on: Session, company_id: int, ask: Ask, verdict: Verdict, override: Override) -> GuardEvent:
    event = _same_attempt(on, company_id, ask) or _event(GuardEventKind.OVERRIDDEN, company_id, ask, verdict)
    event.kind = GuardEventKind.OVERRIDDEN
    event.why, event.legal_basis = override.reason.strip(), override.legal_basis.strip()
    return event


def _same_attempt(on: Session, company_id: int, ask: Ask) -> GuardEvent | None:
    """The prevented one that this person has just met with."""
    query = select(GuardEvent).where(
        col(GuardEvent.company_id) == company_id,
        col(GuardEvent.user_id) == ask.caller.user_id,
        col(GuardEvent.channel) == ask.channel,
        col(GuardEvent.kind) == GuardEventKind.PREVENTED,
        col(GuardEvent.at).between(ask.moment - ONE_ATTEMPT, ask.moment + ONE_ATTEMPT),
    )
    return on.exec(query.order_by(col(GuardEvent.at).desc()).limit(1)).first()


def _event(kind: GuardEventKind, company_id: int, ask: Ask, verdict: Verdict) -> GuardEvent:
    return GuardEvent(
        kind=kind,
        company_id=company_id,
        answer=verdict.answer.value,
        reasons=[reason.value for reason in dict.fromkeys(verdict.kinds)],
        channel=ask.channel,
        purpose=ask.purpose,
        at=ask.moment,
        user_id=ask.caller.user_id,
        unit_id=ask.caller.unit_id,
    )


def _details(event: GuardEvent) -> dict[str, object]:
    return {
        "company_id": event.company_id,
        "answer": event.answer,
        "reasons": event.reasons,
        "channel": event.channel.value,
    }
