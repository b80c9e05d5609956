"""The company says by its own link that it wants no contact."""

from datetime import timedelta

from contact_ground import MakeCompany
from page_client import PageClient
from people import ANNA, SignedIn
from sqlmodel import Session, select

from crm.accounts.throttle import FOR_ACCOUNT
from crm.audit.models import AuditEntry
from crm.contacts.models import ContactLink, ContactRefusal
from crm.contacts.services.links import create_link
from crm.db import transaction
from crm.values.clock import local_date, utc_now

TOKEN = "abcdefghijklmnop"


def link_for(session: Session, company: int, user_id: int, token: str = TOKEN, days_ago: int = 0) -> ContactLink:
    with transaction(session) as on:
        return create_link(on, company, token, user_id=user_id, now=utc_now() - timedelta(days=days_ago))


def test_anna_makes_a_link_and_the_company_uses_it(
    session: Session, signed_in: SignedIn, client: PageClient, company: int
) -> None:
    page = signed_in(ANNA).get(f"/companies/{company}").click("Link til virksomheden …")
    page = page.form("Lav et link").send()
    address = page.one("input[@id='link']").get("value", "")
    path = address.partition("localhost")[2]
    assert path.startswith("/no-contact/")
    assert path.removeprefix("/no-contact/") not in session.exec(select(ContactLink)).one().token_hash
    public = client.get(path)
    assert public.h1 == "Kontakt med Nordjysk Smedje"
    assert public.has("Jobcentret registrerer virksomheders oplysninger")
    public = public.form("Registrér det").send(scope="phone", said_by="Lone Vad", reason="Skriv i stedet")
    assert public.has("Tak. Det er registreret", "Ingen telefonopkald", "Det har I oplyst her")
    seen = signed_in(ANNA).get(f"/companies/{company}")
    assert seen.has("Må ikke kontaktes", "Det har virksomheden selv oplyst", "Registreret af virksomheden selv")


def test_the_company_takes_back_what_it_said_itself(
    session: Session, signed_in: SignedIn, client: PageClient, company: int
) -> None:
    signed_in(ANNA)
    link_for(session, company, 1)
    page = client.get(f"/no-contact/{TOKEN}").form("Registrér det").send(scope="all", said_by="Lone Vad")
    assert page.form("I må gerne kontakte os igen").send(said_by="", status=422).has("Skal udfyldes.")
    page = page.form("I må gerne kontakte os igen").send(said_by="Lone Vad")
    assert page.has("Tak. Vi må kontakte jer igen.")
    session.rollback()
    refusal = session.exec(select(ContactRefusal)).one()
    assert refusal.lifted_at is not None
    assert refusal.lifted_by_user_id is None
    trail = [entry for entry in session.exec(select(AuditEntry)) if entry.verb.startswith("refusal.")]
    assert [(entry.verb, entry.actor_label) for entry in trail] == [
        ("refusal.set", "the company itself"),
        ("refusal.lift", "the company itself"),
    ]


def test_what_a_consultant_wrote_down_is_not_the_links_to_lift(
    session: Session, signed_in: SignedIn, client: PageClient, company: int
) -> None:
    signed_in(ANNA).get(f"/companies/{company}/refusals/new").form("Gem fravalget").send(scope="all", said_by="Chefen")
    link_for(session, company, 1)
    page = client.get(f"/no-contact/{TOKEN}")
    assert page.has("Registreret af jobcentret", "Ring til os for at ændre det.")
    client.post(f"/no-contact/{TOKEN}/lift/1", {"said_by": "Lone"}, status=404)


def test_a_link_opens_its_own_company_only(
    session: Session, signed_in: SignedIn, client: PageClient, make_company: MakeCompany
) -> None:
    signed_in(ANNA)
    mine, other = make_company("Mit"), make_company("Andet")
    link_for(session, mine, 1)
    link_for(session, other, 1, token="qrstuvwxyzabcdef")
    client.get("/no-contact/qrstuvwxyzabcdef").form("Registrér det").send(scope="all", said_by="Ib")
    client.post(f"/no-contact/{TOKEN}/lift/1", {"said_by": "Lone"}, status=404)


def test_wrong_expired_and_revoked_links_open_nothing(
    session: Session, signed_in: SignedIn, client: PageClient, company: int
) -> None:
    staff = signed_in(ANNA)
    link_for(session, company, 1, token="expiredexpired", days_ago=366)
    link_for(session, company, 1)
    client.get("/no-contact/expiredexpired", status=404)
    staff.get(f"/companies/{company}/link").form("Tilbagekald").send()
    client.get(f"/no-contact/{TOKEN}", status=404)
    client.get("/no-contact/neverwas", status=404)


def test_who_guesses_links_has_to_wait(client: PageClient) -> None:
    for number in range(FOR_ACCOUNT):
        client.get(f"/no-contact/guess{number}", status=404)
    client.get("/no-contact/onemore", status=429)


def test_who_sends_the_form_again_and_again_has_to_wait(
    session: Session, signed_in: SignedIn, client: PageClient, company: int
) -> None:
    signed_in(ANNA)
    link_for(session, company, 1)
    form = client.get(f"/no-contact/{TOKEN}").form("Registrér det")
    for _time in range(FOR_ACCOUNT):
        form.send(scope="all", said_by="", status=422)
    form.send(scope="all", said_by="Lone", status=429)


def test_a_cpr_number_is_refused_there_too(
    session: Session, signed_in: SignedIn, client: PageClient, company: int
) -> None:
    signed_in(ANNA)
    link_for(session, company, 1)
    form = client.get(f"/no-contact/{TOKEN}").form("Registrér det")
    page = form.send(scope="all", said_by="Lone", reason="min borger 010190-1234", status=422)
    assert page.has("Det ligner et CPR-nummer.")
    assert "010190" not in page.html


def test_the_page_speaks_english_too(session: Session, signed_in: SignedIn, client: PageClient, company: int) -> None:
    signed_in(ANNA)
    link_for(session, company, 1)
    page = client.get(f"/no-contact/{TOKEN}").form("English").send()
    assert page.h1 == "Contact with Nordjysk Smedje"
    assert page.has("We do not want to be contacted")


def test_a_day_that_has_passed_is_refused(
    session: Session, signed_in: SignedIn, client: PageClient, company: int
) -> None:
    signed_in(ANNA)
    link_for(session, company, 1)
    yesterday = local_date(utc_now()) - timedelta(days=1)
    form = client.get(f"/no-contact/{TOKEN}").form("Registrér det")
    page = form.send(scope="all", said_by="Lone", until=yesterday.isoformat(), status=422)
    assert page.has("Den sidste dag er allerede passeret.")


def test_the_link_is_the_same_when_the_button_is_pressed_twice(
    session: Session, signed_in: SignedIn, company: int
) -> None:
    form = signed_in(ANNA).get(f"/companies/{company}/link").form("Lav et link")
    first, second = form.send(), form.send()
    assert first.one("input[@id='link']").get("value") == second.one("input[@id='link']").get("value")
    assert len(session.exec(select(ContactLink)).all()) == 1
