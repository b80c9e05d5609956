"""Refusals, pauses, consent and the fixed contact person on the company's page."""

from datetime import timedelta

import pytest
from contact_ground import Colleague, MakeCompany
from people import ANNA, BO, CARLA, SignedIn, account_of
from sqlmodel import Session, select

from crm.contacts.inputs import RefusalInput
from crm.contacts.models import CompanyOwner, ContactRefusal
from crm.contacts.services.restrictions import set_refusal
from crm.db import transaction
from crm.values.clock import local_date, utc_now
from crm.values.roles import Role

NOW = utc_now()
TODAY = local_date(NOW)


def test_a_refusal_is_seen_by_everybody_on_top_of_the_page(signed_in: SignedIn, company: int) -> None:
    page = signed_in(ANNA).get(f"/companies/{company}").click("Ønsker ikke kontakt …")
    form = page.form("Gem fravalget")
    assert form.fields["until"] == TODAY.replace(year=TODAY.year + 1).isoformat()
    page = form.send(scope="all", said_by="Direktøren", reason="Vi får for mange opkald")
    assert page.has("Fravalget er gemt.", "Slet ingen kontakt", "Oplyst af Direktøren", "Vi får for mange opkald")
    seen = signed_in(CARLA).get(f"/companies/{company}")
    assert seen.has("Må ikke kontaktes", "Virksomheden ønsker ikke kontakt til og med", "Registreret af Anna Krogh")


def test_a_unit_is_named_when_it_is_one_unit_that_is_refused(signed_in: SignedIn, company: int) -> None:
    form = signed_in(ANNA).get(f"/companies/{company}/refusals/new").form("Gem fravalget")
    page = form.send(scope="unit", said_by="Direktøren", status=422)
    assert page.has("Vælg den enhed, som virksomheden ikke ønsker kontakt fra.")


def test_a_lifted_refusal_is_over_and_stays_in_the_timeline(signed_in: SignedIn, company: int) -> None:
    client = signed_in(ANNA)
    client.get(f"/companies/{company}/refusals/new").form("Gem fravalget").send(scope="phone", said_by="Direktøren")
    page = client.get(f"/companies/{company}").click("Ophæv")
    page = page.form("Ophæv fravalget").send(reason="Lone ringede selv")
    assert page.has("Fravalget er ophævet.", "Kontakt er i orden", "Fravalg ophævet", "Lone ringede selv")
    client.get("/refusals/1/lift", status=404)


def test_a_refusal_that_ran_out_is_asked_about_and_renewed(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    with transaction(session) as on:
        long_ago = TODAY - timedelta(days=400)
        given = RefusalInput(said_by="Direktøren", reason="travlt", until=TODAY - timedelta(days=3))
        set_refusal(on, company, given, user_id=anna.id, now=NOW - timedelta(days=400), today=long_ago)
    client = signed_in(ANNA)
    page = client.get(f"/companies/{company}")
    assert page.has("spørg igen", "Kontakt er i orden")
    page = page.click("Gælder stadig – forny").form("Den ønsker stadig ikke kontakt").send()
    assert page.has("Fravalget gælder fortsat.", "Må ikke kontaktes")
    session.rollback()
    assert [each.lifted_at is None for each in session.exec(select(ContactRefusal))] == [False, True]


def test_a_pause_is_agreed_and_ended(signed_in: SignedIn, company: int) -> None:
    client = signed_in(ANNA)
    until = TODAY + timedelta(days=30)
    page = client.get(f"/companies/{company}").click("Kontaktpause …")
    assert page.form("Gem pausen").send(until="2020-01-01", reason="flytter", status=422).has("Den sidste dag er")
    page = page.form("Gem pausen").send(until=until.isoformat(), reason="flytter")
    assert page.has("Pausen er gemt.", "Vent til", "flytter")
    page = page.form("Afslut pausen").send()
    assert page.has("Pausen er afsluttet.", "Kontakt er i orden", "Kontaktpause afsluttet før tid")


def test_consent_opens_a_protected_company(signed_in: SignedIn, make_company: MakeCompany) -> None:
    company = make_company(protected=True)
    client = signed_in(ANNA)
    page = client.get(f"/companies/{company}")
    assert page.has("Må ikke kontaktes", "Virksomheden er reklamebeskyttet, og intet ophæver det")
    page = page.click("Registrér samtykke eller hjemmel")
    page = page.form("Gem grundlaget").send(kind="consent", basis="Lone Vad sagde ja i telefonen")
    assert page.has("Grundlaget er gemt.", "Kontakt er i orden", "Lone Vad sagde ja i telefonen")
    page = page.form("Træk tilbage").send()
    assert page.has("Grundlaget er trukket tilbage.", "Må ikke kontaktes")


def test_a_refusal_is_saved_once_however_often_the_button_is_pressed(
    session: Session, signed_in: SignedIn, company: int
) -> None:
    form = signed_in(ANNA).get(f"/companies/{company}/refusals/new").form("Gem fravalget")
    form.send(scope="all", said_by="Direktøren")
    form.send(scope="all", said_by="Direktøren")
    assert len(session.exec(select(ContactRefusal)).all()) == 1


def test_bo_becomes_the_fixed_contact_person_and_stops_being_it(
    session: Session, signed_in: SignedIn, company: int
) -> None:
    bo = account_of(session, BO)
    client = signed_in(ANNA)
    page = client.get(f"/companies/{company}")
    assert page.has("Fast kontaktperson: ingen endnu")
    page = page.click("ingen endnu").form("Gem").send(user_id=str(bo.id))
    assert page.has("Den faste kontaktperson er gemt.", "Fast kontaktperson: Bo Lund")
    page = page.click("Bo Lund").form("Virksomheden har ikke længere en fast kontaktperson").send()
    assert page.has("Fast kontaktperson: ingen endnu")
    session.rollback()
    assert [each.ended_at is not None for each in session.exec(select(CompanyOwner))] == [True]


@pytest.mark.parametrize(
    "path", ["refusals/new", "pauses/new", "protection/new", "owner", "link", "people/new", "timeline"]
)
def test_pages_about_an_unknown_company_are_not_found(signed_in: SignedIn, path: str) -> None:
    signed_in(Role.CONSULTANT).get(f"/companies/4711/{path}", status=404)
