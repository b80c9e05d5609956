"""A form sent twice is carried out once."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from flask import Flask
from people import ADMIN, SignedIn
from sqlmodel import Session, col, select

from crm.accounts.models import Unit
from crm.db import open_session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.models import OnceKey
from crm.web.once import forget_before, once, once_key


def test_twenty_identical_posts_at_once_make_one_row_and_lead_to_one_place(
    app: Flask, signed_in: SignedIn, session: Session
) -> None:
    admin = signed_in(ADMIN)
    fields = admin.get("/admin/users/new").form("Opret bruger").fields
    sent = {**fields, "name": "Frida Juul", "email": "frida@example.dk", "role": "manager"}
    cookie = admin.browser.get_cookie("crm")
    assert cookie is not None

    def post(_number: int) -> tuple[int, str]:
        browser = app.test_client()
        browser.set_cookie("crm", cookie.value)
        answer = Context().run(browser.post, "/admin/users/new", data=sent)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))
    user_id = session.exec(select(OnceKey.location)).one().rpartition("/")[2]
    assert set(answers) == {(303, f"/admin/users/{user_id}")}


def test_the_location_is_the_first_ones(app: Flask, session: Session) -> None:
    key = once_key()
    with transaction(session):
        assert once(session, key, lambda: "/first") == "/first"
    with transaction(session):
        assert once(session, key, lambda: "/second") == "/first"


def test_a_refused_creation_leaves_the_key_unused(app: Flask, session: Session) -> None:
    key = once_key()

    def refuse() -> str:
        raise Refusal("no")

    with pytest.raises(Refusal), transaction(session):
        once(session, key, refuse)
    with transaction(session):
        assert once(session, key, lambda: "/now") == "/now"


def test_the_key_of_another_person_is_refused(app: Flask, session: Session, signed_in: SignedIn) -> None:
    admin = signed_in(ADMIN)
    form = admin.get("/admin/units/new").form("Opret enhed")
    with transaction(session):
        once(session, form.fields["once"], lambda: "/theirs")
    page = form.send(name="X", code="x", status=422)
    assert page.has("Formularen er allerede sendt af en anden.")
    assert session.exec(select(Unit).where(col(Unit.code) == "x")).first() is None


def test_old_keys_are_forgotten(app: Flask) -> None:
    with open_session(app.extensions["crm_engine"]) as work:
        with transaction(work):
            once(work, once_key(), lambda: "/x")
        with transaction(work):
            assert forget_before(work, utc_now()) == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "<script>alert(1)</script>"])
def test_a_form_without_a_proper_key_is_sent_back(signed_in: SignedIn, key: str) -> None:
    form = signed_in(ADMIN).get("/admin/units/new").form("Opret enhed")
    page = form.send(name="X", code="x", once=key, status=422)
    assert page.has("Siden er for gammel. Send formularen igen.")
    assert page.form("Opret enhed").send().has("Enheden er oprettet.")
