"""A campaign's workbook: live formulas whose cached values are the page's, over lists that add up to them."""

import csv
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made_up_calls import NOW, MadeUp, made_up_campaign
from openpyxl.workbook import Workbook
from page_client import PageClient
from people import ANNA, DORTE, SignedIn
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.campaigns.figures import CallGroup, Figures, Stage
from crm.campaigns.queries.statistics import statistics_of
from crm.campaigns.workbook.writing import write_campaign
from crm.db import transaction

SHEETS = ["Forside", "Tal", "Opkald", "Virksomheder", "Svar"]


@pytest.fixture
def made(session: Session, anna: User, bo: User) -> MadeUp:
    return made_up_campaign(session, anna, bo)


def written(on: Session, made: MadeUp, folder: Path, *, own_words: bool = True) -> Path:
    target = folder / "kampagne.xlsx"
    write_campaign(on, made.campaign, target, by_name="Dorte", now=NOW, days=90, written=own_words)
    return target


def values(path: Path) -> Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    header, *body = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in body]


def column(sheet: Any, title: str, at: int = 1) -> dict[str, Any]:
    """A table of the sheet of figures: from below its header to the next empty line."""
    found = list(sheet.iter_rows(values_only=True))
    start = next(place for place, row in enumerate(found) if row[0] == title) + 1
    table = {}
    for row in found[start:]:
        if row[0] is None or row[at] is None:
            break
        table[str(row[0])] = row[at]
    return table


def test_the_lists_add_up_to_the_figures(session: Session, made: MadeUp, tmp_path: Path) -> None:
    found = statistics_of(session, made.campaign, now=NOW)
    book = values(written(session, made, tmp_path))
    assert book.sheetnames == SHEETS
    calls, companies = rows(book, "Opkald"), rows(book, "Virksomheder")
    assert len(calls) == found.calls()
    assert sum(row["Truffet"] for row in calls) == found.calls(CallGroup.REACHED)
    assert sum(row["Minutter"] for row in calls) * 60 == pytest.approx(found.seconds)
    assert len(companies) == sum(found.states.values())
    names = ("På listen", "Ringet op", "Truffet", "Interesseret", "Besøg aftalt", "Besøg holdt", "Samarbejde begyndt")
    assert [sum(row[name] for row in companies) for name in names] == [found.funnel[stage] for stage in Stage]
    assert {row["Årsag"] for row in companies if row["Tilstand"] == "Ikke med"} == {
        "Intet telefonnummer", "Ønsker ikke kontakt",
    }  # fmt: skip


def test_the_figures_are_formulas_whose_cached_values_are_the_pages(
    session: Session, made: MadeUp, tmp_path: Path
) -> None:
    found = statistics_of(session, made.campaign, now=NOW)
    path = written(session, made, tmp_path)
    formulas = openpyxl.load_workbook(path)["Tal"]
    assert all(str(formulas[f"B{row}"].value).startswith("=SUM(Virksomheder!") for row in range(6, 13))
    assert_equal(values(path)["Tal"], found)


def assert_equal(sheet: Any, found: Figures) -> None:
    assert list(column(sheet, "Trin").values()) == [found.funnel[stage] for stage in Stage]
    outcomes = column(sheet, "Udfald")
    assert outcomes.pop("I alt") == found.calls()
    assert sum(outcomes.values()) == found.calls()
    for place, name in ((1, "calls"), (2, "reached"), (3, "interested"), (4, "visits")):
        counted = column(sheet, "Opringer", place)
        assert counted == {caller.name: getattr(caller, name) for caller in found.callers}
    assert column(sheet, "Opringer", 6) == {
        caller.name: pytest.approx(caller.seconds / 3600) for caller in found.callers
    }
    assert column(sheet, "Klokken") == {f"{one.at}–{one.at + 1}": one.calls for one in found.hours}
    assert list(column(sheet, "Ugedag", 2).values()) == [one.reached for one in found.weekdays]


def test_own_words_are_for_managers_and_nobody_of_a_company_is_named(
    session: Session, made: MadeUp, tmp_path: Path
) -> None:
    with_words = rows(values(written(session, made, tmp_path)), "Svar")
    without = rows(values(written(session, made, tmp_path, own_words=False)), "Svar")
    assert "Tømrere" in {row["Svar"] for row in with_words}
    assert "Tømrere" not in {row["Svar"] for row in without}
    assert len(without) < len(with_words)
    headers = set(rows(values(tmp_path / "kampagne.xlsx"), "Opkald")[0])
    assert not headers & {"Note", "Kontaktperson", "Person"}


def test_a_spreadsheet_program_computes_the_same(session: Session, made: MadeUp, tmp_path: Path) -> None:
    """LibreOffice computes every formula anew; where there is none, the lists are counted above."""
    program = shutil.which("soffice")
    found = statistics_of(session, made.campaign, now=NOW)
    path = written(session, made, tmp_path)
    if program is None:
        assert_equal(values(path)["Tal"], found)
        return
    stripped = tmp_path / "uden.xlsx"
    openpyxl.load_workbook(path).save(stripped)  # without the cached values
    to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", to, "--outdir", str(tmp_path), str(stripped)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    (csv_file,) = tmp_path.glob("uden*.csv")
    with csv_file.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert [int(line[1]) for line in lines[5:12]] == [found.funnel[stage] for stage in Stage]
    assert not [cell for line in lines for cell in line if cell.startswith(("#", "Err:"))]
    answers = {line[0]: line[1] for line in lines if line[0] in {"Sommer", "Vinter", "Ja", "Nej"}}
    counts = {**found.answers[1].counts, "Ja": found.answers[0].counts["yes"], "Nej": found.answers[0].counts["no"]}
    assert {name: int(count) for name, count in answers.items()} == {
        name: count for name, count in counts.items() if name in answers
    }


def test_getting_the_workbook_leaves_a_trace(session: Session, made: MadeUp, signed_in: SignedIn) -> None:
    for who, own_words in ((DORTE, True), (ANNA, False)):
        book = downloaded(signed_in(who), made)
        assert ("Tømrere" in {row["Svar"] for row in rows(book, "Svar")}) == own_words
    session.rollback()
    lines = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "campaign.export")).all()
    assert [set(line.details) for line in lines] == [{"companies", "calls"}] * 2


def downloaded(client: PageClient, made: MadeUp) -> Workbook:
    answer = client.open(
        f"/campaigns/{made.campaign.id}/statistics/export", method="POST", data={"csrf_token": client.csrf_token()}
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith("-2026-03-02.xlsx")
    return openpyxl.load_workbook(BytesIO(answer.data), data_only=True)


def test_an_empty_campaign_has_a_workbook_too(session: Session, anna: User, tmp_path: Path) -> None:
    empty = made_up_campaign(session, anna, companies=2, calls=0)
    assert column(values(written(session, empty, tmp_path))["Tal"], "Trin")["Ringet op"] == 0
    with transaction(session):
        empty.campaign.name = "=1+1 & <x>"
    assert values(written(session, empty, tmp_path))["Forside"]["A1"].value == "=1+1 & <x>"
