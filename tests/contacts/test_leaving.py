"""Whoever leaves lets go of the companies they were about to call."""

from collections.abc import Callable

import pytest
from contact_ground import Colleague, MakeCompany
from page_client import PageClient
from people import ADMIN, ANNA, SignedIn
from sqlmodel import Session, select

from crm.contacts.models import ContactClaim
from crm.contacts.services.claims import claim_company
from crm.db import transaction
from crm.values.clock import utc_now


def claimed(on: Session, who: Colleague, company: int) -> None:
    with transaction(on) as work:
        assert claim_company(work, company, user_id=who.id, now=utc_now())


def holders(on: Session) -> list[int]:
    on.rollback()
    return list(on.exec(select(ContactClaim.user_id)))


def test_signing_out_lets_go_of_ones_own_only(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    claimed(session, anna, make_company())
    claimed(session, bo, make_company())
    signed_in(ANNA).get("/account").form("Log ud").send()
    assert holders(session) == [bo.id]


@pytest.mark.parametrize(
    "act",
    [
        lambda client, who: client.post(f"/admin/users/{who.id}/end-sessions"),
        lambda client, who: client.post(f"/admin/users/{who.id}/password"),
        lambda client, who: client.get(f"/admin/users/{who.id}").form("Gem").send(active=None),
    ],
    ids=["sessions ended", "a new password", "the account closed"],
)
def test_an_administrator_ends_it(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int, act: Callable[[PageClient, Colleague], object]
) -> None:
    signed_in(ANNA)
    claimed(session, anna, company)
    act(signed_in(ADMIN), anna)
    assert holders(session) == []


def test_a_session_that_is_not_ones_own_lets_go_of_nothing(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    claimed(session, anna, company)
    signed_in(ANNA).post("/account/sessions/4711/end", status=404)
    assert holders(session) == [anna.id]
