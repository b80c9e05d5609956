"""The morning mail: to whom it goes, what stands in it, and never twice."""

from datetime import timedelta

from contact_ground import DAY, NOW, Colleague, call_back
from people import ANNA, SignedIn
from sqlmodel import Session, select

from crm.contacts.models import TaskKind
from crm.contacts.services.digest import queue_digests, set_digest, wants_digest
from crm.contacts.services.tasks import add_task
from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.visits.services.booking import Booking, book_visit
from jobs import mail, morning_digest
from jobs.schedule import find


def test_who_has_something_to_do_gets_one_mail(
    session: Session, anna: Colleague, bo: Colleague, carla: Colleague, company: int
) -> None:
    with transaction(session) as work:
        for kind, due_at in ((TaskKind.CALL_BACK, NOW + timedelta(hours=4)), (TaskKind.FOLLOW_UP, NOW - 3 * DAY)):
            given = call_back(company, kind=kind, due_at=due_at, owner_user_id=anna.id, title="Om Ida")
            add_task(work, given, user_id=anna.id, now=NOW - 4 * DAY)
        booking = Booking(company_id=company, lead_user_id=bo.id, starts_at=NOW + timedelta(hours=1), purpose="Besøg")
        book_visit(work, booking, user_id=bo.id, now=NOW)
    for count in (2, 0):
        assert morning_digest.run(session, NOW) == {"mails": count}
    mails = {row.recipient: row for row in session.exec(select(OutboxMail))}
    assert set(mails) == {"anna@example.dk", "bo@example.dk"}
    body = mails["anna@example.dk"].body
    assert "14.00 Nordjysk Smedje" in body
    assert "Om Ida" not in body, "what people wrote is not mailed about"
    assert "11.00 Nordjysk Smedje" in mails["bo@example.dk"].body
    assert mails["anna@example.dk"].key == f"digest:2026-03-02:{anna.id}"


def test_nobody_gets_mail_on_days_off_or_against_their_wish(session: Session, anna: Colleague, company: int) -> None:
    with transaction(session) as work:
        add_task(work, call_back(company), user_id=anna.id, now=NOW - DAY)
        assert queue_digests(work, now=NOW - DAY) == 0, "a Sunday"
        set_digest(work, anna.user, wanted=False, now=NOW)
        set_digest(work, anna.user, wanted=False, now=NOW)
        assert not wants_digest(work, anna.id)
        assert queue_digests(work, now=NOW) == 0
        set_digest(work, anna.user, wanted=True, now=NOW)
        assert queue_digests(work, now=NOW) == 1


def test_both_jobs_are_on_the_schedule(session: Session) -> None:
    assert find("morning-digest").run is morning_digest.run  # type: ignore[union-attr]
    assert find("mail").run is mail.run  # type: ignore[union-attr]
    assert not mail.waiting(session)
    assert mail.run(session, NOW) == {"sent": 0, "failed": 0, "given_up": 0}


def test_anna_declines_the_morning_mail_and_takes_it_up_again(
    session: Session, signed_in: SignedIn, anna: Colleague
) -> None:
    page = signed_in(ANNA).get("/account").click("Morgenmail")
    page = page.form("Gem").send(wanted=None)
    assert page.has("Du får ikke længere morgenmailen.")
    session.rollback()
    assert not wants_digest(session, anna.id)
    assert page.click("Morgenmail").form("Gem").send(wanted="y").has("Du får morgenmailen.")
    session.rollback()
    session.expire_all()
    assert wants_digest(session, anna.id)
