"""Choosing a password."""

import pytest
from flask import Flask
from people import ANNA, PASSWORD, SignedIn, account_of
from sqlmodel import Session

from crm.accounts import passwords
from crm.db import transaction

NEW = "smukke unge mennesker"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kort", "mindst 12 tegn"),
        ("x" * 257, "højst 256 tegn"),
        ("123456789012", "blandt de første"),
        ("Adgangskode123", "blandt de første"),
        ("ababababababab", "blandt de første"),
        ("anna@example.dk", "navn eller din e-mailadresse"),
        ("Anna Krogh 12", "navn eller din e-mailadresse"),
        ("annakrogh2026", "navn eller din e-mailadresse"),
        (NEW, None),
        ("anna og de fire store katte", None),
    ],
)
def test_what_is_refused(app: Flask, password: str, sentence: str | None) -> None:
    with app.test_request_context("/"):
        found = passwords.problem(password, email="anna@example.dk", name="Anna Krogh")
    assert (found is None) if sentence is None else sentence in str(found)


def test_letters_composed_otherwise_are_the_same_password() -> None:
    made = passwords.hash_password("r\u00f8dgr\u00f8d med fl\u00f8de \u00e5")
    assert passwords.matches(made, "r\u00f8dgr\u00f8d med fl\u00f8de a\u030a")


def test_nobody_has_every_password() -> None:
    assert not passwords.matches(None, PASSWORD)


def test_changing_the_password_signs_out_elsewhere(signed_in: SignedIn) -> None:
    here, elsewhere = signed_in(ANNA), signed_in(ANNA)
    form = here.get("/account").click("Skift adgangskode").form("Skift adgangskode")
    page = form.send(current=PASSWORD, new=NEW)
    assert page.has("Din adgangskode er ændret.", "Du er logget ud alle andre steder.")
    assert elsewhere.open("/account").status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("something else", NEW, "Det er ikke din nuværende adgangskode."),
        (PASSWORD, PASSWORD, "Den nye adgangskode skal være en anden end den nuværende."),
        (PASSWORD, "anna@example.dk", "Adgangskoden må ikke bygge på dit navn"),
        (PASSWORD, "", "Skal udfyldes."),
    ],
)
def test_a_refused_change_says_why(signed_in: SignedIn, current: str, new: str, sentence: str) -> None:
    page = signed_in(ANNA).get("/account/password").form("Skift adgangskode")
    answer = page.send(current=current, new=new, status=422)
    assert sentence in answer.text
    assert current not in answer.html


def test_who_was_given_a_password_must_choose_one_first(signed_in: SignedIn, session: Session) -> None:
    client = signed_in(ANNA)
    anna = account_of(session, ANNA)
    with transaction(session):
        anna.must_change_password = True
    page = client.get("/account")
    assert page.url == "/account/password"
    page = page.form("Skift adgangskode").send(current=PASSWORD, new=NEW)
    assert page.h1 == "Din konto"
