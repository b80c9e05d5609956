"""Filters of the list kept under a name."""

import pytest
from page_client import PageClient
from people import ANNA, BO, CARLA, SignedIn, account_of
from register_rows import CVRS, add_company, add_workplace
from sqlmodel import Session, select

from crm.companies.models import SavedView
from crm.companies.queries.filters import conditions
from crm.companies.queries.views import saved_views, view_filter
from crm.contacts.services.owners import set_owner
from crm.db import transaction
from crm.register.models import Company
from crm.values.clock import local_date, utc_now


@pytest.fixture
def steel(session: Session) -> Company:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1030000001")
    return company


def owned(session: Session, company: Company, who: int) -> None:
    with transaction(session) as on:
        set_owner(on, company.id or 0, who, by_user_id=who, now=utc_now())


def saved(client: PageClient, name: str = "Mine store", *, shared: bool = False, query: str = "owner=me") -> None:
    form = client.get(f"/companies?{query}").click("Gem denne visning").form("Gem visningen")
    form.send(name=name, shared="y" if shared else None)


@pytest.mark.usefixtures("steel")
def test_anna_keeps_her_filter_and_opens_it_again(signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    saved(client, query="size=250%2B&sort=-headcount")
    page = client.get("/companies").click("Mine store")
    assert page.url == "/companies?size=250%2B&sort=-headcount"
    assert page.has("0 virksomheder") or page.has("Ingen virksomheder passer")


@pytest.mark.usefixtures("steel")
def test_only_shared_views_are_seen_by_colleagues_and_deleted_by_their_owner(signed_in: SignedIn) -> None:
    anna, bo = signed_in(ANNA), signed_in(BO)
    saved(anna, "Kun mig")
    saved(anna, "Alle", shared=True)
    assert "Kun mig" not in bo.get("/companies").links()
    page = bo.get("/companies/views")
    assert page.rows()[0][:2] == ["Alle", "Anna Krogh"]
    bo.post("/companies/views/2/delete", status=404)
    assert anna.get("/companies/views").form("Slet").send().has("Visningen er slettet.")


@pytest.mark.usefixtures("steel")
def test_the_same_name_replaces_the_view(session: Session, signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    saved(client, query="cooperating=yes")
    saved(client, query="cooperating=no")
    assert [view.query for view in session.exec(select(SavedView))] == [{"cooperating": "no"}]


@pytest.mark.usefixtures("steel")
def test_a_view_without_filters_is_refused(signed_in: SignedIn) -> None:
    form = signed_in(ANNA).get("/companies/views/new").form("Gem visningen")
    assert form.send(name="Alt", status=422).has("Vælg mindst ét filter")


def test_mine_means_the_reader_and_in_a_view_that_others_use_its_owner(
    session: Session, signed_in: SignedIn, steel: Company
) -> None:
    other = add_company(session, "Andet ApS", CVRS[1])
    add_workplace(session, other, "1030000002")
    anna, bo = account_of(session, ANNA), account_of(session, BO)
    owned(session, steel, anna.id or 0)
    owned(session, other, account_of(session, CARLA).id or 0)
    assert signed_in(ANNA).get("/companies?owner=me").has("1 virksomhed", "Nordisk Staal")
    assert not signed_in(BO).get("/companies?owner=me").has("Nordisk Staal")
    assert signed_in(BO).get("/companies?owner=unit").has("1 virksomhed", "Nordisk Staal")  # Anna is of Bo's unit
    assert not signed_in(ANNA).get("/companies?owner=none").has("Nordisk Staal")
    saved(signed_in(ANNA), shared=True)
    session.rollback()
    line = saved_views(session, bo.id or 0)[0]
    assert line.colleague == "Anna Krogh"
    where = conditions(view_filter(session, line.view), local_date(utc_now()))
    assert [found.name for found in session.exec(select(Company).where(*where))] == ["Nordisk Staal A/S"]


def test_the_row_says_whether_one_may_call(session: Session, signed_in: SignedIn, steel: Company) -> None:
    client = signed_in(ANNA)
    client.get(f"/companies/{steel.id}/refusals/new").form("Gem fravalget").send(scope="phone", said_by="Direktøren")
    assert client.get("/companies").has("Må ikke kontaktes")
