"""The page of the mailbox: when it was read, and what a person has to look at."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from page_client import PageClient, text_of
from people import SignedIn
from request_ground import received, searchable
from sqlmodel import Session

from crm.db import transaction
from crm.employer_requests.services.progress import message
from crm.employer_requests.words import Channel, Direction
from crm.register.models import Company
from crm.service_desk.models import MailboxState, MailOutcome, RequestMail
from crm.service_desk.services.mail_intake import NAME
from crm.service_desk.services.mailbox import forget_mail_before
from crm.values.clock import utc_now
from crm.values.roles import Role

PAGE = "/requests/mailbox"


def keep(on: Session, outcome: MailOutcome, *, days: int = 0, request_id: int | None = None, **more: object) -> None:
    at = utc_now() - timedelta(days=days)
    with transaction(on) as work:
        row = RequestMail(
            digest=f"{outcome.value}{days}", outcome=outcome, read_at=at, arrived_at=at, request_id=request_id
        )
        for name, value in more.items():
            setattr(row, name, value)
        work.add(row)


def test_emil_sees_what_was_held_back_and_looks_after_it(session: Session, signed_in: SignedIn) -> None:
    emil: PageClient = signed_in(Role.SERVICE_DESK)
    assert "ikke sat en postkasse op" in emil.get(PAGE).text
    keep(session, MailOutcome.HELD, sender_domain="smedjen.dk")
    keep(session, MailOutcome.AUTOMATIC)
    desk = emil.get("/requests")
    assert "1 mail kunne ikke tages ind" in desk.text
    page = desk.click("Se, hvad der skal gøres")
    assert "Besked fra smedjen.dk, i dag" in page.text
    assert "slet den dér" in page.text
    button = next(text_of(each) for each in page.all("form/button") if "smedjen.dk" in text_of(each))
    page = page.form(button).send()
    assert "Ingen: Al post er blandt henvendelserne" in page.text
    assert "kunne ikke tages ind" not in emil.get("/requests").text


def test_a_mailbox_that_can_not_be_read_is_said(app: Flask, session: Session, signed_in: SignedIn) -> None:
    now = utc_now()
    with transaction(session) as work:
        work.add(MailboxState(name=NAME, read_at=now - timedelta(hours=3), failed_at=now, error="TimeoutError"))
    before = app.extensions["crm_settings"]
    app.extensions["crm_settings"] = replace(before, requests_imap_host="imap.example.dk", requests_address="vs@a.dk")
    page = signed_in(Role.MANAGER).get(PAGE)
    app.extensions["crm_settings"] = before
    assert page.has("Postkassen har ikke kunnet læses siden i dag", "TimeoutError", "vs@a.dk", "Sidst læst i dag")


def test_what_is_known_of_mail_goes_but_not_what_nobody_looked_after(session: Session) -> None:
    request = received(session, None)
    keep(session, MailOutcome.REQUEST, days=400, request_id=request.id)
    keep(session, MailOutcome.HELD, days=400)
    keep(session, MailOutcome.AUTOMATIC, days=10)
    with transaction(session) as work:
        assert forget_mail_before(work, utc_now() - timedelta(days=365)) == 1


def test_whose_mail_it_may_be_stands_on_the_request(session: Session, signed_in: SignedIn, company: int) -> None:
    cvr = session.get_one(Company, searchable(session, company)).cvr
    request = received(session, None, channel=Channel.MAIL, company_text="Per", description=f"Vi er CVR {cvr}")
    with transaction(session) as work:
        message(work, request, "Hej", direction=Direction.IN, user_id=None, now=utc_now(), quoted="> før")
    page = signed_in(Role.SERVICE_DESK).get(f"/requests/{request.id}")
    assert page.has("Måske Nordjysk Smedje : CVR-nummeret står i mailen.", "Tidligere mail, som den gentager > før")
    page = page.click("Nordjysk Smedje").form("Det er denne virksomhed").send()
    session.rollback()
    session.refresh(request)
    assert request.company_id == company
