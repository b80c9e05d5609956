"""`crm import register` and `crm import cooperations`."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.db import session
from crm.intake.importing import Imported, import_file, try_file
from crm.intake.labels import describe, describe_file
from crm.intake.models import FileKind, RowOutcome
from crm.intake.reading import Source
from crm.intake.sources import source_name
from crm.refusal import Refusal
from crm.settings import Settings
from crm.values.clock import utc_now
from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError
from imports.problem_file import problem_file
from imports.problems import FileProblem

SHOWN = 20

imports = AppGroup("import", help="Files into the register and the cooperations.")
_dry_run = click.option("--dry-run", is_flag=True, help="Only say what would happen.")
_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")
_file = click.argument("file", type=click.Path(path_type=Path))


@imports.command("register")
@_file
@click.option("--valid-from", metavar="DATE", help="The day the facts hold from, for rows without gyldig_fra.")
@_dry_run
@_as_json
def import_register(file: Path, valid_from: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Import a register extract."""
    day = _read_day(valid_from) if valid_from else None
    _run(Source(FileKind.REGISTER, file, file.name, valid_from=day), dry_run=dry_run, as_json=as_json)


@imports.command("cooperations")
@_file
@click.option("--source", required=True, metavar="NAME", help="The case system; with løbenummer the key of a row.")
@_dry_run
@_as_json
def import_cooperations(file: Path, source: str, *, dry_run: bool, as_json: bool) -> None:
    """Import arrangements from a case system."""
    name = source_name(session(), source)
    _run(Source(FileKind.COOPERATIONS, file, file.name, source=name), dry_run=dry_run, as_json=as_json)


def _read_day(text: str) -> date:
    try:
        return parse_date_cell(text)
    except InvalidValueError:
        raise Refusal(_("“%(text)s” is not a date. Write it as 2015-12-31 or 31.12.2015.", text=text)) from None


def _run(source: Source, *, dry_run: bool, as_json: bool) -> None:
    try:
        found = try_file(session(), source, now=utc_now()) if dry_run else import_file(session(), source)
    except FileProblem as refused:
        raise Refusal(describe_file(refused)) from None
    written = _write_problem_file(source, found)
    if as_json:
        click.echo(json.dumps(_as_document(found, written), ensure_ascii=False, indent=1))
    else:
        _say(found, written)


def _write_problem_file(source: Source, found: Imported) -> Path | None:
    """The rejected rows beside the database; a dry run writes nothing."""
    if not found.reading.rejected or found.batch_id is None:
        return None
    settings: Settings = current_app.extensions["crm_settings"]
    settings.problem_dir.mkdir(parents=True, exist_ok=True)
    path = settings.problem_dir / f"import-{found.batch_id}-{source.kind.value}.csv"
    path.write_bytes(problem_file(found.reading.columns, found.reading.rejected, describe))
    return path


def _as_document(found: Imported, written: Path | None) -> dict[str, Any]:
    outcomes = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.REJECTED)
    return {
        "batch": found.batch_id,
        "rows": found.reading.read,
        **{outcome.value: found.count(outcome) for outcome in outcomes},
        "problems": [
            {
                "row": each.row,
                "column": each.column,
                "code": each.code.value,
                "value": each.value,
                "message": describe(each),
                "severity": each.severity,
            }
            for each in found.problems
        ],
        "problem_file": None if written is None else str(written),
    }


def _say(found: Imported, written: Path | None) -> None:
    rows = found.reading.read
    if found.batch_id is None:
        click.echo(
            ngettext(
                "Dry run of %(num)d row: nothing was written.", "Dry run of %(num)d rows: nothing was written.", rows
            )
        )
    else:
        click.echo(
            ngettext("Import %(batch)d: %(num)d row.", "Import %(batch)d: %(num)d rows.", rows, batch=found.batch_id)
        )
    click.echo(
        _(
            "%(created)d new · %(updated)d changed · %(unchanged)d unchanged · %(rejected)d rejected",
            created=found.count(RowOutcome.CREATED),
            updated=found.count(RowOutcome.UPDATED),
            unchanged=found.count(RowOutcome.UNCHANGED),
            rejected=found.count(RowOutcome.REJECTED),
        )
    )
    if found.reading.unknown:
        click.echo(_("Columns nobody knows, left out: %(columns)s", columns=", ".join(found.reading.unknown)))
    for each in found.problems[:SHOWN]:
        click.echo(_("Row %(row)d · %(problem)s", row=each.row, problem=describe(each)))
    if len(found.problems) > SHOWN:
        click.echo(_("… and %(count)d more.", count=len(found.problems) - SHOWN))
    if written is not None:
        click.echo(_("The rejected rows, to be mended and imported again: %(path)s", path=written))
