"""The guard's answer as the banner says it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from contact_ground import DAY, NOW, TODAY, Colleague, asked, call_back, logged
from flask import Flask
from flask_babel import force_locale
from query_count import counted
from sqlmodel import Session

from crm.contacts.guard import Answer, Reason, ReasonKind, Verdict
from crm.contacts.guard.telling import People, guard_people
from crm.contacts.inputs import RefusalInput
from crm.contacts.models import RefusalScope
from crm.contacts.services.claims import claim_company
from crm.contacts.services.restrictions import set_pause, set_refusal
from crm.contacts.services.tasks import add_task
from crm.contacts.words import ContactKind, Outcome
from crm.db import session as app_session
from crm.db import transaction


def told(on: Session, who: Colleague, company: int) -> tuple[str, tuple[str, ...]]:
    verdict = asked(on, who, company)
    found = guard_people(on, [verdict], reader_id=who.id).tell(verdict)
    return found.headline, found.why


def test_rest_after_a_call_names_the_caller_the_unit_and_the_day(
    session: Session, anna: Colleague, carla: Colleague, company: int
) -> None:
    logged(session, carla, company, at=NOW - DAY)
    headline, why = told(session, anna, company)
    assert headline.startswith("Vent til 15.\N{NO-BREAK SPACE}marts")
    assert why[0].startswith("Carla Holm (Fastholdelsesteam) har talt med virksomheden i telefonen 1.")
    assert "10.00. Karens til 15.\N{NO-BREAK SPACE}marts" in why[0]


def test_ones_own_call_is_told_as_you(session: Session, anna: Colleague, company: int) -> None:
    logged(session, anna, company, outcome=Outcome.NO_ANSWER, at=NOW - timedelta(hours=1))
    assert told(session, anna, company)[1][0].startswith("Du har ringet forgæves 2.")


def test_a_refusal_says_until_when_and_who_wrote_it_down(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    with transaction(session) as on:
        given = RefusalInput(said_by="Direktøren", reason="travlt", scope=RefusalScope.PHONE, until=date(2026, 12, 1))
        set_refusal(on, company, given, user_id=bo.id, now=NOW - DAY, today=TODAY)
    headline, why = told(session, anna, company)
    assert headline == "Må ikke kontaktes"
    assert why[0].startswith(
        "Virksomheden ønsker ikke at blive ringet op til og med 1.\N{NO-BREAK SPACE}december 2026."
    )
    assert "Registreret af Bo Lund (Jobhuset)" in why[0]


def test_what_a_company_said_itself_is_told_so(session: Session, anna: Colleague, company: int) -> None:
    with transaction(session) as on:
        set_refusal(on, company, RefusalInput(said_by="", reason=""), user_id=None, now=NOW - DAY, today=TODAY)
    assert "Det har virksomheden selv oplyst" in told(session, anna, company)[1][0]


def test_a_promise_a_pause_and_a_call_under_way_are_all_named(
    session: Session, anna: Colleague, bo: Colleague, carla: Colleague, company: int
) -> None:
    with transaction(session) as on:
        add_task(on, call_back(company, due_at=NOW + DAY, owner_user_id=bo.id), user_id=bo.id, now=NOW - DAY)
        set_pause(on, company, date(2026, 4, 1), "ferie", user_id=bo.id, now=NOW - DAY, today=TODAY)
        claim_company(on, company, user_id=carla.id, now=NOW)
    verdict = asked(session, anna, company)
    found = guard_people(session, [verdict], reader_id=anna.id).tell(verdict)
    assert found.headline.startswith("Vent til 2.\N{NO-BREAK SPACE}april")
    assert any("kontaktpause med virksomheden til og med 1." in why for why in found.why)
    assert any("Bo Lund (Jobhuset) har lovet at ringe til virksomheden tirsdag den 3." in why for why in found.why)
    assert any("Carla Holm (Fastholdelsesteam) er ved at ringe" in why for why in found.why)
    assert {colleague.name for colleague in found.talk_to} == {"Bo Lund", "Carla Holm"}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", list(ReasonKind))
def test_every_reason_has_its_sentence(kind: ReasonKind, language: str) -> None:
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    reason = Reason(kind, at=None if kind is ReasonKind.PROTECTED else moment, until=moment, last_day=TODAY)
    with force_locale(language):
        sentence = People().reason_sentence(reason)
    assert sentence.endswith("."), sentence


@pytest.mark.parametrize("reached", [True, False])
@pytest.mark.parametrize("channel", list(ContactKind))
def test_every_kind_of_contact_has_its_sentence(channel: ContactKind, *, reached: bool) -> None:
    reason = Reason(ReasonKind.COOLING_DOWN, at=NOW, until=NOW, channel=channel, reached=reached)
    assert "%(" not in People().reason_sentence(reason)


def test_nothing_against_it_needs_no_names(app: Flask) -> None:
    with counted(app) as statements:
        people = guard_people(app_session(), [Verdict(Answer.GO)])
    assert statements.count == 0
    assert people.tell(Verdict(Answer.GO)).why == ()
