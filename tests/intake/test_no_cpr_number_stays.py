"""A CPR number in any cell rejects its row, and stands afterwards in no row, file, log or output."""

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from intake_files import ARRANGEMENT, WORKPLACE, Importer, csv_of
from page_client import PageClient
from people import SignedIn
from sqlmodel import Session, SQLModel
from uploading import run_waiting, upload

from crm.values.roles import Role

NUMBERS = ("010190-1234", "0101901234", "010190 1234", "310360–5678")


def everything_in_the_database(session: Session) -> str:
    session.rollback()
    rows = []
    for table in SQLModel.metadata.sorted_tables:
        rows += [repr(tuple(row)) for row in session.connection().execute(sa.select(table))]
    return "\n".join(rows)


def everything_in(folder: Path) -> str:
    """Every file but the database and the uploaded originals of the test itself."""
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".db" and not path.name.startswith("list-")
    )


def traces(text: str, number: str) -> list[str]:
    bare = "".join(filter(str.isdigit, number))
    return [found for found in (number, bare, f"{bare[:6]}-{bare[6:]}") if found in text]


@pytest.mark.parametrize("number", NUMBERS, ids=["hyphen", "bare", "space", "dash"])  # the id names a folder
def test_by_command(
    importer: Importer, session: Session, caplog: pytest.LogCaptureFixture, tmp_path: Path, number: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        shown = ""
        for kind, row, key, more in (
            ("register", WORKPLACE, "pnummer", ()),
            ("cooperations", ARRANGEMENT, "løbenummer", ("--source", "fagsystem")),
        ):
            columns = [*row.keys() - {key}, "ukendt kolonne"]
            bad = [row | {key: str(1017571000 + at), column: f"x {number}"} for at, column in enumerate(columns)]
            path = importer.write(csv_of(row | {"ukendt kolonne": ""}, *bad))
            found = importer.run(kind, path, *more)
            assert (found["created"], found["rejected"]) == (1, len(columns))
            refused = {problem["row"] for problem in found["problems"] if problem["code"] == "cpr_number"}
            assert len(refused) == len(columns)
            shown += str(found) + importer.cli("import", kind, str(path), *more).output
    places = {
        "shown": shown,
        "log": caplog.text,
        "database": everything_in_the_database(session),
        "files": everything_in(tmp_path),
    }
    assert {name: traces(text, number) for name, text in places.items() if traces(text, number)} == {}


def test_by_page(
    app: Flask, signed_in: SignedIn, session: Session, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    number = NUMBERS[0]
    client: PageClient = signed_in(Role.ADMIN)
    with caplog.at_level(logging.DEBUG):
        page = upload(client, csv_of(WORKPLACE | {"navn": f"Hans {number}"}, WORKPLACE), "register.csv")
        run_waiting(app)
        page = client.get(page.url)
        shown = page.html + client.open(f"{page.url}/rejected.csv").text
        page.form("Kør indlæsningen").send()
        run_waiting(app)
        shown += client.get(page.url).html
        shown += upload(client, csv_of(WORKPLACE), f"liste {number}.csv", status=422).html
    places = {
        "shown": shown,
        "log": caplog.text,
        "database": everything_in_the_database(session),
        "files": everything_in(tmp_path),
    }
    assert {name: traces(text, number) for name, text in places.items() if traces(text, number)} == {}
