"""Anna has been at the smithy: Mette gets a questionnaire, answers it once, and the managers read the figures."""

from datetime import timedelta
from typing import Any

import pytest
from contact_ground import Colleague, MakeCompany
from flask import Flask
from page_client import PageClient
from people import ADMIN, ANNA, DORTE, SignedIn
from sqlmodel import Session, select
from survey_ground import MORNING, Ground, path_of

from crm.accounts.throttle import FOR_ACCOUNT
from crm.contacts.inputs import RefusalInput
from crm.contacts.models import RefusalScope, Task
from crm.contacts.services.restrictions import set_refusal
from crm.db import transaction
from crm.surveys.models import SurveyAnswer, SurveyInvitation
from crm.values.clock import local_date, utc_now

HOME = "https://crm.example.dk"
ANSWERS: dict[str, Any] = {"prepared": "5", "understood": "4", "useful": "4", "agreed": "3", "expects": "yes"}


@pytest.fixture
def ground(app: Flask, session: Session) -> Ground:
    ground = Ground(app, session)
    ground.found_at(HOME)
    return ground


def asked(ground: Ground, company: int, anna: Colleague, email: str = "mette@smedjen.dk") -> str:
    """A visit about which Mette was asked; the path of her link."""
    ground.held(company, anna, [ground.person(company, anna, "Mette Smed", email)])
    ground.run()
    return path_of(ground.mails()[-1])


def test_mette_answers_once_and_anna_is_to_call_her(
    ground: Ground, company: int, anna: Colleague, client: PageClient, signed_in: SignedIn
) -> None:
    ground.everybody()
    path = asked(ground, company, anna)
    (mail,) = ground.mails()
    assert (mail.recipient, mail.subject) == ("mette@smedjen.dk", "Hvordan var vores besøg?")
    assert "Anna Krogh besøgte jer den" in mail.body
    assert f"The questionnaire in English: {HOME}{path.replace('?lang=en', '')}" in mail.body
    page = client.get(path)
    assert page.has("Det handler om besøget af Anna Krogh hos Nordjysk Smedje", "Slet ikke")
    assert client.get(f"{path}?lang=en").h1 == "How was our visit?"
    form = page.form("Send svarene")
    assert form.send(comment="Spørg 0101701234", status=422).has("Vælg", "ligner et CPR-nummer")
    filled = {**ANSWERS, "comment": "Kom gerne før klokken ti", "wants_contact": "y"}
    assert form.send(**filled).has("Tak for dine svar", "Du vil gerne høre fra os")
    assert form.send(**filled).h1 == "Tak for dine svar"
    assert client.get(path).h1 == "Tak for dine svar"
    assert client.post(path, {**filled, "once": "x" * 32}, status=410).h1 == "Spørgeskemaet er allerede besvaret"
    ground.on.rollback()
    assert len(ground.on.exec(select(SurveyAnswer)).all()) == 4
    (task,) = ground.on.exec(select(Task)).all()
    assert (task.title, task.owner_user_id) == ("Mette Smed vil gerne høre fra dig efter besøget", anna.id)
    assert signed_in(ANNA).get("/tasks").has("Mette Smed vil gerne høre fra dig")
    page = signed_in(DORTE).get("/visits/quality")
    assert page.has("1 spørgeskema sendt", "for få svar")
    assert not page.has("Kom gerne")
    assert page.click("1 spørgeskema sendt").rows()[0][1:] == [
        "Nordjysk Smedje", "Anna Krogh", "Jobhuset", "Har fået spørgeskemaet", "100,0 %"
    ]  # fmt: skip


def test_five_answers_are_shown_with_their_uncertainty(
    ground: Ground, make_company: MakeCompany, anna: Colleague, client: PageClient, signed_in: SignedIn
) -> None:
    ground.everybody()
    for number in range(5):
        path = asked(ground, make_company(f"Firma {number}"), anna, f"m{number}@firma.dk")
        given = {**ANSWERS, "useful": str(number + 1), "comment": f"Bemærkning {number}" if number < 2 else ""}
        client.get(path).form("Send svarene").send(**given)
        dorte = signed_in(DORTE).get("/visits/quality")
        assert dorte.has("Bemærkning 0") == (number == 4)
    assert dorte.rows(0)[2][:3] == ["Besøget var nyttigt for os", "3 (1–5)", "1"]
    assert dorte.rows(0)[0][:3] == ["Konsulenten var godt forberedt", "5 (3,3–5)", "5"]
    unit = dorte.click("Jobhuset")
    assert unit.has("Fordelt på konsulenter", "Anna Krogh", "100,0 % siger ja (56,6 %–100,0 %).")
    quarter = next(text for text in dorte.all("option") if ". kvartal" in (text.text or ""))
    assert signed_in(ADMIN).get(f"/visits/quality?period={quarter.get('value')}").h1 == "Tilfredshed med besøg"


def test_who_is_not_asked(ground: Ground, make_company: MakeCompany, anna: Colleague) -> None:
    ground.everybody()
    again, silent, unreachable = (make_company(name) for name in ("Igen", "Stille", "Uden mail"))
    with transaction(ground.on) as work:
        no = RefusalInput(said_by="Ejer", reason="", scope=RefusalScope.ALL, until=local_date(utc_now()))
        set_refusal(work, silent, no, user_id=anna.id, now=MORNING - timedelta(days=9), today=local_date(MORNING))
    for days_ago in (4, 3):
        ground.held(
            again, anna, [ground.person(again, anna, f"P{days_ago}", f"p{days_ago}@igen.dk")], days_ago=days_ago
        )
    ground.held(silent, anna, [ground.person(silent, anna, "S", "s@stille.dk")])
    ground.held(unreachable, anna, [ground.person(unreachable, anna, "U")])
    ground.held(make_company("Gammel"), anna, days_ago=40)
    ground.found_at("")
    assert ground.run() == {"drawn_from": 0, "mails": 0}
    ground.found_at(HOME)
    sunday = MORNING + timedelta(days=6 - MORNING.weekday())
    assert ground.run(sunday) == {"drawn_from": 0, "mails": 0}
    assert ground.run() == {"drawn_from": 4, "mails": 1}
    assert ground.outcomes() == ["asked", "asked_before", "no_contact", "no_address"]
    assert ground.run() == {"drawn_from": 0, "mails": 0}
    assert [mail.recipient for mail in ground.mails()] == ["p4@igen.dk"]


def test_a_share_of_nothing_asks_nobody(ground: Ground, company: int, anna: Colleague) -> None:
    ground.everybody(share_percent=0)
    ground.held(company, anna, [ground.person(company, anna, "Mette", "m@smedjen.dk")])
    assert ground.run() == {"drawn_from": 1, "mails": 0}
    assert ground.outcomes() == ["not_drawn"]


def test_an_old_link_and_a_wrong_one(ground: Ground, company: int, anna: Colleague, client: PageClient) -> None:
    ground.everybody()
    path = asked(ground, company, anna)
    form = client.get(path).form("Send svarene")
    with transaction(ground.on) as work:
        row = work.exec(select(SurveyInvitation)).one()
        row.sent_at, row.expires_at = MORNING - timedelta(days=9), utc_now() - timedelta(minutes=1)
        work.add(row)
    assert client.get(path, status=410).h1 == "Svarfristen er udløbet"
    assert form.send(**ANSWERS, status=410).h1 == "Svarfristen er udløbet"
    for _attempt in range(FOR_ACCOUNT):
        assert client.get("/questionnaire/nosuch", status=404).h1 == "Her er intet spørgeskema"
    assert client.get("/questionnaire/nosuch", status=429)


def test_the_settings_have_their_limits_and_are_saved_once(signed_in: SignedIn) -> None:
    page = signed_in(ADMIN).get("/admin/questionnaires")
    first = page.click("5").form("Gem")
    second = page.click("5").form("Gem")
    assert first.send(value="2", status=422).has("Skriv et tal fra 3 til 50.")
    assert first.send(value="10").has("Indstillingen er gemt.")
    assert second.send(value="8", status=409).has("10", "8")
