"""What a request leads to is linked by itself, and begins with what the request says."""

from datetime import timedelta

from contact_ground import Colleague
from people import ANNA, BO, SignedIn
from register_rows import add_cooperation
from request_ground import received
from sqlmodel import Session, select

from crm.contacts.inputs import PersonInput
from crm.contacts.services.people import add_person
from crm.db import transaction
from crm.employer_requests.models import EmployerRequest, RequestEvent, RequestLink
from crm.employer_requests.services.owning import take
from crm.employer_requests.words import EventKind, LinkKind
from crm.register.models import Workplace
from crm.values.clock import local_date, utc_now


def asked_for(on: Session, company: int, owner: Colleague) -> EmployerRequest:
    """A request for drivers by Per Toft, which the colleague has."""
    now = utc_now()
    person = PersonInput(company_id=company, name="Per Toft", informed_on=local_date(now))
    with transaction(on) as work:
        person_id = add_person(work, person, user_id=owner.id, now=now, today=local_date(now)).id
    request = received(on, None, company_id=company, person_id=person_id, now=now)
    with transaction(on) as work:
        return take(work, request, user_id=owner.id, now=now)


def links(on: Session) -> list[LinkKind]:
    on.rollback()
    return [each.kind for each in on.exec(select(RequestLink).order_by(RequestLink.id))]


def test_a_visit_and_a_contact_made_from_the_page_are_linked(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    request = asked_for(session, company, anna)
    page = signed_in(ANNA).get(f"/requests/{request.id}")
    form = page.click("Book besøg").form("Book besøget")
    assert (form.fields["purpose"], form.fields["people"]) == ("To chauffører", str(request.person_id))
    day = local_date(utc_now()) + timedelta(days=14)
    assert form.send(day=f"{day}", time="10.00").has("Besøget er booket.")
    form = page.click("Log kontakt").form("Gem")
    assert (form.fields["purpose"], form.fields["people"]) == ("recruitment", str(request.person_id))
    back = form.send(note="De vil gerne have os forbi")
    assert back.has("Kontakten er logget.", "Besøg", "Telefonopkald")
    assert back.url == page.url
    assert links(session) == [LinkKind.VISIT, LinkKind.CONTACT]
    closing = page.click("Luk … l").form("Luk henvendelsen")
    assert closing.fields["outcome"] == "visit_agreed"


def test_another_companys_request_in_the_address_links_nothing(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    stranger = received(session, None, company_text="Ukendt", now=utc_now())
    form = signed_in(ANNA).get(f"/contacts/new?company={company}&request={stranger.id}").form("Gem")
    assert form.send(note="Hej").has("Kontakten er logget.")
    assert links(session) == []


def test_a_request_that_started_a_cooperation_is_closed_with_it(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    request = asked_for(session, company, anna)
    page = signed_in(ANNA).get(f"/requests/{request.id}")
    assert "Start et samarbejde" in page.links()
    assert "cooperation" not in page.click("Luk … l").form("Luk henvendelsen").fields
    workplace = session.exec(select(Workplace).where(Workplace.company_id == company)).one()
    cooperation = add_cooperation(session, workplace, local_date(utc_now()))
    form = page.click("Luk … l").form("Luk henvendelsen")
    assert form.fields["cooperation"] == str(cooperation)
    closed = form.send(outcome="cooperation", next_step="Løntilskud fra mandag")
    assert closed.has("Der blev indledt et samarbejde")
    assert f"/cooperations/{cooperation}" in closed.html
    assert links(session) == [LinkKind.COOPERATION]


def test_the_same_asked_again_keeps_who_asked_and_what_they_said(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    request = asked_for(session, company, anna)
    form = signed_in(BO).get(f"/requests/new?company={company}").form("Gem henvendelsen")
    page = form.send(
        company=f"same-as-{request.id}", caller_name="Ida Riis", caller_phone="98 44 55 66", caller_email="ida@smed.dk"
    )
    assert page.has("Ida Riis, 98 44 55 66, ida@smed.dk De henvendte sig igen.")
    session.rollback()
    said = session.exec(select(RequestEvent).where(RequestEvent.kind == EventKind.MESSAGE_IN)).one()
    assert said.text.startswith("Ida Riis, 98 44 55 66")


def test_the_page_does_not_warn_of_its_own_request(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    request = asked_for(session, company, anna)
    bo = signed_in(BO)
    assert not bo.get(f"/requests/{request.id}").has("har en åben henvendelse fra virksomheden")
    other = received(session, None, company_id=company, now=utc_now())
    assert bo.get(f"/requests/{other.id}").has("har en åben henvendelse fra virksomheden", "Anna Krogh")
