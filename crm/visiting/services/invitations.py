"""Telling everybody who takes part: invitations, changes and cancellations, by mail with a calendar entry."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import current_app
from sqlmodel import Session

from crm.contacts.services.links import LETTERS, hashed
from crm.outbox.services import Mail, queue_mail
from crm.visiting.calendar_text import Attendee
from crm.visiting.queries.invitations import Guest, VisitFacts, guest_of, invitations_of, last_change_at, visit_facts
from crm.visiting.services.invitation_mails import Kind, Letter, write
from crm.visits.models import PLANNED, Answer, Visit, VisitChangeKind, VisitInvitation, VisitStatus
from crm.web.addresses import whole_address

_SECOND = {
    "cancelled": ":off",
    "withdrawn": ":off",
    "agreed": ":agreed",
}  # mails that a sequence may bring beside its first


def changed(on: Session, visit: Visit) -> None:
    """Purpose, agenda, place or people were edited: calendars are to hear of it at the next `invite`.

    Call it in the transaction of the edit, before `invite`. Moving and cancelling raise the sequence themselves, and
    `invite` itself sees who came and who left; calling it once more does no harm: what nobody has heard of yet is
    raised once.
    """
    on.flush()
    if visit.status in PLANNED and _is_told(visit, invitations_of(on, visit)):
        visit.sequence += 1
        on.add(visit)


def invite(on: Session, visit: Visit, *, now: datetime) -> int:
    """Queue a mail to everybody whose calendar must hear of the visit as it is now; how many.

    Call it in the transaction that booked, moved, edited, confirmed or cancelled the visit. Repeating it queues nothing
    again. Of visits that have begun nobody hears any more.
    """
    on.flush()
    if visit.starts_at <= now:
        return 0
    rows = invitations_of(on, visit)
    if visit.status is VisitStatus.CANCELLED:
        return _call_off(on, visit, rows, now)
    return _tell(on, visit, rows, now) if visit.status in PLANNED else 0


def token_for(visit: Visit, guest: str) -> str:
    """Of the link with which somebody answers: the same in every mail about the visit; the database has its hash."""
    key = str(current_app.secret_key).encode()
    made = hmac.new(key, f"visit invitation:{visit.uid}:{guest}".encode(), hashlib.sha256).hexdigest()
    return made[:48].translate(LETTERS)


def _tell(on: Session, visit: Visit, rows: Sequence[VisitInvitation], now: datetime) -> int:
    facts = visit_facts(on, visit)
    guests = {guest.key: guest for guest in facts.guests}
    known = {_key(row): row for row in rows}
    invited = {key for key, row in known.items() if row.withdrawn_at is None}
    if invited != set(guests) and _is_told(visit, rows):
        visit.sequence += 1
        on.add(visit)
    moved_at = last_change_at(on, visit, VisitChangeKind.MOVED)
    agreed_at = last_change_at(on, visit, VisitChangeKind.CONFIRMED)
    for guest in guests.values():
        known[guest.key] = _row(on, visit, guest, known.get(guest.key), moved_at)
    on.flush()
    attendees = _attendees(guests, known, visit)
    waiting = {key: known[key] for key in guests if _waits(known[key], visit, agreed_at)}
    queued = sum(_send(on, visit, facts, guests[key], row, attendees, now) for key, row in waiting.items())
    gone = [row for key, row in known.items() if key in invited - set(guests)]
    return queued + sum(_withdraw(on, visit, facts, row, now) for row in gone)


def _row(
    on: Session, visit: Visit, guest: Guest, row: VisitInvitation | None, moved_at: datetime | None
) -> VisitInvitation:
    """The guest's row. An answer to another time than this is no answer; who comes back is asked anew."""
    if row is None:
        token_hash = hashed(token_for(visit, guest.key))
        row = VisitInvitation(
            visit_id=visit.id or 0,
            person_id=guest.person_id,
            user_id=guest.user_id,
            email=guest.email,
            token_hash=token_hash,
        )
    elif row.withdrawn_at is not None:
        row.withdrawn_at, row.sent_sequence, row.email = None, None, guest.email
        _forget_answer(row)
    elif not _has_heard(row, visit) and moved_at and row.answered_at and row.answered_at <= moved_at:
        _forget_answer(row)
    on.add(row)
    return row


def _forget_answer(row: VisitInvitation) -> None:
    row.answer, row.answered_at, row.proposed_starts_at = Answer.NONE, None, None


def _send(
    on: Session,
    visit: Visit,
    facts: VisitFacts,
    guest: Guest,
    row: VisitInvitation,
    attendees: tuple[Attendee, ...],
    now: datetime,
) -> bool:
    kind: Kind = "agreed" if _has_heard(row, visit) else "update"
    if row.sent_sequence is None:
        kind = "invitation"
    leads = guest.user_id == visit.lead_user_id  # who does so has nothing to answer
    link = "" if leads else whole_address("visit_answer.show", token=token_for(visit, guest.key))
    letter = Letter(kind=kind, to=guest, visit=visit, facts=facts, attendees=attendees, link=link, now=now)
    row.sent_sequence, row.sent_at = visit.sequence, now
    on.add(row)
    return _queue(on, letter, row)


def _withdraw(on: Session, visit: Visit, facts: VisitFacts, row: VisitInvitation, now: datetime) -> bool:
    """Somebody no longer takes part: they hear so, the others hear of it by the higher sequence."""
    row.withdrawn_at = now
    on.add(row)
    return _take_back(on, "withdrawn", visit, facts, row, now)


def _call_off(on: Session, visit: Visit, rows: Sequence[VisitInvitation], now: datetime) -> int:
    waiting = [row for row in rows if row.withdrawn_at is None and not _has_heard(row, visit)]
    if not waiting:
        return 0
    facts = visit_facts(on, visit)
    return sum(_take_back(on, "cancelled", visit, facts, row, now) for row in waiting)


def _take_back(on: Session, kind: Kind, visit: Visit, facts: VisitFacts, row: VisitInvitation, now: datetime) -> bool:
    """Only who has been told is told that it is off."""
    if row.sent_sequence is None:
        return False
    guest = guest_of(on, row)
    letter = Letter(
        kind=kind,
        to=guest,
        visit=visit,
        facts=facts,
        attendees=(Attendee(guest.name, row.email, row.answer, leads=row.user_id == visit.lead_user_id),),
        link="",
        now=now,
    )
    row.sent_sequence, row.sent_at = visit.sequence, now
    on.add(row)
    return _queue(on, letter, row)


def _queue(on: Session, letter: Letter, row: VisitInvitation) -> bool:
    written = write(letter)
    key = f"visit:{letter.visit.id}:seq:{letter.visit.sequence}:{_key(row)}{_SECOND.get(letter.kind, '')}"
    mail = Mail(key=key, recipient=row.email, subject=written.subject, body=written.body, calendar=written.calendar)
    return queue_mail(on, mail, now=letter.now)


def _attendees(guests: Mapping[str, Guest], rows: Mapping[str, VisitInvitation], visit: Visit) -> tuple[Attendee, ...]:
    return tuple(
        Attendee(guest.name, rows[key].email, rows[key].answer, leads=guest.user_id == visit.lead_user_id)
        for key, guest in guests.items()
    )


def _has_heard(row: VisitInvitation, visit: Visit) -> bool:
    return row.sent_sequence is not None and row.sent_sequence >= visit.sequence


def _waits(row: VisitInvitation, visit: Visit, agreed_at: datetime | None) -> bool:
    """Whether there is something to tell. A calendar that holds the visit as proposed is told that it is agreed.

    That is an update of the entry as it stands, and no new time (RFC 5546, 3.2.2.2): the sequence stays, and so do the
    answers. Who said yes for the company knows it.
    """
    if not _has_heard(row, visit):
        return True
    said_yes = row.person_id is not None and row.answer is Answer.ACCEPTED
    heard_before = agreed_at is not None and row.sent_at is not None and row.sent_at < agreed_at
    return visit.status is VisitStatus.CONFIRMED and heard_before and not said_yes


def _is_told(visit: Visit, rows: Sequence[VisitInvitation]) -> bool:
    """Whether anybody has heard of the visit as it is numbered now."""
    return any(_has_heard(row, visit) for row in rows)


def _key(row: VisitInvitation) -> str:
    return f"person:{row.person_id}" if row.person_id is not None else f"user:{row.user_id}"
