"""The mail of thanks after a visit, as an administrator has written it."""

import re
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.queries import user_by_id
from crm.audit.trail import record
from crm.contacts.guard.ask import Caller
from crm.contacts.queries.people import people_of
from crm.db import claim_version
from crm.outbox.services import Mail, queue_mail
from crm.refusal import Refusal
from crm.register.models import Company
from crm.visits.models import Visit, VisitText, VisitTextName
from crm.web.formatting import local_day
from crm.web.i18n import in_language

HOLES = ("company", "date", "consultant", "email")
"""What a text can name; `{email}` is the consultant's own address."""
_HOLE = re.compile(r"\{(\w*)\}")


def send_thanks(
    on: Session, visit: Visit, person_ids: Sequence[int], language: str, *, caller: Caller, now: datetime
) -> bool:
    """Queue the mail to those of them who have an address, once for each; whether there was anybody."""
    text = thanks_text(on, language)
    addressed = [line for line in people_of(on, visit.company_id) if line.person.id in person_ids and line.emails]
    if text is None or not addressed:
        return False
    values = _values(on, visit, language, caller)
    for line in addressed:
        queue_mail(
            on,
            Mail(
                key=f"visit-thanks:{visit.id}:{line.person.id}",
                recipient=line.emails[0],
                subject=filled(text.subject, values),
                body=filled(text.body, values),
            ),
            now=now,
        )
    return True


def filled(text: str, values: dict[str, str]) -> str:
    """The text with the values in its holes; what is no hole of ours stays as it is."""
    return _HOLE.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_holes(text: str) -> list[str]:
    """Holes that nothing fills: `{firm}`."""
    return [found[0] for found in _HOLE.finditer(text) if found[1] not in HOLES]


def thanks_text(on: Session, language: str) -> VisitText | None:
    query = select(VisitText).where(VisitText.name == VisitTextName.THANKS, col(VisitText.language) == language)
    return on.exec(query).first()


def thanks_texts(on: Session) -> list[VisitText]:
    query = select(VisitText).where(VisitText.name == VisitTextName.THANKS)
    return list(on.exec(query.order_by(col(VisitText.language))))


def edit_text(on: Session, text: VisitText, *, subject: str, body: str, version: int, now: datetime) -> None:
    """Raises StaleEditError when somebody was first; refuses holes that nothing fills."""
    wrong = unknown_holes(f"{subject} {body}")
    if wrong:
        holes = ", ".join(f"{{{each}}}" for each in HOLES)
        raise Refusal(_("Nothing stands for %(hole)s. There are: %(holes)s.", hole=wrong[0], holes=holes))
    claim_version(on, text, version)
    text.subject, text.body = subject, body
    on.add(text)
    record(on, "visit_text.update", text, details={"name": text.name.value, "language": text.language}, now=now)


def _values(on: Session, visit: Visit, language: str, caller: Caller) -> dict[str, str]:
    company, consultant = on.get(Company, visit.company_id), user_by_id(on, caller.user_id)
    with in_language(language):
        date = local_day(visit.starts_at)
    return {
        "company": company.name if company else "",
        "date": date,
        "consultant": consultant.name if consultant else "",
        "email": consultant.email if consultant else "",
    }
