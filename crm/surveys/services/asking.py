"""Drawing held visits and asking the companies how they went, by mail with a secret link."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.contacts.due import due_moment
from crm.contacts.queries.people import PersonLine
from crm.contacts.services.links import LETTERS, hashed
from crm.outbox.services import Mail, queue_mail
from crm.register.models import JobCentre
from crm.surveys.drawing import is_drawn, period_of
from crm.surveys.models import DrawOutcome, SurveyDraw, SurveyInvitation, SurveySettingName
from crm.surveys.queries.asking import asked_since, person_met, visits_to_draw, wants_no_contact
from crm.surveys.queries.settings import settings
from crm.values.clock import local_date
from crm.values.periods import months_before
from crm.visits.models import Visit
from crm.web.addresses import whole_address
from crm.web.formatting import local_day
from crm.web.i18n import LANGUAGES, in_language
from crm.working_time.queries import opening_calendar


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many visits were drawn from, and how many companies were asked."""

    visits: int = 0
    asked: int = 0


def draw_visits(on: Session, *, now: datetime) -> Drawn:
    """Each held visit once. Not on days off, and not while nobody knows the address under which we are found."""
    if not opening_calendar(on).is_working_day(local_date(now)) or not whole_address("accounts.sign_in"):
        return Drawn()
    said = settings(on)
    outcomes = [_draw(on, visit, said, now) for visit in visits_to_draw(on, now=now)]
    return Drawn(len(outcomes), outcomes.count(DrawOutcome.ASKED))


def token_for(visit: Visit) -> str:
    """Of the link in the mail; the database has its hash."""
    return secret_of(visit.uid)


def secret_of(about: str) -> str:
    key = str(current_app.secret_key).encode()
    made = hmac.new(key, f"questionnaire:{about}".encode(), hashlib.sha256).hexdigest()
    return made[:48].translate(LETTERS)


def _draw(on: Session, visit: Visit, said: dict[SurveySettingName, int], now: datetime) -> DrawOutcome:
    period, share = period_of(local_date(visit.starts_at)), said[SurveySettingName.SHARE_PERCENT]
    person = person_met(on, visit)
    if not is_drawn(period, visit.uid, share):
        outcome = DrawOutcome.NOT_DRAWN
    elif asked_since(on, visit.company_id, _asked_again_from(said, now)):
        outcome = DrawOutcome.ASKED_BEFORE
    elif wants_no_contact(on, visit.company_id, visit.unit_id, local_date(now)):
        outcome = DrawOutcome.NO_CONTACT
    elif person is None:
        outcome = DrawOutcome.NO_ADDRESS
    else:
        outcome = DrawOutcome.ASKED
        _ask(on, visit, person, timedelta(days=said[SurveySettingName.LINK_DAYS]), now)
    on.add(SurveyDraw(visit_id=visit.id or 0, period=period, share_percent=share, outcome=outcome, at=now))
    on.flush()
    return outcome


def _asked_again_from(said: dict[SurveySettingName, int], now: datetime) -> datetime:
    """Who was asked before this moment can be asked again."""
    return due_moment(months_before(local_date(now), said[SurveySettingName.COMPANY_MONTHS]), time.min)


def _ask(on: Session, visit: Visit, person: PersonLine, holds: timedelta, now: datetime) -> None:
    token = token_for(visit)
    invitation = SurveyInvitation(
        visit_id=visit.id or 0,
        person_id=person.person.id or 0,
        token_hash=hashed(token),
        sent_at=now,
        expires_at=now + holds,
    )
    on.add(invitation)
    on.flush()
    record(on, "survey.ask", invitation, details={"visit_id": visit.id, "request_id": None}, now=now)
    subject, body = _written(on, visit, person.person.name, token, invitation.expires_at)
    queue_mail(
        on, Mail(key=f"questionnaire:{visit.id}", recipient=person.emails[0], subject=subject, body=body), now=now
    )


def _written(on: Session, visit: Visit, name: str, token: str, expires_at: datetime) -> tuple[str, str]:
    """Subject and text, in the installation's language; nobody has noted which one the person reads."""
    language = current_app.extensions["crm_settings"].language
    lead = on.exec(select(User.name).where(User.id == visit.lead_user_id)).one()
    centre = on.exec(select(JobCentre.name).where(col(JobCentre.own))).first() or ""
    with in_language(language):
        lines = [
            _("Hello %(name)s", name=name),
            "",
            _("%(lead)s visited you on %(day)s.", lead=lead, day=local_day(visit.starts_at)),
            _("How was it? Please answer five short questions; it takes two minutes."),
            "",
            whole_address("questionnaire.show", token=token),
            "",
            _("The link is yours alone and can be used once, until %(day)s.", day=local_day(expires_at)),
            _("We draw some of our visits by lot to learn how we can do better. Taking part is voluntary."),
            "",
        ]
        subject, farewell = _("How was our visit?"), [_("Kind regards"), centre]
    return str(subject), "\n".join(str(line) for line in [*lines, *other_language(language, token), *farewell, ""])


def other_language(language: str, token: str) -> list[str]:
    """One line, for who does not read the mail's language."""
    other = next(each for each in LANGUAGES if each != language)
    with in_language(other):
        # The Danish of this says "in Danish": it stands in a mail whose language is the other one.
        link = whole_address("questionnaire.show", token=token, lang=other)
        return [str(_("The questionnaire in English: %(link)s", link=link)), ""]
