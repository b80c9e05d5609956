"""`crm user …`: accounts from the command line."""

import json
import sys

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from crm.accounts import passwords, queries, services
from crm.accounts.models import User
from crm.accounts.services import AccountInput
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.values.email import parse_email
from crm.values.errors import InvalidValueError
from crm.values.roles import Role

user = AppGroup("user", help="Accounts of the people who use the product.")


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", "unit_code", help="Code of the person's unit.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, name: str, role: str, unit_code: str | None, *, password_stdin: bool) -> None:
    """Make an account. Without --password-stdin a password is made and shown once."""
    given = AccountInput(email=_address(email), name=name.strip(), role=Role(role), unit_id=_unit_id(unit_code))
    password = _read_password(given) if password_stdin else passwords.generated()
    with transaction() as work:
        services.add_user(work, given, password, must_change_password=not password_stdin, now=utc_now())
    click.echo(f"Account made: {given.email} ({role}).")
    if not password_stdin:
        click.echo(f"Password, shown this once, to be changed at the first sign-in: {password}")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_users(*, as_json: bool) -> None:
    """Show all accounts."""
    rows, _total = queries.user_list("")
    found = [
        {"email": row.email, "name": row.name, "role": row.role.value, "unit": row.unit, "active": row.active}
        for row in session().connection().execute(rows)
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found:
        click.echo("\t".join([row["email"], row["name"], row["role"], row["unit"] or "-", _state(row["active"])]))


@user.command()
@click.argument("email")
def reset(email: str) -> None:
    """Make a new password for an account, and end its sessions."""
    with transaction() as work:
        password = services.reset_password(work, _user(email), now=utc_now())
    click.echo(f"Password, shown this once, to be changed at the next sign-in: {password}")


def _state(active: object) -> str:
    return "open" if active else "closed"


def _address(email: str) -> str:
    try:
        return parse_email(email).lower()
    except InvalidValueError:
        raise Refusal(_("This is not an e-mail address.")) from None


def _unit_id(code: str | None) -> int | None:
    if code is None:
        return None
    found = queries.unit_by_code(session(), code)
    if found is None:
        raise Refusal(_("There is no unit with the code %(code)s.", code=code))
    return found.id


def _read_password(given: AccountInput) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if problem := passwords.problem(password, email=given.email, name=given.name):
        raise Refusal(problem)
    return password


def _user(email: str) -> User:
    found = queries.user_by_email(session(), email)
    if found is None:
        raise Refusal(_("There is no account with this e-mail address."))
    return found
