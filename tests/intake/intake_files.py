"""Small files for the tests of whole imports, and what the database holds of them."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from click.testing import Result
from sqlmodel import Session

from crm.cooperation.core import cooperation
from crm.register.core import company, workplace, workplace_life, workplace_state

BAKER, SMITH, NEW_OWNER = "27983758", "13240752", "42031739"  # CVR numbers with a valid check digit
SHOP, FORGE, BRANCH = "1017571637", "1008897555", "1020881726"  # P-numbers

WORKPLACE = {
    "pnummer": SHOP,
    "cvrnummer": BAKER,
    "navn": "Bageren på Hjørnet",
    "virksomhedsnavn": "Bageren ApS",
    "kommunekode": "851",
    "antal_ansatte": "12",
    "antal_ansatte_interval": "",
    "startdato": "2010-01-01",
    "ophørsdato": "",
    "gyldig_fra": "",
    "telefon": "98 12 34 56",
}
ARRANGEMENT = {
    "løbenummer": "S-1",
    "pnummer": SHOP,
    "cvrnummer": "",
    "type": "løntilskud",
    "startdato": "2015-03-01",
    "slutdato": "2015-08-31",
    "status": "",
}


class Cli(Protocol):
    def __call__(self, *arguments: str, stdin: str | None = None, fails: bool = False) -> Result: ...


def csv_of(*rows: Mapping[str, str], delimiter: str = ";") -> str:
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = [header, *([row.get(name, "") for name in header] for row in rows)]
    return "".join(delimiter.join(line) + "\r\n" for line in lines)


class Importer:
    """Writes files and imports them: `importer.register(WORKPLACE)["created"] == 1`."""

    def __init__(self, cli: Cli, folder: Path) -> None:
        self.cli = cli
        self.folder = folder
        self.number = 0

    def write(self, content: str | bytes, name: str = "") -> Path:
        self.number += 1
        path = self.folder / (name or f"list-{self.number}.csv")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def register(self, *rows: Mapping[str, str], more: tuple[str, ...] = ()) -> dict[str, Any]:
        return self.run("register", self.write(csv_of(*rows)), *more)

    def cooperations(self, *rows: Mapping[str, str], source: str = "fagsystem", more: tuple[str, ...] = ()) -> Any:
        return self.run("cooperations", self.write(csv_of(*rows)), "--source", source, *more)

    def run(self, kind: str, path: Path, *more: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.cli("import", kind, str(path), "--json", *more).stdout)
        return found

    def refused(self, kind: str, path: Path) -> str:
        """The sentence with which the whole file is refused."""
        more = ["--source", "fagsystem"] if kind == "cooperations" else []
        result = self.cli("import", kind, str(path), *more, fails=True)
        assert result.exit_code == 1
        return str(result.exception)


def counts(found: Mapping[str, Any]) -> tuple[int, int, int, int]:
    return found["created"], found["updated"], found["unchanged"], found["rejected"]


def rows_of(on: Session, table: sa.Table, *where: Any) -> list[Any]:
    on.rollback()
    return list(on.connection().execute(sa.select(table).where(*where).order_by(*table.primary_key)))


def count_all(on: Session) -> dict[str, int]:
    """How many rows each table of facts has."""
    on.rollback()
    tables = (company, workplace, workplace_life, workplace_state, cooperation)
    return {
        table.name: on.connection().execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def states_known(on: Session, p_number: str, moment: Any = None) -> list[tuple[date, int | None]]:
    """(valid from, headcount) of the states known at a moment, now by default."""
    on.rollback()
    known = workplace_state.c.retired_at.is_(None)
    if moment is not None:
        not_yet_retired = sa.or_(workplace_state.c.retired_at.is_(None), workplace_state.c.retired_at > moment)
        known = sa.and_(workplace_state.c.recorded_at <= moment, not_yet_retired)
    found = on.connection().execute(
        sa.select(workplace_state.c.valid_from, workplace_state.c.headcount)
        .join(workplace, workplace.c.id == workplace_state.c.workplace_id)
        .where(workplace.c.p_number == p_number, known)
        .order_by(workplace_state.c.valid_from)
    )
    return [(day, headcount) for day, headcount in found]
