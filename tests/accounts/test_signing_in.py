"""Signing in and out, sessions, throttling."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from page_client import Page, PageClient
from people import ANNA, BO, PASSWORD, Person, SignedIn, account_of
from sqlmodel import Session, col, select

from crm.accounts import passwords, sessions, throttle
from crm.accounts.models import SignInAttempt, User, WebSession
from crm.audit.models import AuditEntry
from crm.db import transaction
from crm.values.clock import utc_now
from crm.values.roles import Role

WRONG = "E-mailadressen eller adgangskoden er forkert."


def enter(client: PageClient, person: Person, password: str = PASSWORD, *, status: int = 200) -> Page:
    return client.get("/sign-in").form("Log ind").send(email=person.email, password=password, status=status)


def test_signing_in_leads_to_the_page_that_was_asked_for(client: PageClient, session: Session) -> None:
    account_of(session, ANNA)
    page = client.get("/account")
    assert page.h1 == "Log ind"
    page = page.form("Log ind").send(email=" ANNA@Example.dk ", password=PASSWORD)
    assert page.url == "/account"
    assert page.has("Anna Krogh", "anna@example.dk")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
def test_the_way_after_signing_in_never_leaves_the_site(client: PageClient, session: Session, target: str) -> None:
    account_of(session, ANNA)
    token = client.csrf_token()
    sent = {"csrf_token": token, "email": ANNA.email, "password": PASSWORD}
    answer = client.open("/sign-in", method="POST", query_string={"next": target}, data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_wrong_password_and_unknown_or_closed_account_look_alike(client: PageClient, session: Session) -> None:
    anna, bo = account_of(session, ANNA), account_of(session, BO)
    with transaction(session):
        bo.active = False
    assert anna.active
    texts = {
        enter(client, ANNA, "not my password", status=422).text.replace(ANNA.email, ""),
        enter(client, Person("Nobody Atall", Role.ADMIN, None), status=422).text,
        enter(client, BO, status=422).text,
    }
    assert len(texts) == 1
    assert WRONG in texts.pop()


def test_signing_in_gives_a_new_session_and_a_new_token(client: PageClient, session: Session) -> None:
    account_of(session, ANNA)
    before_token, before_cookie = client.csrf_token(), client.browser.get_cookie("crm")
    enter(client, ANNA)
    after_cookie = client.browser.get_cookie("crm")
    assert before_cookie is not None
    assert after_cookie is not None
    assert before_cookie.value != after_cookie.value
    answer = client.open("/account/sessions/end-others", method="POST", data={"csrf_token": before_token})
    assert answer.status_code == 400


def test_signing_out_ends_the_session_for_a_kept_cookie_too(signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    cookie = client.browser.get_cookie("crm")
    assert cookie is not None
    page = client.get("/account").form("Log ud").send()
    assert page.has("Du er logget ud.")
    client.browser.set_cookie("crm", cookie.value)
    assert client.open("/account").status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 303)])
def test_half_an_hour_without_use_ends_a_session(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    client = signed_in(ANNA)
    later = utc_now() + timedelta(minutes=minutes)
    monkeypatch.setattr(sessions, "utc_now", lambda: later)
    assert client.open("/account").status_code == status


def test_a_session_in_use_lives_on_but_not_beyond_twelve_hours(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, start = signed_in(ANNA), utc_now()
    for minutes in range(20, 12 * 60, 20):
        monkeypatch.setattr(sessions, "utc_now", lambda passed=minutes: start + timedelta(minutes=passed))
        assert client.open("/account").status_code == 200
    monkeypatch.setattr(sessions, "utc_now", lambda: start + timedelta(hours=12, minutes=1))
    assert client.open("/account").status_code == 303


def test_the_cookie_is_written_again_only_after_a_minute(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(ANNA)
    client.get("/account")
    assert "Set-Cookie" not in client.open("/account").headers
    later = utc_now() + timedelta(seconds=61)
    monkeypatch.setattr(sessions, "utc_now", lambda: later)
    assert "Set-Cookie" in client.open("/account").headers


def test_closing_an_account_ends_its_sessions(signed_in: SignedIn, session: Session) -> None:
    client = signed_in(ANNA)
    anna = account_of(session, ANNA)
    with transaction(session):
        anna.active = False
    assert client.open("/account").status_code == 303


def test_own_sessions_are_listed_and_ended(signed_in: SignedIn) -> None:
    desk, phone = signed_in(ANNA), signed_in(ANNA)
    page = desk.get("/account")
    assert len(page.rows()) == 2
    assert sum("Denne her" in row[2] for row in page.rows()) == 1
    page = page.form(next(b for b in _buttons(page) if b.startswith("Log ud der"))).send()
    assert page.has("Du er logget ud på den anden enhed.")
    assert phone.open("/account").status_code == 303
    assert desk.open("/account").status_code == 200


def test_nobody_ends_the_session_of_another(signed_in: SignedIn, session: Session) -> None:
    anna, bo = signed_in(ANNA), signed_in(BO)
    row = session.exec(select(WebSession).where(col(WebSession.user_id) == anna.user_id)).one()
    bo.post(f"/account/sessions/{row.id}/end", status=404)
    assert anna.open("/account").status_code == 200


def test_the_fifth_wrong_password_is_the_last_but_only_from_there(
    app: Flask, client: PageClient, session: Session
) -> None:
    account_of(session, ANNA)
    for _attempt in range(throttle.FOR_ACCOUNT):
        enter(client, ANNA, "wrong password", status=422)
    page = enter(client, ANNA, status=429)
    assert page.has("For mange forsøg", "Vent 15 min.")
    assert 0 < int(page.response.headers["Retry-After"]) <= 15 * 60
    elsewhere = PageClient(app)
    elsewhere.browser.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert enter(elsewhere, ANNA).status == 200


def test_an_unknown_account_is_slowed_down_alike(client: PageClient) -> None:
    nobody = Person("Nobody Atall", Role.ADMIN, None)
    for _attempt in range(throttle.FOR_ACCOUNT):
        enter(client, nobody, status=422)
    enter(client, nobody, status=429)


def test_many_accounts_from_one_address_are_slowed_down(app: Flask, session: Session) -> None:
    now = utc_now()
    with transaction(session):
        waits = [
            throttle.wait_before(session, f"user{number}@example.dk", "192.0.2.1", now=now)
            for number in range(throttle.FOR_ADDRESS + 1)
        ]
    assert waits[:-1] == [0] * throttle.FOR_ADDRESS
    assert waits[-1] == 15 * 60
    with transaction(session):
        assert throttle.wait_before(session, "user1@example.dk", "192.0.2.2", now=now) == 0
        assert throttle.wait_before(session, "x@example.dk", "192.0.2.1", now=now + throttle.WINDOW) == 0


def test_neighbours_in_one_ipv6_network_are_one_address(app: Flask, session: Session) -> None:
    with transaction(session):
        for number in range(throttle.FOR_ACCOUNT):
            assert throttle.wait_before(session, "a@example.dk", f"2001:db8::{number}", now=utc_now()) == 0
        assert throttle.wait_before(session, "a@example.dk", "2001:db8::ffff", now=utc_now()) > 0
        assert throttle.wait_before(session, "a@example.dk", "2001:db8:1::1", now=utc_now()) == 0


def test_attempts_hold_no_address_and_no_account(client: PageClient, session: Session) -> None:
    enter(client, ANNA, "wrong password", status=422)
    attempt = session.exec(select(SignInAttempt)).one()
    assert {len(attempt.account_hash), len(attempt.address_hash)} == {64}


def test_a_password_made_with_old_parameters_is_made_again(client: PageClient, session: Session) -> None:
    old = passwords.PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    anna = account_of(session, ANNA)
    with transaction(session):
        anna.password_hash = old
    enter(client, ANNA)
    session.refresh(anna)
    assert anna.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_signing_in_and_out_is_in_the_trail_without_names(client: PageClient, session: Session) -> None:
    who = account_of(session, ANNA).id
    enter(client, ANNA)
    client.get("/account").form("Log ud").send()
    lines = session.exec(select(AuditEntry).where(col(AuditEntry.verb).startswith("user.sign"))).all()
    assert [(line.verb, line.actor_label, line.object_id) for line in lines] == [
        ("user.sign_in", f"user {who}", str(who)),
        ("user.sign_out", f"user {who}", str(who)),
    ]


def test_one_query_finds_out_who_is_here(signed_in: SignedIn, app: Flask) -> None:
    client = signed_in(ANNA)
    statements: list[str] = []
    engine = app.extensions["crm_engine"]

    def count(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    client.get("/account/password")
    assert len([s for s in statements if s.lstrip().upper().startswith("SELECT")]) == 1


def test_language_is_kept_with_the_account(signed_in: SignedIn, session: Session) -> None:
    client = signed_in(ANNA)
    page = client.get("/account").form("English").send()
    assert (page.url, page.root.get("lang"), page.h1) == ("/account", "en", "Your account")
    session.expire_all()
    anna = session.exec(select(User).where(col(User.email) == ANNA.email)).one()
    assert anna.language == "en"
    assert signed_in(ANNA).get("/account").h1 == "Your account"


def _buttons(page: Page) -> list[str]:
    return [" ".join(" ".join(button.itertext()).split()) for button in page.all("button")]
