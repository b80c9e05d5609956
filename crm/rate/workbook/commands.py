"""`crm export rate`: the managers' workbook from the command line."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from crm.db import engine, session, transaction
from crm.operations.database import require_current
from crm.rate.figure import Breakdown, FigureRequest, Step
from crm.rate.models import DEFAULT_DEFINITION
from crm.rate.question import municipality_code, read_known_at, read_period
from crm.rate.workbook.material import Wanted
from crm.rate.workbook.recording import record_export
from crm.rate.workbook.writing import write_workbook
from crm.values.clock import utc_now

export = AppGroup("export", help="Spreadsheets.")


@export.command()
@click.option("--municipality", required=True, help="Code or name, such as 0851.")
@click.option("--from", "start", required=True, metavar="DATE", help="First day of the period.")
@click.option("--to", "end", required=True, metavar="DATE", help="Last day of the period.")
@click.option("--definition", default=DEFAULT_DEFINITION, show_default=True, help="The rule, by its code.")
@click.option("--known-at", metavar="TIMESTAMP", help="With what was known then.")
@click.option(
    "--series", type=click.Choice([step.value for step in Step]), help="Cut the period like this; else 24 months."
)
@click.option(
    "--by", "breakdowns", type=click.Choice([by.value for by in Breakdown]), multiple=True, help="One more breakdown."
)
@click.option("--explain", is_flag=True, help="Taken for the sake of crm rate: the workbook always explains.")
@click.option("--json", "as_json", is_flag=True, help="Say what was written as one JSON document.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .xlsx file to write.")
def rate(  # noqa: PLR0913 - one parameter for each option
    *,
    municipality: str,
    start: str,
    end: str,
    definition: str,
    known_at: str | None,
    series: str | None,
    breakdowns: tuple[str, ...],
    explain: bool,  # noqa: ARG001
    as_json: bool,
    out: Path,
) -> None:
    """Write the managers' workbook: figure, trend, every workplace, what does not count, and the rule."""
    require_current(engine())
    now = utc_now()
    request = FigureRequest(
        municipality_code(session(), municipality), read_period(start, end), definition, read_known_at(known_at)
    )
    wanted = Wanted(Step(series) if series else None, tuple(map(Breakdown, breakdowns)))
    goal = current_app.extensions["crm_settings"].goal_percent
    made = write_workbook(session(), request, out, by_name=_("command line"), now=now, goal_percent=goal, wanted=wanted)
    with transaction() as on:
        record_export(on, made.figure, now=now)
    if as_json:
        click.echo(json.dumps({"file": str(out), "population": made.figure.population, "rows": len(made.firms)}))
    else:
        click.echo(_("Written: %(file)s (%(count)d rows in the list).", file=out, count=len(made.firms)))
