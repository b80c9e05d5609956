"""Two colleagues make themselves the fixed contact person of one company at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from contact_ground import NOW, Colleague
from flask import Flask
from page_client import PageForm
from people import ANNA, BO, SignedIn
from sqlmodel import Session, col, select

from crm.contacts.models import CompanyOwner
from crm.contacts.queries.restrictions import owners_of
from crm.contacts.services.owners import OwnerTakenError, set_owner
from crm.db import open_session, transaction


@pytest.mark.parametrize("had_one", [False, True], ids=["the first ever", "in place of another"])
def test_the_second_waits_for_the_first_and_there_is_one(
    app: Flask, session: Session, anna: Colleague, bo: Colleague, carla: Colleague, company: int, *, had_one: bool
) -> None:
    if had_one:
        with transaction(session) as work:
            set_owner(work, company, carla.id, by_user_id=carla.id, now=NOW)
    is_set = Event()

    def first() -> None:
        with open_session(app.extensions["crm_engine"]) as own, transaction(own) as work:
            set_owner(work, company, anna.id, by_user_id=anna.id, now=NOW)
            is_set.set()
            time.sleep(0.3)

    def second() -> bool:
        is_set.wait(20)
        with open_session(app.extensions["crm_engine"]) as own:
            try:
                with transaction(own) as work:
                    set_owner(work, company, bo.id, by_user_id=bo.id, now=NOW)
            except OwnerTakenError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        begun, came = pool.submit(first), pool.submit(second)
        begun.result(30)
        has_it = came.result(30)
    session.rollback()
    current = session.exec(select(CompanyOwner.user_id).where(col(CompanyOwner.ended_at).is_(None))).all()
    assert current == [bo.id if has_it else anna.id]


def test_of_two_posts_at_once_one_is_told(signed_in: SignedIn, session: Session, company: int) -> None:
    start = Barrier(2, timeout=20)

    def post(form: PageForm) -> int:
        start.wait()
        client = form.page.client
        return client.open(form.element.get("action", ""), method="POST", data=form.fields).status_code

    address = f"/companies/{company}/owner"
    for _round in range(6):
        forms = [signed_in(who).get(address).form("Gem") for who in (ANNA, BO)]
        for form, who in zip(forms, (1, 2), strict=True):
            form.fields["user_id"] = str(who)
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(post, forms)) == [303, 409]
        signed_in(ANNA).get(address).form("Virksomheden har ikke længere en fast kontaktperson").send()
    session.rollback()
    assert owners_of(session, [company]) == {}


def test_who_saves_second_sees_who_was_first(
    signed_in: SignedIn, session: Session, bo: Colleague, company: int
) -> None:
    annas = signed_in(ANNA).get(f"/companies/{company}/owner").form("Gem")
    signed_in(BO).get(f"/companies/{company}/owner").form("Gem").send()
    page = annas.send(status=409)
    assert page.has("Bo Lund er blevet fast kontaktperson i mellemtiden.", "Dit valg er ikke gemt.")
    session.rollback()
    assert owners_of(session, [company]) == {company: bo.id}
    session.rollback()
    assert page.form("Gem").send().has("Den faste kontaktperson er gemt.")
    assert owners_of(session, [company]) != {company: bo.id}
