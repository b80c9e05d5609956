"""The workbook of Virksomhedsservice says what its page says, and its formulas do too."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from contact_ground import NOW, Colleague
from flask import Flask
from people import EMIL, SignedIn
from request_ground import category, received
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.employer_requests.words import Channel
from crm.service_desk.figures import MISSED
from crm.service_desk.queries.figures import asked_in
from crm.service_desk.workbook.material import Material, material_of
from crm.service_desk.workbook.writing import write_figures
from crm.values.clock import local_date, utc_now
from crm.values.periods import month_of
from crm.web.i18n import in_language

LATER_ON = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)


def written(app: Flask, material: Material, folder: Path) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    """As formulas, and as values."""
    target = folder / "virksomhedsservice.xlsx"
    with app.app_context(), in_language("da"):
        write_figures(material, target, by_name="Dorte", now=LATER_ON)
    return openpyxl.load_workbook(target), openpyxl.load_workbook(target, data_only=True)


def test_the_workbook_says_what_the_page_says(app: Flask, session: Session, anna: Colleague, tmp_path: Path) -> None:
    for about in ("recruitment", "recruitment", "complaint"):
        received(session, anna, about=about)
    received(session, anna, channel=Channel.PHONE, answered=True)
    asked = asked_in(session, month_of(local_date(NOW)), now=LATER_ON)
    with in_language("da"):
        material = material_of(session, asked, about="marts 2026", units={}, now=LATER_ON)
    formulas, values = written(app, material, tmp_path)
    assert formulas.sheetnames == ["Forside", "Tal", "Mål, der ikke blev nået", "Henvendelser"]
    rows = {row[0]: row for row in values["Tal"].iter_rows(values_only=True) if row[0]}
    assert rows["Rekruttering"][1:5] == (3, 1, 2, 1 / 3)
    assert rows["I alt"][1:5] == (4, 1, 3, 0.25)
    assert (rows["med det samme"][1], rows["intet svar endnu"][1]) == (1, 3)
    assert any("COUNTIFS(Henvendelser!" in str(cell.value) for cell in formulas["Tal"]["B"])
    listed = list(values["Henvendelser"].iter_rows(min_row=2, values_only=True))
    assert len(listed) == len(asked)
    missed = list(values["Mål, der ikke blev nået"].iter_rows(min_row=2, values_only=True))
    assert len(missed) == sum(each.results.count(MISSED) for each in asked)
    assert all(used - promised == over for *_row, promised, used, over, _p, _n, _r in missed)


def test_the_desk_takes_the_workbook_along_and_it_leaves_a_line(
    session: Session, signed_in: SignedIn, anna: Colleague
) -> None:
    received(session, anna, now=utc_now(), category_id=category(session))
    emil = signed_in(EMIL)
    data = {"csrf_token": emil.csrf_token()}
    answer = emil.open("/requests/figures/export", method="POST", data=data)
    assert openpyxl.load_workbook(BytesIO(answer.data)).sheetnames[1] == "Tal"
    session.rollback()
    line = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "request_figures.export")).one()
    assert line.details["period"] == f"{utc_now().year}-Q{(local_date(utc_now()).month + 2) // 3}"
