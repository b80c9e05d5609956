"""Every code of a row problem, with the value it arises from."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from import_files import (
    ARRANGEMENT,
    TYPES,
    WORKPLACE,
    cooperations,
    csv_text,
    failed_formula_workbook,
    register,
    workbook,
    write,
)

from crm.values.cooperation_types import SHIPPED_TYPES
from crm.values.cpr_guard import REDACTED, contains_cpr
from imports.cooperations import parse_cooperations
from imports.problems import WARNINGS, ProblemCode

CPR = "010190-1234"
LONG = "x" * 201

REGISTER = [
    ("pnummer", "", "missing_value"),
    ("cvrnummer", "", "missing_value"),
    ("navn", "", "missing_value"),
    ("kommunekode", "", "missing_value"),
    ("startdato", "", "missing_value"),
    ("pnummer", "101757163", "p_number_format"),
    ("pnummer", "1,01757E+09", "p_number_format"),
    ("cvrnummer", "2798375", "cvr_format"),
    ("cvrnummer", "27983759", "cvr_check_digit"),
    ("navn", LONG, "too_long"),
    ("navn", "#I/T", "cell_error"),
    ("ophørsdato", "#N/A", "cell_error"),
    ("adresse", LONG, "too_long"),
    ("kommunekode", "999", "unknown_municipality"),
    ("kommunekode", "51", "unknown_municipality"),
    ("kommunekode", "Aalborg", "unknown_municipality"),
    ("postnummer", "90000", "postcode_invalid"),
    ("branchekode", "4120", "industry_code_invalid"),
    ("branchekode", "byggeri", "industry_code_invalid"),
    ("antal_ansatte", "1.234", "headcount_invalid"),
    ("antal_ansatte", "12,5", "headcount_invalid"),
    ("antal_ansatte", "-3", "headcount_invalid"),
    ("antal_ansatte", "mange", "headcount_invalid"),
    ("antal_ansatte", "1000000", "headcount_invalid"),
    ("antal_ansatte_interval", "50_98", "band_invalid"),
    ("sektor", "halvoffentlig", "sector_invalid"),
    ("startdato", "2015-02-29", "date_invalid"),
    ("ophørsdato", "snart", "date_invalid"),
    ("gyldig_fra", "01-03-15", "date_invalid"),
    ("ophørsdato", "2015-02-28", "date_order"),
    ("reklamebeskyttet", "måske", "boolean_invalid"),
    ("telefon", "123", "phone_dropped"),
    ("email", "post@bageren", "email_dropped"),
]
COOPERATIONS = [
    ("løbenummer", "", "missing_value"),
    ("pnummer", "", "missing_value"),
    ("type", "", "missing_value"),
    ("startdato", "", "missing_value"),
    ("type", "frokost", "type_unknown"),
    ("status", "måske", "status_unknown"),
    ("status", "afsluttet", "ended_without_end"),
    ("startdato", "32-01-2015", "date_invalid"),
    ("slutdato", "2015-02-28", "date_order"),
    ("jobcenter", "Aalborg", "job_centre_invalid"),
    ("jobcenter", "51", "job_centre_invalid"),
    ("målgruppe", "alle", "target_group_unknown"),
    ("timer_pr_uge", "169", "hours_invalid"),
    ("timer_pr_uge", "-1", "hours_invalid"),
    ("timer_pr_uge", "NaN", "hours_invalid"),
    ("konsulent", "Anna", "email_dropped"),
    ("bemærkning", "x" * 2001, "too_long"),
    ("cvrnummer", "27983759", "cvr_check_digit"),
]


@pytest.mark.parametrize(("column", "value", "code"), REGISTER)
def test_register_cell(tmp_path: Path, column: str, value: str, code: str) -> None:
    batch = register(write(tmp_path, csv_text(WORKPLACE | {column: value})))
    (found,) = batch.problems
    assert (found.row, found.column, found.code) == (2, column, code)
    assert found.value == (value[:80] or None)
    is_warning = ProblemCode(code) in WARNINGS
    assert found.severity == ("warning" if is_warning else "error")
    assert (len(batch.rows), len(batch.rejected)) == ((1, 0) if is_warning else (0, 1))


@pytest.mark.parametrize(("column", "value", "code"), COOPERATIONS)
def test_cooperation_cell(tmp_path: Path, column: str, value: str, code: str) -> None:
    batch = cooperations(write(tmp_path, csv_text(ARRANGEMENT | {column: value})))
    (found,) = batch.problems
    assert (found.row, found.code) == (2, code)
    assert found.column == ("slutdato" if code == "ended_without_end" else column)
    assert len(batch.rows) == (1 if ProblemCode(code) in WARNINGS else 0)


def test_a_dropped_phone_leaves_the_row_without_one(tmp_path: Path) -> None:
    (row,) = register(write(tmp_path, csv_text({**WORKPLACE, "telefon": "123", "email": "x"}))).rows
    assert (row.phone, row.email) == (None, None)


def test_every_problem_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    batch = register(write(tmp_path, csv_text(WORKPLACE | {"cvrnummer": "1", "kommunekode": "999", "navn": ""})))
    assert {found.code for found in batch.problems} == {"cvr_format", "unknown_municipality", "missing_value"}
    assert batch.rejected[0].problems == tuple(batch.problems)


def test_the_same_state_twice_in_one_register_file(tmp_path: Path) -> None:
    other_day = WORKPLACE | {"gyldig_fra": "2016-01-01"}
    batch = register(write(tmp_path, csv_text(WORKPLACE, other_day, WORKPLACE | {"gyldig_fra": "2015-03-01"})))
    assert [row.row for row in batch.rows] == [2, 3]
    assert [(found.row, found.column, found.code) for found in batch.problems] == [(4, "pnummer", "duplicate_key")]


def test_the_same_number_twice_in_one_cooperations_file(tmp_path: Path) -> None:
    batch = cooperations(write(tmp_path, csv_text(ARRANGEMENT, ARRANGEMENT | {"type": "mentor"})))
    assert [row.type_code for row in batch.rows] == ["wage_subsidy"]
    assert [(found.row, found.column, found.code, found.value) for found in batch.problems] == [
        (3, "løbenummer", "duplicate_key", "S-1")
    ]


def test_cells_beyond_the_header(tmp_path: Path) -> None:
    text = csv_text(WORKPLACE).rstrip() + ";ApS\r\n"
    (found,) = register(write(tmp_path, text)).problems
    assert (found.code, found.column) == ("extra_cells", None)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("navn", f"Jens Jensen {CPR}"),
        ("adresse", "0101901234"),
        ("adresse", "101901234"),  # a spreadsheet took its zero
        ("telefon", "010190 1234"),
        ("pnummer", CPR),
        ("cvrnummer", CPR),
        ("Borger", "010190–1234"),
        ("navn", '"Hjørnet\r\n010190\r\n1234"'),
        ("startdato", CPR),
    ],
)
def test_a_cpr_number_in_any_cell_rejects_the_row(tmp_path: Path, column: str, cell: str) -> None:
    batch = register(write(tmp_path, csv_text(WORKPLACE | {column: cell})))
    assert batch.rows == []
    assert (column, "cpr_number", REDACTED) in [(found.column, found.code, found.value) for found in batch.problems]
    _assert_no_cpr(batch.problems, batch.rejected)


@pytest.mark.parametrize("column", ["løbenummer", "bemærkning", "konsulent", "enhed", "Borger", "timer_pr_uge"])
def test_a_cpr_number_in_a_cooperation(tmp_path: Path, column: str) -> None:
    batch = cooperations(write(tmp_path, csv_text(ARRANGEMENT | {column: "0101901234"})))
    assert batch.rows == []
    assert "cpr_number" in {found.code for found in batch.problems}
    _assert_no_cpr(batch.problems, batch.rejected)


def test_a_cpr_number_that_excel_made_a_number(tmp_path: Path) -> None:
    names = [*WORKPLACE, "Borger"]
    (found,) = register(write(tmp_path, workbook(names, [*WORKPLACE.values(), 3112901234]))).problems
    assert (found.column, found.code) == ("Borger", "cpr_number")


def test_a_formula_that_failed_is_not_an_empty_cell(tmp_path: Path) -> None:
    names = [*WORKPLACE, "ophørsdato"]
    content = failed_formula_workbook([names, [*WORKPLACE.values()]], row=1, column=len(names) - 1)
    (found,) = register(write(tmp_path, content)).problems
    assert (found.row, found.column, found.code, found.value) == (2, "ophørsdato", "cell_error", "#N/A")


def test_a_failed_formula_in_a_table_that_does_not_begin_in_the_corner(tmp_path: Path) -> None:
    names = ["", "", *WORKPLACE, "ophørsdato"]
    rows = [[], [], names, ["", "", *WORKPLACE.values(), "2016-01-01"], ["", "", *WORKPLACE.values()]]
    (found,) = register(write(tmp_path, failed_formula_workbook(rows, row=4, column=len(names) - 1))).problems
    assert (found.row, found.column, found.code) == (5, "ophørsdato", "cell_error")


def test_a_p_number_that_looks_like_a_cpr_number_is_none(tmp_path: Path) -> None:
    cells = WORKPLACE | {
        "pnummer": "0101901234",
        "Hovedenhed P-nummer": "0101901234",
        "branchetekst": "P-nr 0101901234",
    }
    batch = register(write(tmp_path, csv_text(cells)))
    assert [row.p_number for row in batch.rows] == ["0101901234"]


@pytest.mark.parametrize(("start", "is_valid"), [("2025-12-31", True), ("2026-01-01", False), ("2014-01-01", True)])
def test_a_type_outside_its_validity(tmp_path: Path, start: str, *, is_valid: bool) -> None:
    path = write(tmp_path, csv_text(ARRANGEMENT | {"type": "jobrotationsvikar", "startdato": start}))
    validity = {kind.code: (kind.valid_from, kind.valid_to) for kind in SHIPPED_TYPES}
    with parse_cooperations(path, TYPES, validity=validity) as parsed:
        batch = parsed.read_all()
    assert [found.code for found in batch.problems] == ([] if is_valid else ["type_not_valid_then"])


def test_every_code_is_tried_here() -> None:
    tried = {code for _, _, code in REGISTER + COOPERATIONS}
    elsewhere = {"cpr_number", "duplicate_key", "extra_cells", "type_not_valid_then"}
    applied_later = {"cvr_mismatch", "voided_by_hand"}
    assert tried | elsewhere | applied_later == {code.value for code in ProblemCode}


def _assert_no_cpr(problems: list, rejected: list) -> None:
    told = json.dumps([asdict(found) for found in problems], ensure_ascii=False)
    assert not contains_cpr(told)
    for row in rejected:
        assert not contains_cpr(" ".join(row.cells).replace(WORKPLACE["pnummer"], ""))
