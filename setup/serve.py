"""`make run`: a migrated database, a made-up municipality the first time, then the web server and the jobs."""

import os
import subprocess
import sys
from pathlib import Path

CRM = str(Path(sys.executable).with_name("crm"))


def main() -> None:
    """Ends only when the server does."""
    port = os.environ.get("PORT", "8000")
    _crm("db", "upgrade")
    if _is_empty():
        _say("Making up a municipality to look at (the first time only; it takes a moment) …")
        _crm("demo")
    _say(f"\n  http://127.0.0.1:{port}\n{_sign_ins()}")
    os.execv(CRM, [CRM, "serve", "--port", port])  # noqa: S606 - the server takes over this process and its signals


def _crm(*arguments: str) -> None:
    ended = subprocess.run([CRM, *arguments], check=False)
    if ended.returncode != 0:
        sys.exit(ended.returncode)


def _is_empty() -> bool:
    """No job centre has been set up here: nobody has begun to use this database."""
    return not _query("SELECT 1 FROM job_centre LIMIT 1")


def _sign_ins() -> str:
    """The made-up people one can sign in as; nothing in an installation with people of its own."""
    from crm.demo.kinds import DOMAIN
    from crm.demo.people import PASSWORD, PEOPLE

    there = {row[0] for row in _query("SELECT email FROM user_account")}
    made_up = {f"{name}@{DOMAIN}": role for name, _full_name, role, _unit in PEOPLE}
    lines = [f"    {email:<28}{role.value}" for email, role in made_up.items() if email in there]
    return "\n".join(["", f"  Sign in with the password {PASSWORD} as", *lines, ""]) if lines else ""


def _query(statement: str) -> list[tuple[object, ...]]:
    import sqlalchemy as sa

    from crm.db import create_engine
    from crm.settings import Settings

    engine = create_engine(Settings.from_environment().database_url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(statement))]
    engine.dispose()
    return rows


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
