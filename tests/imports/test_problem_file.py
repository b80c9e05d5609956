"""The problem file can be mended and imported again."""

from pathlib import Path

from import_files import WORKPLACE, csv_text, register, write

from crm.values.cpr_guard import REDACTED, contains_cpr
from imports.problem_file import problem_file
from imports.problems import Problem
from imports.register import parse_register

BAD = WORKPLACE | {"cvrnummer": "1", "telefon": "+45 98 12 34 56", "Note": "=1+1;x"}


def _describe(found: Problem) -> str:
    return f"{found.column}: {found.code}."


def _problem_file(path: Path) -> str:
    with parse_register(path, frozenset({"0851"})) as parsed:
        return problem_file(parsed.header.columns, parsed.read_all().rejected, _describe).decode("utf-8-sig")


def test_mended_rows_go_in(tmp_path: Path) -> None:
    text = _problem_file(write(tmp_path, csv_text(BAD).replace("=1+1;x", '"=1+1;x"')))
    header, row = text.splitlines()
    assert header.endswith(";Note;fejl")
    assert row.endswith(";'+45 98 12 34 56;\"'=1+1;x\";cvrnummer: cvr_format.")
    (mended,) = register(write(tmp_path, text.replace(";1;", ";27983758;"))).rows
    assert (mended.phone, mended.name) == ("+4598123456", WORKPLACE["navn"])


def test_a_second_problem_file_has_one_column_of_problems(tmp_path: Path) -> None:
    first = _problem_file(write(tmp_path, csv_text(WORKPLACE | {"cvrnummer": "1"})))
    second = _problem_file(write(tmp_path, first))
    assert second == first


def test_it_holds_no_cpr_number(tmp_path: Path) -> None:
    cells = WORKPLACE | {"navn": "Jens 010190-1234", "Borger": "0202901234", "cvrnummer": "030390 1234"}
    text = _problem_file(write(tmp_path, csv_text(cells)))
    assert REDACTED in text
    assert not contains_cpr(text.replace(WORKPLACE["pnummer"], ""))
