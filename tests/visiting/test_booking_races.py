"""Eight colleagues press the button at the same moment for one free time: exactly one visit is booked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from contact_ground import MakeCompany
from page_client import MakeApp, PageClient
from people import PASSWORD, Person, account_of
from sqlmodel import Session, select
from visit_pages import at, booking_page

from crm.values.roles import Role
from crm.visits.models import Visit

EIGHT = [Person(f"Kollega{number} Hansen", Role.CONSULTANT, "jobhuset") for number in range(8)]


@pytest.fixture
def clients(make_app: MakeApp, session: Session) -> list[PageClient]:
    """Eight browsers at two applications on the same database, as with two web processes."""
    apps = [make_app(), make_app()]
    return [
        _signed_in(PageClient(apps[number % 2], user_id=account_of(session, each).id), each)
        for number, each in enumerate(EIGHT)
    ]


def _signed_in(client: PageClient, who: Person) -> PageClient:
    token = client.csrf_token()
    sent = {"csrf_token": token, "email": who.email, "password": PASSWORD}
    assert client.open("/sign-in", method="POST", data=sent).status_code == 303
    return client


def all_at_once(presses: list[Callable[[], int]]) -> list[int]:
    """The status of each answer, sorted."""
    ready = Barrier(len(presses))

    def press(one: Callable[[], int]) -> int:
        ready.wait()
        return one()

    with ThreadPoolExecutor(len(presses)) as pool:
        return sorted(pool.map(press, presses))


def booking_of(client: PageClient, company: int, lead: int) -> Callable[[], int]:
    """The filled-in form, ready to be sent."""
    form = booking_page(client, company, at(10)).form("Book besøget")
    data = {**form.fields, "purpose": "Praktik", "lead": str(lead)}
    return lambda: client.open(form.element.get("action", ""), method="POST", data=data).status_code


def test_one_free_time_is_booked_once(clients: list[PageClient], session: Session, make_company: MakeCompany) -> None:
    lead = account_of(session, EIGHT[0]).id or 0
    presses = [booking_of(client, make_company(f"Firma {number}"), lead) for number, client in enumerate(clients)]
    assert all_at_once(presses) == [303] + [422] * 7
    session.rollback()
    assert len(session.exec(select(Visit)).all()) == 1


def test_one_company_gets_one_visit(clients: list[PageClient], session: Session, company: int) -> None:
    """Each would go there: the seven who come later are told of the first."""
    presses = [booking_of(client, company, client.user_id or 0) for client in clients]
    assert all_at_once(presses) == [303] + [422] * 7
    session.rollback()
    assert len(session.exec(select(Visit)).all()) == 1
