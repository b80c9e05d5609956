"""The workbook of satisfaction says what the page says, and holds back what the page holds back."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from people import DORTE, SignedIn
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.surveys.figures import Asked, Results, results
from crm.surveys.labels import QUESTIONS
from crm.surveys.models import Expects, Subject
from crm.surveys.workbook import Shown, write_results
from crm.values.clock import local_date, utc_now
from crm.web.i18n import in_language

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
JOBHUSET, ROTATION = 1, 2


def asked(unit: int, value: int | None, *, expects: Expects = Expects.YES) -> Asked:
    values = {} if value is None else dict.fromkeys(QUESTIONS[Subject.VISIT], value)
    return Asked("2026-Q4", unit, 10 + unit, None if value is None else expects, values)


def workbook(app: Flask, found: Results, folder: Path) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    """As formulas, and as values."""
    names = {JOBHUSET: "Jobhuset", ROTATION: "Rotationsteam"}
    parts = [(names[part.key or 0], part) for part in found.parts]
    shown = Shown(Subject.VISIT, about="2026, Alle enheder", fewest=5, total=found.total, parts=parts, by_unit=True)
    target = folder / "tilfredshed.xlsx"
    with app.app_context(), in_language("da"):
        write_results(shown, target, by_name="Dorte", now=NOW)
    return openpyxl.load_workbook(target), openpyxl.load_workbook(target, data_only=True)


def test_means_are_formulas_over_the_counts(app: Flask, tmp_path: Path) -> None:
    answers = [asked(JOBHUSET, value) for value in (5, 4, 4, 2, 1)] + [asked(ROTATION, None)]
    found = results(answers, quarter=None, unit_id=None, fewest=5)
    formulas, values = workbook(app, found, tmp_path)
    sheet, figure = values["Tal"], found.total.figures[0]
    assert formulas["Tal"]["B11"].value == "=(5*E11+4*F11+3*G11+2*H11+1*I11)/SUM(E11:I11)"
    assert [sheet.cell(11, column).value for column in range(2, 5)] == pytest.approx(
        [figure.mean.value, figure.mean.low, figure.mean.high]
    )
    assert [sheet.cell(11, column).value for column in range(5, 10)] == list(reversed(figure.counts))
    counts = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert (counts["Sendt"], counts["Besvaret"], counts["Ja"]) == (6, 5, 5)
    jobhuset, rotation = list(values["Fordelt på enheder"].iter_rows(min_row=2, values_only=True))
    assert jobhuset[:5] == ("Jobhuset", 5, 5, 1, pytest.approx(3.2))
    assert rotation[:5] == ("Rotationsteam", 1, 0, 0, "for få svar")


def test_too_few_answers_are_nowhere_in_the_file(app: Flask, tmp_path: Path) -> None:
    found = results([asked(JOBHUSET, 4) for _each in range(4)], quarter=None, unit_id=None, fewest=5)
    _formulas, values = workbook(app, found, tmp_path)
    said = [cell for sheet in values for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert any("Svarene vises ikke" in str(cell) for cell in said)
    assert [cell for cell in said if isinstance(cell, float) and cell > 1] == []
    assert "Ja" not in said


def test_getting_it_leaves_a_trace(session: Session, signed_in: SignedIn) -> None:
    client, year = signed_in(DORTE), str(local_date(utc_now()).year)
    answer = client.open("/visits/quality/export", method="POST", data={"csrf_token": client.csrf_token()})
    assert answer.headers["Content-Disposition"].endswith(f"tilfredshed-{year}.xlsx")
    assert openpyxl.load_workbook(BytesIO(answer.data)).sheetnames == ["Tal", "Fordelt på enheder"]
    session.rollback()
    (line,) = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "quality.export")).all()
    assert line.details == {"about": "visit", "period": year, "unit_id": None}
