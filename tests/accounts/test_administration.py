"""Administrators look after accounts and units; the command line does, too."""

import json
import re

import pytest
import sqlalchemy as sa
from command_line import Command
from flask import Flask
from page_client import PageClient
from people import ADMIN, ANNA, BO, EMIL, PASSWORD, SignedIn, account_of
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.audit.models import AuditEntry
from crm.db import transaction
from crm.values.clock import utc_now
from crm.values.roles import Role


def find(session: Session, email: str) -> User:
    session.rollback()  # see what others committed since
    session.expire_all()
    return session.exec(select(User).where(col(User.email) == email)).one()


def test_a_new_colleague_gets_an_account_and_a_password(app: Flask, signed_in: SignedIn, session: Session) -> None:
    admin = signed_in(ADMIN)
    page = admin.get("/admin/users").click("Ny bruger")
    page = page.form("Opret bruger").send(name="Frida Juul", email="FRIDA@example.dk", role="manager")
    assert page.h1 == "Frida Juul"
    page = page.form("Lav en ny adgangskode").send()
    password = page.one("code").text or ""
    assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", password)
    frida = PageClient(app)
    page = frida.get("/sign-in").form("Log ind").send(email="frida@example.dk", password=password)
    assert page.url == "/account/password"
    assert find(session, "frida@example.dk").role is Role.MANAGER


def test_two_accounts_never_share_an_address(signed_in: SignedIn, session: Session) -> None:
    account_of(session, ANNA)
    form = signed_in(ADMIN).get("/admin/users/new").form("Opret bruger")
    page = form.send(name="Another Anna", email="Anna@Example.dk", role="manager", status=422)
    assert page.has("Der findes allerede en konto med denne e-mailadresse.")


def test_the_list_pages_and_searches(app: Flask, signed_in: SignedIn, session: Session) -> None:
    with transaction(session):
        for number in range(120):
            session.add(
                User(
                    email=f"u{number}@example.dk",
                    name=f"User {number:03}",
                    role=Role.CONSULTANT,
                    password_hash="x",
                    created_at=utc_now(),
                )
            )
    admin = signed_in(ADMIN)
    statements: list[str] = []
    sa.event.listen(app.extensions["crm_engine"], "before_cursor_execute", lambda *told: statements.append(told[2]))
    page = admin.get("/admin/users")
    assert len(page.rows()) == 50
    assert len(statements) <= 4, "who is here, how many, which ones"
    page = page.click("Næste").click("Næste")
    assert len(page.rows()) == 21
    page = page.form("Vis").send(q="user 11")
    assert [row[0] for row in page.rows()] == [f"User {number}" for number in range(110, 120)]


def test_a_changed_role_ends_the_sessions(signed_in: SignedIn, session: Session) -> None:
    admin, anna = signed_in(ADMIN), signed_in(ANNA)
    admin.get(f"/admin/users/{anna.user_id}").form("Gem").send(role="manager")
    assert find(session, ANNA.email).role is Role.MANAGER
    assert anna.open("/account").status_code == 303
    line = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "user.update")).one()
    assert (line.actor_id, line.details) == (admin.user_id, {"changed": "role"})


def test_a_stale_edit_shows_both_versions_and_keeps_what_was_written(signed_in: SignedIn, session: Session) -> None:
    admin, anna = signed_in(ADMIN), account_of(session, ANNA)
    first, second = (admin.get(f"/admin/users/{anna.id}").form("Gem") for _ in range(2))
    first.send(name="Anna Krogh Madsen")
    page = second.send(name="Anna K. Hansen", role="manager", status=409)
    assert ["Navn", "Anna Krogh Madsen", "Anna K. Hansen"] in page.rows()
    assert ["Rolle", "Virksomhedskonsulent", "Leder"] in page.rows()
    assert find(session, ANNA.email).name == "Anna Krogh Madsen"
    page.form("Gem").send()
    assert find(session, ANNA.email).name == "Anna K. Hansen"


@pytest.mark.parametrize("change", [{"role": "manager"}, {"active": None}])
def test_an_administrator_stays_one(signed_in: SignedIn, change: dict[str, str | None]) -> None:
    admin = signed_in(ADMIN)
    page = admin.get(f"/admin/users/{admin.user_id}").form("Gem").send(status=422, **change)
    assert page.has("Du kan ikke fratage dig selv rollen som administrator")


def test_ending_somebodys_sessions(signed_in: SignedIn) -> None:
    admin, anna = signed_in(ADMIN), signed_in(ANNA)
    page = admin.get(f"/admin/users/{anna.user_id}").form("Log brugeren ud").send()
    assert page.has("Brugeren er logget ud 1 sted.")
    assert anna.open("/account").status_code == 303


def test_units_are_added_and_closed(signed_in: SignedIn, session: Session) -> None:
    account_of(session, ANNA)
    account_of(session, BO)
    admin = signed_in(ADMIN)
    page = admin.get("/admin/units")
    assert ["Jobhuset", "jobhuset", "2", "i brug"] in page.rows()
    page = page.click("Ny enhed").form("Opret enhed").send(name="Ungeenheden", code="unge")
    page = page.click("Ungeenheden").form("Gem").send(active=None)
    assert ["Ungeenheden", "unge", "0", "ikke i brug"] in page.rows()
    form = admin.get("/admin/units/new").form("Opret enhed")
    assert form.send(name="X", code="unge", status=422).has("Der findes allerede en enhed med denne kode.")


def test_a_stale_unit_edit_shows_both_versions(signed_in: SignedIn, session: Session) -> None:
    admin = signed_in(ADMIN)
    unit = session.exec(select(Unit).where(col(Unit.code) == "jobhuset")).one()
    first, second = (admin.get(f"/admin/units/{unit.id}").form("Gem") for _ in range(2))
    first.send(name="Jobhuset Nord")
    page = second.send(name="Jobhuset Syd", active=None, status=409)
    assert page.rows() == [["Navn", "Jobhuset Nord", "Jobhuset Syd"], ["Enheden er i brug", "ja", "nej"]]


def test_the_command_line_makes_accounts(app: Flask, cli: Command, session: Session) -> None:
    shown = cli("user", "add", "Anna@Example.dk", "--name", "Anna Krogh", "--role", "consultant", "--unit", "jobhuset")
    password = shown.stdout.split()[-1]
    anna = find(session, "anna@example.dk")
    assert anna.must_change_password
    page = PageClient(app).get("/sign-in").form("Log ind").send(email=anna.email, password=password)
    assert page.url == "/account/password"
    cli("user", "add", EMIL.email, "--name", EMIL.name, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert not find(session, EMIL.email).must_change_password
    listed = json.loads(cli("user", "list", "--json").stdout)
    assert [(row["email"], row["role"], row["unit"], row["active"]) for row in listed] == [
        ("anna@example.dk", "consultant", "Jobhuset", True),
        ("emil@example.dk", "admin", None, True),
    ]
    assert "Anna Krogh" in cli("user", "list").stdout
    assert cli("user", "reset", "anna@example.dk").stdout.split()[-1] != password


@pytest.mark.parametrize(
    ("arguments", "stdin", "sentence"),
    [
        (["add", "anna@example.dk", "--name", "A", "--role", "admin"], None, "allerede en konto"),
        (["add", "not-an-address", "--name", "A", "--role", "admin"], None, "ikke en e-mailadresse"),
        (
            ["add", "x@example.dk", "--name", "A", "--role", "admin", "--unit", "moon"],
            None,
            "ingen enhed med koden moon",
        ),
        (["add", "x@example.dk", "--name", "A", "--role", "admin", "--password-stdin"], "short\n", "12"),
        (["reset", "x@example.dk"], None, "ingen konto"),
    ],
)
def test_the_command_line_refuses_in_a_sentence(
    cli: Command, session: Session, arguments: list[str], stdin: str | None, sentence: str
) -> None:
    account_of(session, ANNA)
    result = cli("user", *arguments, stdin=stdin, fails=True)
    assert result.exit_code != 0
    assert sentence in str(result.exception)
