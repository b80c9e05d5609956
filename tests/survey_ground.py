"""What the tests of questionnaires stand on: visits that were held and reported, and the job that asks about them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contact_ground import Colleague
from flask import Flask
from sqlmodel import Session, col, select

from crm.contacts.guard.enforce import contact_transaction
from crm.contacts.inputs import PersonInput
from crm.contacts.services.people import add_person
from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.surveys.models import SurveyDraw, SurveySetting, SurveySettingName
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.visiting.services.reports import ReportInput, save_report
from crm.visits.models import Visit
from crm.visits.queries.time import is_working_day
from crm.visits.services.booking import Booking, book_visit
from jobs import visit_surveys


def last_morning() -> datetime:
    """Half past seven on the last working day that has got so far: links made then are good today."""
    at = utc_now().astimezone(COPENHAGEN).replace(hour=7, minute=30, second=0, microsecond=0)
    while at > utc_now() or not is_working_day(at.date()):
        at -= timedelta(days=1)
    return at


MORNING = last_morning()


@dataclass(frozen=True, slots=True)
class Ground:
    app: Flask
    on: Session

    def found_at(self, address: str) -> None:
        """Jobs know the address of the installation from its settings."""
        known = self.app.extensions["crm_settings"]
        self.app.extensions["crm_settings"] = replace(known, public_url=address)

    def everybody(self, **others: int) -> None:
        """Every visit is drawn."""
        values = {"share_percent": 100, **others}
        with transaction(self.on) as work:
            work.add_all(SurveySetting(name=SurveySettingName(name), value=value) for name, value in values.items())

    def person(self, company: int, who: Colleague, name: str = "Mette Smed", *emails: str) -> int:
        given = PersonInput(company_id=company, name=name, informed_on=local_date(MORNING), emails=emails)
        with transaction(self.on) as work:
            return add_person(work, given, user_id=who.id, now=MORNING, today=local_date(MORNING)).id or 0

    def held(self, company: int, who: Colleague, people: Sequence[int] = (), *, days_ago: int = 1) -> Visit:
        """A visit that was held and reported."""
        starts_at = MORNING - timedelta(days=days_ago) + timedelta(hours=2)
        booking = Booking(company_id=company, lead_user_id=who.id, starts_at=starts_at, purpose="Voksenlærlinge")
        booking = replace(booking, person_ids=people, overlap_accepted=True)
        with transaction(self.on) as work:
            visit = book_visit(work, booking, user_id=who.id, now=starts_at - timedelta(days=3))
        with contact_transaction(self.on) as work:
            said = ReportInput(person_ids=tuple(people))
            save_report(work, visit, said, caller=who.caller, now=starts_at + timedelta(hours=2))
        return visit

    def run(self, now: datetime = MORNING) -> dict[str, int]:
        return visit_surveys.run(self.on, now)

    def mails(self) -> list[OutboxMail]:
        self.on.rollback()
        query = select(OutboxMail).where(col(OutboxMail.key).startswith("questionnaire:"))
        return list(self.on.exec(query.order_by(col(OutboxMail.id))))

    def outcomes(self) -> list[str]:
        self.on.rollback()
        return [row.outcome.value for row in self.on.exec(select(SurveyDraw).order_by(col(SurveyDraw.visit_id)))]


def path_of(mail: OutboxMail) -> str:
    """The path of the secret address in the mail."""
    where = next(word for word in mail.body.split() if "/questionnaire/" in word)
    return "/questionnaire/" + where.rpartition("/")[2]
