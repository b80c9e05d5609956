"""Contact persons: who may be registered, who is the same, and their card."""

from dataclasses import replace

import pytest
from contact_ground import DAY, NOW, TODAY, Colleague, MakeCompany
from sqlmodel import Session

from crm.contacts.inputs import PersonInput
from crm.contacts.models import ContactPerson, PersonRole
from crm.contacts.names import name_key, similar
from crm.contacts.queries.people import Likeness, companies_by_number, duplicates, find_people, people_of, person_by_id
from crm.contacts.services.people import add_person, edit_person, set_left
from crm.contacts.titles import is_special_category
from crm.contacts.vcard import vcard_text
from crm.db import StaleEditError, transaction
from crm.refusal import Refusal


def add(on: Session, who: Colleague, given: PersonInput) -> ContactPerson:
    with transaction(on) as work:
        return add_person(work, given, user_id=who.id, now=NOW, today=TODAY)


def ida(company_id: int) -> PersonInput:
    return PersonInput(
        company_id=company_id,
        name="Ida  Vestergård",
        title="HR-chef",
        role=PersonRole.HUMAN_RESOURCES,
        informed_on=TODAY,
        phones=("+4598123456", "+4598123456", "+4520304050"),
        emails=("Ida@Smedje.dk", "ida@smedje.dk"),
    )


@pytest.mark.parametrize(
    "title",
    [
        "Tillidsrepræsentant",
        "tillidsmand for smedene",
        "Fællestillidsrepræsentant",
        "Produktionsleder og tillidsvalgt",
        "TR",
        "HR/TR",
        "TR-suppleant",
        "Klubformand",
        "Faglig sekretær",
        "Fagforeningskontakt",
        "Shop steward",
        "Union representative",
        "TILLIDSREPRÆSENTANT",
    ],
)
def test_titles_of_union_roles_are_refused(session: Session, anna: Colleague, company: int, title: str) -> None:
    assert is_special_category(title)
    with pytest.raises(Refusal, match="tillidshverv"):
        add(session, anna, replace(ida(company), title=title))


@pytest.mark.parametrize(
    "title",
    ["", "Arbejdsmiljørepræsentant", "AMR", "HR-chef", "Direktør", "Trafikleder", "Tillidsfuld mellemleder", "Reunion"],
)
def test_other_titles_are_fine(title: str) -> None:
    assert not is_special_category(title)


def test_a_person_is_kept_clean(session: Session, anna: Colleague, company: int) -> None:
    add(session, anna, ida(company))
    (line,) = people_of(session, company)
    assert line.person.name == "Ida Vestergård"
    assert line.phones == ("+4598123456", "+4520304050")
    assert line.emails == ("ida@smedje.dk",)
    assert (line.person.informed_on, line.person.informed_by_user_id) == (TODAY, anna.id)
    assert companies_by_number(session, "+4520304050") == [company]


@pytest.mark.parametrize("wrong", [{"name": "  "}, {"informed_on": TODAY + DAY}, {"workplace_id": 4711}])
def test_what_cannot_be_is_refused(session: Session, anna: Colleague, company: int, wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        add(session, anna, replace(ida(company), **wrong))  # type: ignore[arg-type]


def test_an_edit_replaces_numbers_and_knows_of_other_edits(session: Session, anna: Colleague, company: int) -> None:
    person = add(session, anna, ida(company))
    seen = person.version
    with transaction(session) as work:
        given = replace(ida(company), phones=("+4511223344",), emails=())
        edit_person(work, person, given, version=seen, user_id=anna.id, now=NOW, today=TODAY)
    line = person_by_id(session, person.id or 0)
    assert line is not None
    assert (line.phones, line.emails) == (("+4511223344",), ())
    with pytest.raises(StaleEditError), transaction(session) as work:
        edit_person(work, person, ida(company), version=seen, user_id=anna.id, now=NOW, today=TODAY)


def test_who_has_left_is_shown_only_on_request(session: Session, anna: Colleague, company: int) -> None:
    person = add(session, anna, ida(company))
    with transaction(session) as work:
        set_left(work, person, TODAY, version=person.version, now=NOW)
    assert people_of(session, company) == []
    assert len(people_of(session, company, left_too=True)) == 1
    assert find_people(session, "vestergaard") == []


def test_duplicates_are_found_by_number_address_and_name(
    session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    here, there = make_company("Her"), make_company("Der")
    first = add(session, anna, ida(here))
    add(session, anna, PersonInput(company_id=here, name="Ole Bak", informed_on=TODAY))
    alike = PersonInput(company_id=here, name="Vestergaard, Ida", informed_on=TODAY)
    assert [(each.person.id, each.likeness) for each in duplicates(session, alike)] == [(first.id, (Likeness.NAME,))]
    elsewhere = PersonInput(
        company_id=there, name="I. V.", informed_on=TODAY, phones=("+4598123456",), emails=("IDA@smedje.dk",)
    )
    (found,) = duplicates(session, elsewhere)
    assert (found.company_name, found.likeness) == ("Her", (Likeness.PHONE, Likeness.EMAIL))
    assert duplicates(session, replace(alike, company_id=there)) == []
    assert duplicates(session, ida(here), but_not=first.id) == []


def test_people_are_found_by_any_part_of_the_name(session: Session, anna: Colleague, company: int) -> None:
    add(session, anna, ida(company))
    for text in ("ida", "Vestergaard", "VESTERGÅRD id"):
        assert [line.person.name for line, _company in find_people(session, text)] == ["Ida Vestergård"]
    assert find_people(session, "%") == []
    assert find_people(session, " ") == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Jens Peter Sørensen", "Jens-Peter Soerensen", True),
        ("Hanne Åkjær", "Åkjær Hanne", True),
        ("Karsten Møller", "Carsten Møller", True),
        ("Ida Holm", "Ole Holm", False),
        ("Bo Lund", "Bo Lundgaard Pedersen", False),
    ],
)
def test_names_that_may_be_the_same(one: str, other: str, *, alike: bool) -> None:
    assert similar(name_key(one), name_key(other)) is alike


def test_a_card_is_folded_and_escaped(session: Session, anna: Colleague, company: int) -> None:
    given = replace(ida(company), title="Chef; indkøb, drift og " + "lager æøå " * 8)
    person = add(session, anna, given)
    line = person_by_id(session, person.id or 0)
    assert line is not None
    card = vcard_text(line, "Smedje, A/S")
    assert card.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Vestergård;Ida;;;\r\nFN:Ida Vestergård\r\n")
    assert "ORG:Smedje\\, A/S\r\n" in card
    assert "TEL;TYPE=WORK:+4598123456\r\n" in card
    assert "EMAIL;TYPE=INTERNET,WORK:ida@smedje.dk\r\n" in card
    assert all(len(each.encode()) <= 75 for each in card.split("\r\n"))
    assert "TITLE:Chef\\; indkøb\\, drift og lager" in card.replace("\r\n ", "")
    assert card.endswith("END:VCARD\r\n")
