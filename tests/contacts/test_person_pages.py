"""Contact persons as a consultant keeps them."""

from contact_ground import MakeCompany
from flask import Flask
from people import ANNA, BO, SignedIn
from query_count import counted
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.contacts.models import ContactPerson
from crm.values.clock import local_date, utc_now

TODAY = local_date(utc_now()).isoformat()


def verbs(session: Session, prefix: str) -> list[str]:
    session.rollback()
    query = select(AuditEntry.verb).where(col(AuditEntry.verb).startswith(prefix)).order_by(col(AuditEntry.id))
    return list(session.exec(query))


def test_anna_adds_a_person_and_everybody_can_call_and_write(
    session: Session, signed_in: SignedIn, company: int
) -> None:
    page = signed_in(ANNA).get(f"/companies/{company}").click("Tilføj person")
    page = page.form("Gem personen").send(
        name="Lone Vad", title="HR-chef", phone="98 12 34 56", email="Lone.Vad@firma.dk", informed_on=TODAY,
        preferred_channel="call", preferred_time="formiddag",
    )  # fmt: skip
    assert page.has("Kontaktpersonen er gemt.", "Lone Vad , HR-chef", "foretrækker: telefonopkald, formiddag")
    assert page.links()["98 12 34 56"] == "tel:+4598123456"
    assert page.links()["lone.vad@firma.dk"] == "mailto:lone.vad@firma.dk"
    assert verbs(session, "person.") == ["person.create"]


def test_nobody_is_registered_without_being_told(signed_in: SignedIn, company: int) -> None:
    form = signed_in(ANNA).get(f"/companies/{company}/people/new").form("Gem personen")
    assert form.send(name="Lone Vad", informed_on="", status=422).has(
        "Orienteret om registreringen den: Skal udfyldes."
    )
    later = form.send(name="Lone Vad", informed_on="2090-01-01", status=422)
    assert later.has("Den dag, personen blev orienteret, kan ikke ligge i fremtiden.")


def test_a_union_role_is_refused_in_words_and_the_rest_is_kept(signed_in: SignedIn, company: int) -> None:
    form = signed_in(ANNA).get(f"/companies/{company}/people/new").form("Gem personen")
    page = form.send(name="Ib Juul", title="Tillidsrepræsentant", informed_on=TODAY, status=422)
    assert page.has("Et fagligt tillidshverv må ikke registreres.")
    assert page.form("Gem personen").fields["name"] == "Ib Juul"


def test_a_cpr_number_in_the_name_is_taken_out(signed_in: SignedIn, company: int) -> None:
    form = signed_in(ANNA).get(f"/companies/{company}/people/new").form("Gem personen")
    page = form.send(name="Ib 010190-1234", informed_on=TODAY, status=422)
    assert page.has("Det ligner et CPR-nummer.")
    assert "010190" not in page.html


def test_who_may_be_known_already_is_shown_before_saving(session: Session, signed_in: SignedIn, company: int) -> None:
    client = signed_in(ANNA)
    new = client.get(f"/companies/{company}/people/new").form("Gem personen")
    new.send(name="Lone Vad", phone="98 12 34 56", informed_on=TODAY)
    again = client.get(f"/companies/{company}/people/new").form("Gem personen")
    asked = again.send(name="Lone Wad", email="lone@firma.dk", informed_on=TODAY, status=422)
    assert asked.has("Er det en, vi kender i forvejen? Der er ikke gemt endnu.", "Lone Vad", "navnet ligner")
    merged = asked.form("Det er den samme person").send()
    assert merged.has("Det, du har skrevet, er føjet til det, vi kendte.")
    saved = merged.form("Gem personen").send(name="Lone Vad")
    assert saved.has("lone@firma.dk", "98 12 34 56")
    assert len(session.exec(select(ContactPerson)).all()) == 1


def test_another_person_of_the_same_name_is_saved_all_the_same(
    session: Session, signed_in: SignedIn, company: int
) -> None:
    client = signed_in(ANNA)
    for _time in range(2):
        page = client.get(f"/companies/{company}/people/new").form("Gem personen")
        answer = client.open(page.element.get("action", ""), method="POST", data={
            **page.fields, "name": "Jens Hansen", "informed_on": TODAY, "anyway": "y"})  # fmt: skip
        assert answer.status_code == 303
    assert len(session.exec(select(ContactPerson)).all()) == 2


def test_a_number_known_at_another_company_names_that_company(signed_in: SignedIn, make_company: MakeCompany) -> None:
    here, there = make_company("Her ApS"), make_company("Der ApS")
    client = signed_in(ANNA)
    client.get(f"/companies/{there}/people/new").form("Gem personen").send(
        name="Lone Vad", phone="98 12 34 56", informed_on=TODAY
    )
    form = client.get(f"/companies/{here}/people/new").form("Gem personen")
    page = form.send(name="Lone Krogh", phone="98123456", informed_on=TODAY, status=422)
    assert page.has("Der ApS", "samme telefonnummer")
    saved = page.form("En anden person – gem alligevel").send()
    assert saved.has("Lone Krogh")


def test_the_same_form_sent_twice_makes_one_person(session: Session, signed_in: SignedIn, company: int) -> None:
    form = signed_in(ANNA).get(f"/companies/{company}/people/new").form("Gem personen")
    form.send(name="Lone Vad", informed_on=TODAY)
    form.send(name="Lone Vad", informed_on=TODAY)
    assert len(session.exec(select(ContactPerson)).all()) == 1


def test_two_who_edit_at_once_see_each_others_version(signed_in: SignedIn, company: int) -> None:
    anna, bo = signed_in(ANNA), signed_in(BO)
    anna.get(f"/companies/{company}/people/new").form("Gem personen").send(name="Lone Vad", informed_on=TODAY)
    mine = anna.get("/people/1").form("Gem personen")
    bo.get("/people/1").form("Gem personen").send(title="direktør")
    page = mine.send(title="HR-chef", status=409)
    assert page.has("direktør", "HR-chef")
    assert page.form("Gem personen").send().has("Kontaktpersonen er gemt.", "Lone Vad , HR-chef")


def test_a_person_leaves_and_comes_back(session: Session, signed_in: SignedIn, company: int) -> None:
    client = signed_in(ANNA)
    client.get(f"/companies/{company}/people/new").form("Gem personen").send(name="Lone Vad", informed_on=TODAY)
    page = client.get("/people/1").form("Er fratrådt").send()
    assert page.has("Personen er markeret som fratrådt.", "1 er fratrådt")
    page = client.get("/people/1").form("Er alligevel i virksomheden").send()
    assert page.has("Personen er i virksomheden igen.")
    assert verbs(session, "person.") == ["person.create", "person.left", "person.left"]


def test_the_card_goes_into_the_phone_and_the_trail(session: Session, signed_in: SignedIn, company: int) -> None:
    client = signed_in(ANNA)
    client.get(f"/companies/{company}/people/new").form("Gem personen").send(
        name="Lone Vad", phone="98 12 34 56", informed_on=TODAY
    )
    answer = client.open("/people/1/card", method="POST", data={"csrf_token": client.csrf_token()})
    assert answer.mimetype == "text/vcard"
    assert "TEL;TYPE=WORK:+4598123456" in answer.text
    assert verbs(session, "person.") == ["person.create", "person.export"]


def test_people_of_a_big_company_cost_no_more_queries(app: Flask, signed_in: SignedIn, company: int) -> None:
    client = signed_in(ANNA)
    add = client.get(f"/companies/{company}/people/new").form("Gem personen")
    add.send(name="Lone Vad", phone="98 12 34 50", informed_on=TODAY)
    with counted(app) as one:
        client.get(f"/companies/{company}")
    for number in range(1, 8):
        form = client.get(f"/companies/{company}/people/new").form("Gem personen")
        form.send(
            name=f"{'abcdefgh'[number] * 7} {'qrstuvxy'[number] * 9}", phone=f"98 12 34 5{number}", informed_on=TODAY
        )
    with counted(app) as many:
        client.get(f"/companies/{company}")
    assert many.count == one.count
