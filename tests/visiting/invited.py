"""What the tests of invitations stand on: Anna visits the smithy on Tuesday, Bo comes along, Mette receives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contact_ground import NOW, TODAY, Colleague
from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from crm.contacts.inputs import PersonInput
from crm.contacts.services.people import add_person
from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.values.clock import COPENHAGEN
from crm.visiting.services.invitations import invite
from crm.visits.models import Visit, VisitInvitation, VisitStatus
from crm.visits.services.booking import Booking, book_visit
from crm.visits.services.changing import Move, move_visit, set_status

TUESDAY = date(2026, 3, 3)


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


TEN = at(10)


@dataclass(frozen=True, slots=True)
class Ground:
    """One company, whoever goes there and whoever receives them."""

    on: Session
    company: int
    anna: Colleague
    bo: Colleague

    def person(self, name: str = "Mette Smed", email: str = "mette@smedjen.dk") -> int:
        given = PersonInput(company_id=self.company, name=name, informed_on=TODAY, emails=(email,) if email else ())
        with transaction(self.on) as work:
            return add_person(work, given, user_id=self.anna.id, now=NOW, today=TODAY).id or 0

    def book(
        self,
        people: Sequence[int] = (),
        *,
        starts_at: datetime = TEN,
        colleagues: Sequence[int] = (),
        status: VisitStatus = VisitStatus.CONFIRMED,
        agenda: str = "",
    ) -> Visit:
        booking = Booking(
            company_id=self.company,
            lead_user_id=self.anna.id,
            starts_at=starts_at,
            purpose="Rekruttering af svejsere",
            agenda=agenda,
            status=status,
            colleague_ids=colleagues,
            person_ids=people,
            place_note="Port 3",
        )
        with transaction(self.on) as work:
            visit = book_visit(work, booking, user_id=self.anna.id, now=min(NOW, starts_at - timedelta(days=1)))
            invite(work, visit, now=min(NOW, starts_at - timedelta(days=1)))
        return visit

    def move(self, visit: Visit, starts_at: datetime, lead: int | None = None, now: datetime = NOW) -> int:
        move = Move(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), lead_user_id=lead)
        with transaction(self.on) as work:
            move_visit(work, visit, move, version=visit.version, user_id=self.anna.id, now=now)
            return invite(work, visit, now=now)

    def cancel(self, visit: Visit, now: datetime = NOW) -> int:
        with transaction(self.on) as work:
            set_status(work, visit, VisitStatus.CANCELLED, version=visit.version, user_id=self.anna.id, now=now)
            return invite(work, visit, now=now)

    def mails(self, to: str = "") -> list[OutboxMail]:
        """Those that wait, in their order."""
        query = select(OutboxMail).where(col(OutboxMail.key).startswith("visit:")).order_by(col(OutboxMail.id))
        return [mail for mail in self.on.exec(query) if to in mail.recipient]

    def invitations(self, visit: Visit) -> list[VisitInvitation]:
        query = select(VisitInvitation).where(VisitInvitation.visit_id == visit.id).order_by(col(VisitInvitation.id))
        return list(self.on.exec(query))


def event_of(mail: OutboxMail) -> tuple[str, Event]:
    """The method and the only event of the calendar entry."""
    calendar = Calendar.from_ical(mail.calendar or "")
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    assert not event.errors
    return str(calendar["METHOD"]), event


def link_of(mail: OutboxMail) -> str:
    """The path of the secret address in the mail."""
    where = next(word for word in mail.body.split() if "/invitation/" in word)
    return "/invitation/" + where.rpartition("/")[2]
