"""What is thrown away at night, and what stays."""

from datetime import UTC, datetime, timedelta

import pytest
from people import ANNA, BO, account_of
from sqlmodel import Session, select

from crm.contacts.models import ContactClaim, Draft
from crm.contacts.services.claims import claim_company
from crm.contacts.services.drafts import save_draft
from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.outbox.services import Mail, queue_mail
from crm.register.models import Company
from jobs import contact_cleanup, mail_cleanup
from jobs.schedule import find

NOW = datetime(2026, 3, 29, 1, 40, tzinfo=UTC)  # 03:40 in Copenhagen, in the night of the spring change
DAY = timedelta(days=1)


def test_old_drafts_go_and_young_ones_stay(session: Session) -> None:
    anna, bo = (account_of(session, each).id or 0 for each in (ANNA, BO))
    with transaction(session) as on:
        save_draft(on, anna, "contact", "company 1", {"note": "gammel"}, now=NOW - 31 * DAY)
        save_draft(on, bo, "contact", "company 1", {"note": "ny"}, now=NOW - 29 * DAY)
    assert contact_cleanup.run(session, NOW) == {"drafts": 1, "claims": 0}
    assert contact_cleanup.run(session, NOW) == {"drafts": 0, "claims": 0}
    assert session.exec(select(Draft.user_id)).all() == [bo]


def test_claims_go_when_their_lease_has_long_ended(session: Session) -> None:
    anna = account_of(session, ANNA).id or 0
    with transaction(session) as on:
        companies = [Company(cvr=f"1000000{number}", name="Firma") for number in range(3)]
        on.add_all(companies)
        on.flush()
        for company, ago in zip(companies, (2 * DAY, timedelta(hours=2), timedelta()), strict=True):
            claim_company(on, company.id or 0, user_id=anna, now=NOW - ago)
    assert contact_cleanup.run(session, NOW) == {"drafts": 0, "claims": 1}
    assert len(session.exec(select(ContactClaim)).all()) == 2


def test_mail_goes_after_ninety_days_and_waits_thirty(session: Session) -> None:
    with transaction(session) as on:
        for key, days in (("old", 100), ("sent", 20), ("waits", 29), ("waited", 31)):
            queue_mail(on, Mail(key=key, recipient="a@b.dk", subject="Dagen", body="Tekst"), now=NOW - days * DAY)
        for mail in on.exec(select(OutboxMail).where(OutboxMail.key.in_(["old", "sent"]))):  # type: ignore[attr-defined]
            mail.sent_at = mail.queued_at
            on.add(mail)
    assert mail_cleanup.run(session, NOW) == {"given_up": 1, "mails_removed": 1}
    assert mail_cleanup.run(session, NOW) == {"given_up": 0, "mails_removed": 0}
    session.expire_all()
    found = {mail.key: mail.body for mail in session.exec(select(OutboxMail))}
    assert found == {"sent": "Tekst", "waits": "Tekst", "waited": ""}


@pytest.mark.parametrize("name", ["contact-cleanup", "mail-cleanup", "refusals-ending"])
def test_they_are_on_the_schedule(name: str) -> None:
    assert find(name) is not None
