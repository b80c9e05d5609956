"""CSRF, security headers, cookies, hosts, proxies, upload cap, one-way targets."""

from typing import Any

import pytest
from page_client import MakeApp, PageClient
from people import ADMIN, ANNA, PASSWORD, SignedIn, account_of
from sqlmodel import Session

from crm.web.headers import ALWAYS


@pytest.mark.parametrize(
    ("url", "status"),
    [("/sign-in", 200), ("/no-such-page", 404), ("/static/mark.svg", 200), ("/static/nothing", 404), ("/account", 303)],
)
def test_every_answer_has_the_headers(client: PageClient, url: str, status: int) -> None:
    answer = client.open(url)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; ")


def test_pages_stay_in_no_cache(signed_in: SignedIn) -> None:
    assert signed_in(ANNA).open("/account").headers["Cache-Control"] == "no-store"


def test_on_a_plain_connection_of_ones_own_machine_the_cookie_is_plain(client: PageClient) -> None:
    cookie = client.open("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("crm=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize(
    ("secure_cookies", "base_url", "name"),
    [
        ("auto", "https://crm.example.dk", "__Host-crm"),
        ("auto", "http://crm.example.dk", "__Host-crm"),
        ("auto", "https://localhost", "__Host-crm"),
        ("on", "http://localhost", "__Host-crm"),
        ("off", "http://crm.example.dk", "crm"),
    ],
)
def test_elsewhere_the_cookie_is_bound_to_the_host(
    make_app: MakeApp, secure_cookies: Any, base_url: str, name: str
) -> None:
    app = make_app(trusted_hosts=("localhost", "crm.example.dk"), secure_cookies=secure_cookies)
    answer = PageClient(app).open("/sign-in", base_url=base_url)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{name}=")
    assert ("Secure" in cookie) == (name != "crm")
    assert "Domain" not in cookie
    assert ("Strict-Transport-Security" in answer.headers) == base_url.startswith("https")


def test_a_form_of_nobody_is_refused_in_words(signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    for token in ({}, {"csrf_token": "made-up"}, {"csrf_token": PageClient(client.app).csrf_token()}):
        answer = client.open("/account/sessions/end-others", method="POST", data=token)
        assert answer.status_code == 400
        assert "Siden har været åben for længe" in answer.text


def test_htmx_brings_the_token_in_a_header(signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    headers = {"X-CSRFToken": client.csrf_token(), "HX-Request": "true"}
    answer = client.open("/account/sessions/end-others", method="POST", headers=headers)
    assert (answer.status_code, answer.headers["HX-Location"]) == (204, "/account")


def test_over_https_the_form_must_come_from_this_site(make_app: MakeApp, session: Session) -> None:
    account_of(session, ANNA)
    app = make_app()
    client = PageClient(app)
    page = client.open("/sign-in", base_url="https://localhost").text
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    sent = {"csrf_token": token, "email": ANNA.email, "password": PASSWORD}
    there = {"base_url": "https://localhost", "method": "POST", "data": sent}
    assert client.open("/sign-in", headers={"Referer": "https://evil.example/"}, **there).status_code == 400
    assert client.open("/sign-in", headers={"Referer": "https://localhost/sign-in"}, **there).status_code == 303


def test_another_host_is_refused_in_words(client: PageClient) -> None:
    answer = client.open("/sign-in", base_url="http://evil.example")
    assert answer.status_code == 400
    assert "Adressen kendes ikke her" in answer.text
    assert answer.headers["Content-Security-Policy"]


def test_too_large_an_upload_is_refused_in_words(make_app: MakeApp, session: Session) -> None:
    app = make_app(upload_limit_mb=1)
    client = PageClient(app)
    answer = client.open("/sign-in", method="POST", data={"email": "x" * 1_100_000, "csrf_token": client.csrf_token()})
    assert answer.status_code == 413
    assert "Det fylder for meget" in answer.text


def test_a_proxy_is_believed_only_when_the_settings_say_so(make_app: MakeApp) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    for hops, secure in ((0, False), (1, True)):
        answer = PageClient(make_app(proxy_hops=hops)).open("/sign-in", headers=told)
        assert ("Strict-Transport-Security" in answer.headers) == secure


def test_static_files_need_no_database_and_no_cookie(signed_in: SignedIn) -> None:
    client = signed_in(ADMIN)
    client.get("/account")
    answer = client.open("/static/mark.svg")
    assert "Set-Cookie" not in answer.headers
