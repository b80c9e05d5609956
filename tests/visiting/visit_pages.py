"""What the tests of the visits' pages stand on: days to come, the booking page, visits that have begun."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contact_ground import Colleague
from page_client import Page, PageClient
from sqlmodel import Session, select

from crm.contacts.due import working_day_from
from crm.contacts.inputs import PersonInput
from crm.contacts.services.people import add_person
from crm.db import transaction
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.visiting.free_times import time_value
from crm.visits.models import Visit
from crm.visits.services.booking import Booking, book_visit
from crm.web.formatting import appointment


def soon(days: int = 7) -> date:
    """A working day about so many days ahead."""
    return working_day_from(local_date(utc_now()) + timedelta(days=days))


def at(hour: int, minute: int = 0, day: date | None = None) -> datetime:
    day = day or soon()
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN).astimezone(UTC)


def booking_page(client: PageClient, company: int, moment: datetime | None = None) -> Page:
    when = f"&at={time_value(moment).replace('+', '%2B')}" if moment else ""
    return client.get(f"/visits/new?company={company}{when}")


def book(client: PageClient, company: int, moment: datetime | None = None, *, status: int = 200, **more: Any) -> Page:
    """Press the button on the booking page, visits that have begun."""
    page = booking_page(client, company, moment or at(10))
    return page.form("Book besøget").send(status=status, **({"purpose": "To lærlinge"} | more))


def only_visit(on: Session) -> Visit:
    on.rollback()
    on.expire_all()
    return on.exec(select(Visit)).one()


def when(visit: Visit) -> str:
    """As pages write it."""
    return " ".join(appointment(visit.starts_at).split())


def contact_at(on: Session, company: int, who: Colleague, name: str, *emails: str) -> int:
    """A contact person of the company."""
    today = local_date(utc_now())
    given = PersonInput(company_id=company, name=name, informed_on=today, emails=emails)
    with transaction(on) as work:
        return add_person(work, given, user_id=who.id, now=utc_now(), today=today).id or 0


def begun_visit(
    on: Session, company: int, who: Colleague, *, ago: timedelta = timedelta(hours=2), people: Sequence[int] = ()
) -> Visit:
    """A visit that began so long ago."""
    starts_at = (utc_now() - ago).replace(microsecond=0)
    booking = Booking(
        company_id=company,
        lead_user_id=who.id,
        starts_at=starts_at,
        purpose="Voksenlærlinge",
        themes=("apprenticeship",),
        person_ids=people,
        overlap_accepted=True,
    )
    with transaction(on) as work:
        return book_visit(work, booking, user_id=who.id, now=starts_at - timedelta(days=3))


def all_of(on: Session, model: type) -> list[Any]:
    on.rollback()  # what others have written since
    return list(on.exec(select(model).order_by(next(iter(model.__table__.primary_key)))))  # type: ignore[attr-defined]
