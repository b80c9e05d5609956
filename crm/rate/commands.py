"""`crm rate` and `crm definition`: the figure and its rule on the command line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _
from sqlmodel import Session

from crm.db import engine, session, transaction
from crm.operations.database import require_current
from crm.rate.definitions import Definition, add_definition, definitions
from crm.rate.definitions import definition as find_definition
from crm.rate.document import breakdown_document, explanation_document, figure_document
from crm.rate.explain import explain as explained
from crm.rate.figure import Breakdown, FigureRequest, Step
from crm.rate.labels import SECTORS, UNITS, UNKNOWN_HEADCOUNTS
from crm.rate.models import DEFAULT_DEFINITION, RateUnit, UnknownHeadcount, WantedSector
from crm.rate.queries import breakdown, figure, series
from crm.rate.question import municipality_code, municipality_name, read_known_at, read_period
from crm.rate.text import breakdown_lines, explanation_lines, figure_lines, series_lines
from crm.values.clock import utc_now


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was asked for beyond the figure."""

    step: Step | None
    by: Breakdown | None
    explain: bool


@click.command()
@click.option("--municipality", required=True, help="Code or name, such as 0851.")
@click.option("--from", "start", required=True, metavar="DATE", help="First day of the period.")
@click.option("--to", "end", required=True, metavar="DATE", help="Last day of the period.")
@click.option("--definition", default=DEFAULT_DEFINITION, show_default=True, help="The rule, by its code.")
@click.option("--known-at", metavar="TIMESTAMP", help="With what was known then; a date means the end of that day.")
@click.option("--series", "step", type=click.Choice([one.value for one in Step]), help="One figure for each piece.")
@click.option("--by", type=click.Choice([one.value for one in Breakdown]), help="Broken down.")
@click.option("--explain", is_flag=True, help="Every workplace with its verdict, every cooperation left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_appcontext
def rate(  # noqa: PLR0913 - one parameter for each option
    *,
    municipality: str,
    start: str,
    end: str,
    definition: str,
    known_at: str | None,
    step: str | None,
    by: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Show the cooperation rate of a municipality in a period."""
    require_current(engine())
    on = session()
    code = municipality_code(on, municipality)
    request = FigureRequest(code, read_period(start, end), definition, read_known_at(known_at))
    wanted = _Wanted(Step(step) if step else None, Breakdown(by) if by else None, explain)
    if as_json:
        click.echo(json.dumps(_document(on, request, wanted, utc_now()), ensure_ascii=False))
        return
    for line in _lines(on, request, wanted, utc_now()):
        click.echo(line)


def _document(on: Session, request: FigureRequest, wanted: _Wanted, now: datetime) -> dict[str, Any]:
    found = figure(on, request, now=now)
    document = figure_document(found)
    if wanted.step:
        document["series"] = [figure_document(one) for one in series(on, request, wanted.step, now=now)]
    if wanted.by:
        document["by"] = breakdown_document(breakdown(on, request, wanted.by, now=now))
    if wanted.explain:
        document["explain"] = explanation_document(explained(on, request, now=now), found.unit)
    return document


def _lines(on: Session, request: FigureRequest, wanted: _Wanted, now: datetime) -> Iterator[str]:
    name = f"{municipality_name(on, request.municipality)} ({request.municipality})"
    yield from figure_lines(figure(on, request, now=now), name)
    if wanted.step:
        yield ""
        yield from series_lines(series(on, request, wanted.step, now=now))
    if wanted.by:
        yield ""
        yield from breakdown_lines(breakdown(on, request, wanted.by, now=now))
    if wanted.explain:
        yield ""
        yield from explanation_lines(explained(on, request, now=now))


definition = AppGroup("definition", help="The rules that figures are made by.")


@definition.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_(*, as_json: bool) -> None:
    """Show all definitions."""
    require_current(engine())
    found = definitions(session())
    if as_json:
        click.echo(json.dumps([_definition_document(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.code}  {one.name}")
        click.echo(f"  {_said(one)}")
        click.echo(f"  {', '.join(one.types)}")


@definition.command()
@click.argument("code")
@click.option("--like", default=DEFAULT_DEFINITION, show_default=True, help="What is not given is as in this one.")
@click.option("--name", help="Its name on figures.")
@click.option("--types", help="Cooperation types by code, with commas between.")
@click.option("--unit", type=click.Choice([one.value for one in RateUnit]), help="What is counted.")
@click.option("--min-headcount", type=click.IntRange(min=0), help="The least average headcount.")
@click.option("--unknown", type=click.Choice([one.value for one in UnknownHeadcount]), help="Unknown headcounts.")
@click.option("--sector", type=click.Choice([one.value for one in WantedSector]), help="Whose workplaces.")
def add(  # noqa: PLR0913 - one parameter for each option
    *,
    code: str,
    like: str,
    name: str | None,
    types: str | None,
    unit: str | None,
    min_headcount: int | None,
    unknown: str | None,
    sector: str | None,
) -> None:
    """Add a definition. None is ever changed: a change is a new one with a code of its own."""
    require_current(engine())
    with transaction() as on:
        base = find_definition(on, like)
        wanted = replace(
            base,
            code=code,
            name=name or code,
            types=tuple(one.strip() for one in types.split(",") if one.strip()) if types else base.types,
            unit=RateUnit(unit) if unit else base.unit,
            min_headcount=base.min_headcount if min_headcount is None else min_headcount,
            unknown_headcount=UnknownHeadcount(unknown) if unknown else base.unknown_headcount,
            sector=WantedSector(sector) if sector else base.sector,
        )
        made = add_definition(on, wanted, now=utc_now())
    click.echo(_("Added %(code)s: %(rule)s.", code=made.code, rule=_said(made)))


def _said(found: Definition) -> str:
    least = _("at least %(count)d employees", count=found.min_headcount)
    parts = (UNITS[found.unit], least, UNKNOWN_HEADCOUNTS[found.unknown_headcount], SECTORS[found.sector])
    return ", ".join(map(str, parts))


def _definition_document(found: Definition) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.name,
        "types": list(found.types),
        "unit": found.unit.value,
        "min_headcount": found.min_headcount,
        "unknown_headcount": found.unknown_headcount.value,
        "sector": found.sector.value,
    }
