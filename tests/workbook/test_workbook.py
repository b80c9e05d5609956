"""The managers' workbook: live formulas whose cached values are the figure's, and a list that adds up to it."""

import csv
import shutil
import subprocess
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Command
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.db import create_engine, open_session, transaction
from crm.demo.services import load_demo
from crm.rate.definitions import Definition, add_definition, ensure_definitions
from crm.rate.figure import Breakdown, Figure, FigureRequest, NotCounted, Step
from crm.rate.labels import NOT_COUNTED, size_names
from crm.rate.models import RateUnit, UnknownHeadcount
from crm.rate.queries import breakdown, figure
from crm.rate.workbook.material import Wanted
from crm.rate.workbook.writing import write_workbook
from crm.refusal import Refusal
from crm.register.models import WorkplaceState
from crm.values.cooperation_types import SHIPPED_TYPES
from crm.values.percent import needed
from crm.values.periods import Period

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
YEAR = Period(date(2025, 11, 1), date(2026, 10, 31))
REQUEST = FigureRequest("0851", YEAR)
SHEETS = ["Forside", "Samarbejdsgrad", "Udvikling", "Virksomheder", "Ikke medregnet", "Definition"]
ALL_TYPES = tuple(shipped.code for shipped in SHIPPED_TYPES)


@pytest.fixture(scope="module")
def loaded(module_database_url: str) -> str:
    """Loaded once for all of these tests: they only read it, or add what the others don't look at."""
    engine = create_engine(module_database_url)
    with open_session(engine) as on, transaction(on):
        load_demo(on, workplaces=120, seed=3, today=TODAY, now=NOW)
        ensure_definitions(on, now=NOW)
    engine.dispose()
    return module_database_url


@pytest.fixture
def database_url(loaded: str) -> str:
    return loaded


@pytest.fixture
def town(session: Session) -> Session:
    return session


def written(on: Session, folder: Path, request: FigureRequest = REQUEST, **wanted: Any) -> Path:
    target = folder / "tal.xlsx"
    write_workbook(on, request, target, by_name="Dorte", now=NOW, goal_percent=40, wanted=Wanted(**wanted))
    return target


def values(path: Path) -> Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def formulas(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def headline(sheet: Worksheet) -> dict[str, Any]:
    return {
        "population": sheet["C6"].value,
        "own": sheet["C7"].value,
        "other": sheet["C8"].value,
        "all": sheet["C9"].value,
        "needed": sheet["C11"].value,
    }


def expected(found: Figure) -> dict[str, Any]:
    counts = found.cooperating
    return {
        "population": found.population,
        "own": counts.own,
        "other": counts.other,
        "all": counts.all,
        "needed": needed(400, found.population, counts.all),
    }


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in body]


def table(sheet: Worksheet, title: str) -> list[tuple[Any, ...]]:
    """The rows of a breakdown: from below its header to its sum."""
    found = list(sheet.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(found) if row[0] == title) + 2
    end = next((number for number, row in enumerate(found[start:], start) if row[0] == "I alt"), len(found))
    return [row[:7] for row in found[start : end + 1]]


def test_the_six_sheets_stand_in_order(town: Session, tmp_path: Path) -> None:
    assert formulas(written(town, tmp_path)).sheetnames == SHEETS


def test_the_headline_is_formulas_whose_cached_values_are_the_figure(town: Session, tmp_path: Path) -> None:
    path = written(town, tmp_path)
    found = figure(town, REQUEST, now=NOW)
    sheet = formulas(path)["Samarbejdsgrad"]
    for cell in ("C6", "C7", "C8", "C9", "C11"):
        assert str(sheet[cell].value).startswith("="), cell
    assert "Virksomheder!" in sheet["C9"].value
    cached = values(path)
    assert headline(cached["Samarbejdsgrad"]) == expected(found)
    assert cached["Samarbejdsgrad"]["D9"].value == pytest.approx(found.rate_all)
    assert cached["Forside"]["A3"].value == pytest.approx(found.rate_all)


def test_the_list_adds_up_to_the_figure(town: Session, tmp_path: Path) -> None:
    found = figure(town, REQUEST, now=NOW)
    listed = rows(values(written(town, tmp_path))["Virksomheder"])
    assert len(listed) == found.population
    assert sum(row["Eget"] for row in listed) == found.cooperating.own
    assert sum(row["Andre"] for row in listed) == found.cooperating.other
    assert sum(row["Alle"] for row in listed) == found.cooperating.all
    for row in listed:
        assert row["Alle"] == max(row["Eget"], row["Andre"])
        assert bool(row["Typer"]) == bool(row["Alle"])
        assert isinstance(row["P-nummer"], str)
        assert isinstance(row["CVR"], str)


def test_the_breakdowns_equal_the_pages_and_what_the_formulas_would_count(town: Session, tmp_path: Path) -> None:
    path = written(town, tmp_path)
    listed = rows(values(path)["Virksomheder"])
    by_section = Counter(row["Afsnit"] for row in listed)
    *parts, total = table(values(path)["Samarbejdsgrad"], "Efter branche")
    assert {part[0]: part[2] for part in parts} == by_section
    found = figure(town, REQUEST, now=NOW)
    assert total[2:6] == (found.population, *vars_of(found))
    for title, by in (("Efter branche", Breakdown.INDUSTRY), ("Efter antal ansatte", Breakdown.SIZE)):
        *parts, _total = table(values(path)["Samarbejdsgrad"], title)
        items = [item for item in breakdown(town, REQUEST, by, now=NOW) if item.population]
        counts = sorted((one.population, *vars_of(one)) for one in items)
        assert sorted(part[2:6] for part in parts if part[2]) == counts


def vars_of(counted: Any) -> tuple[int, int, int]:
    return counted.cooperating.own, counted.cooperating.other, counted.cooperating.all


def test_a_spreadsheet_program_computes_the_same(town: Session, tmp_path: Path) -> None:
    """LibreOffice computes every formula anew; where there is none, the list is counted here."""
    path = written(town, tmp_path)
    found = figure(town, REQUEST, now=NOW)
    program = shutil.which("soffice")
    if program is None:
        listed = rows(values(path)["Virksomheder"])
        assert sum(row["Alle"] for row in listed) == found.cooperating.all
        return
    recomputed = [line[2] for line in computed_sheet(program, path, tmp_path)[5:11] if len(line) > 2]
    numbers = [int(text.replace(",", "").replace(".", "")) for text in recomputed[:4]]
    assert numbers == [found.population, *vars_of(found)]
    assert int(recomputed[5]) == needed(400, found.population, found.cooperating.all)


def computed_sheet(program: str, path: Path, folder: Path) -> list[list[str]]:
    """The second sheet as CSV, every formula computed anew: a copy without the cached values."""
    stripped = folder / "uden.xlsx"
    book = formulas(path)
    book.save(stripped)
    to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(stripped)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    (made,) = folder.glob("uden*.csv")
    with made.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_charts_are_native(town: Session, tmp_path: Path) -> None:
    book = formulas(written(town, tmp_path))
    assert len(book["Samarbejdsgrad"]._charts) == 1
    assert len(book["Udvikling"]._charts) == 1


def test_the_trend_is_24_months_or_the_series_asked_for(town: Session, tmp_path: Path) -> None:
    months = values(written(town, tmp_path))["Udvikling"]
    body = [row for row in months.iter_rows(min_row=24, values_only=True) if row[0]]
    assert len(body) == 24
    assert body[-1][2] == datetime(2026, 10, 31)  # noqa: DTZ001 - a cell has no time zone
    assert body[-1][13] == pytest.approx(figure(town, REQUEST, now=NOW).rate_all)
    quarters = values(written(town, tmp_path, step=Step.QUARTER))["Udvikling"]
    body = [row for row in quarters.iter_rows(min_row=24, values_only=True) if row[0]]
    assert [row[0] for row in body][1:3] == ["1. kvartal 2026", "2. kvartal 2026"]
    for row in body:
        assert row[9] == pytest.approx(row[6] / row[3])


def test_everything_left_out_is_listed_with_its_reason(town: Session, tmp_path: Path) -> None:
    found = figure(town, REQUEST, now=NOW)
    left = rows(values(written(town, tmp_path))["Ikke medregnet"])
    assert all(row["Hvorfor tæller det ikke med?"] for row in left)
    unplaced = [row for row in left if not row["P-nummer"] and row["Hvad"] == "Samarbejde"]
    assert len(unplaced) >= found.unplaced > 0
    reasons = {row["Hvorfor tæller det ikke med?"] for row in left}
    assert str(NOT_COUNTED[NotCounted.OUTSIDE_PERIOD]) in reasons
    assert any(row["Hvad"] == "Arbejdssted" for row in left)


def test_the_cover_says_what_the_figure_rests_on(town: Session, tmp_path: Path) -> None:
    found = figure(town, REQUEST, now=NOW)
    cover = values(written(town, tmp_path))["Forside"]
    lines = {str(row[0]): row[1] for row in cover.iter_rows(values_only=True) if row[1] is not None}
    assert lines["Kommune"] == "Aalborg (0851)"
    assert lines["Periode"].replace("\xa0", " ") == "1. november 2025 – 31. oktober 2026"
    assert "aalborg-2015" in lines["Definition"]
    assert lines["Lavet af"].startswith("Dorte")
    assert lines["Antal ansatte fra interval"] == found.inexact_headcount
    assert lines["Ikke-placerede samarbejder"] == found.unplaced


def test_a_figure_that_reaches_into_this_month_is_marked_provisional(town: Session, tmp_path: Path) -> None:
    this_year = FigureRequest("0851", Period(date(2026, 1, 1), date(2026, 12, 31)))
    cover = values(written(town, tmp_path, this_year))["Forside"]
    assert str(cover["A5"].value).startswith("Foreløbigt tal")


class TakenBackError(Exception):
    """The other tests find the town as it was."""


def test_hostile_names_stay_text(town: Session, tmp_path: Path) -> None:
    hostile = ['=HYPERLINK("http://x.example";"klik")', "+1+1", "-2", "@SUM(A1)", "\tfaneblad", "bel\x07 & <b>'\""]
    with pytest.raises(TakenBackError), transaction(town) as on:
        states = on.exec(select(WorkplaceState).where(col(WorkplaceState.retired_at).is_(None)))
        for number, state in enumerate(states):
            state.name = hostile[number % len(hostile)]
            state.address = hostile[(number + 1) % len(hostile)]
        on.flush()
        written(on, tmp_path)
        raise TakenBackError
    sheet = formulas(tmp_path / "tal.xlsx")["Virksomheder"]
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type in {"s", "inlineStr", "n", "d"}, cell.value
            assert cell.hyperlink is None
    assert {row[2].value for row in sheet.iter_rows(min_row=2)} >= set(hostile[:4])


def test_a_definition_of_companies_lists_companies(town: Session, tmp_path: Path) -> None:
    with transaction(town) as on:
        rule = Definition(
            "firmaer", "Firmaer", ALL_TYPES, unit=RateUnit.COMPANY, unknown_headcount=UnknownHeadcount.INCLUDE
        )
        add_definition(on, rule, now=NOW)
    request = FigureRequest("0851", YEAR, "firmaer")
    found = figure(town, request, now=NOW)
    path = written(town, tmp_path, request)
    listed = rows(values(path)["Virksomheder"])
    assert len(listed) == len({row["CVR"] for row in listed}) == found.population
    assert any("," in row["P-numre"] for row in listed)
    assert headline(values(path)["Samarbejdsgrad"]) == expected(found)
    *_parts, unknown, total = table(values(path)["Samarbejdsgrad"], "Efter antal ansatte")
    assert unknown[1] == size_names()["unknown"]
    assert total[2] == found.population


def test_a_municipality_without_anybody_makes_a_whole_workbook(town: Session, tmp_path: Path) -> None:
    path = written(town, tmp_path, FigureRequest("0101", YEAR))
    assert headline(values(path)["Samarbejdsgrad"])["all"] == 0
    assert rows(values(path)["Virksomheder"]) == []


def test_type_and_target_group_stand_on_wish(town: Session, tmp_path: Path) -> None:
    book = values(written(town, tmp_path, by=(Breakdown.TYPE, Breakdown.TARGET_GROUP)))
    labels = {row[1] for row in table(book["Samarbejdsgrad"], "Efter samarbejdstype")}
    assert "virksomhedspraktik" in {str(label).lower() for label in labels}
    assert table(book["Samarbejdsgrad"], "Efter målgruppe")


def test_no_file_is_left_when_it_cannot_be_written(town: Session, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="kan ikke skrives"):
        write_workbook(town, REQUEST, tmp_path / "findes-ikke" / "tal.xlsx", by_name="Dorte", now=NOW, goal_percent=40)
    assert list(tmp_path.glob("*.part")) == []


def test_the_command_writes_the_file_and_leaves_a_trail(cli: Command, town: Session, tmp_path: Path) -> None:
    target = tmp_path / "bestyrelse.xlsx"
    period = ("--municipality", "0851", "--from", "2025-11-01", "--to", "2026-10-31")
    said = cli("export", "rate", *period, "--series", "quarter", "--by", "type", "--out", str(target)).stdout
    assert str(target) in said
    assert formulas(target).sheetnames == SHEETS
    entries = town.exec(select(AuditEntry).where(AuditEntry.verb == "rate.export")).all()
    told = [(entry.details["municipality"], entry.details["from"]) for entry in entries]
    assert told.count(("0851", "2025-11-01")) == 1


def test_the_workbook_speaks_english_too(cli: Command, town: Session, tmp_path: Path) -> None:
    cli.runner.app.extensions["crm_settings"] = english(cli.runner.app.extensions["crm_settings"])
    target = tmp_path / "english.xlsx"
    cli("export", "rate", "--municipality", "0851", "--from", "2025-09-01", "--to", "2026-08-31", "--out", str(target))
    assert formulas(target).sheetnames[0] == "Cover"
    assert formulas(target)["Virksomheder" if "Virksomheder" in formulas(target).sheetnames else "Companies"]


def english(settings: Any) -> Any:
    from dataclasses import replace

    return replace(settings, language="en")
