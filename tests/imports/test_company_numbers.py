"""Lists of companies: the column is found by its name, or is the only one; CPR numbers are seen and not kept."""

from pathlib import Path

import pytest
from import_files import workbook, write

from imports import company_numbers
from imports.company_numbers import read_numbers
from imports.problems import FileProblem
from imports.sandbox import MEGABYTE

CVR, OTHER, P_NUMBER = "27983758", "10150817", "0101901234"  # a P-number may look like a CPR number


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (f"cvrnummer\n{CVR}\n{OTHER}\n", [CVR, OTHER]),
        (f"Navn;CVR-nr.;Bemærkning\r\nBageren;{CVR};ring først\r\nSmeden;{OTHER};\r\n", [CVR, OTHER]),
        (f"Navn,P-nr\nBageren,{P_NUMBER}\n", [P_NUMBER]),
        (f"pnummer\tnavn\n{P_NUMBER}\tBagerens køkken\n".encode("cp1252"), [P_NUMBER]),
        (f"pnummer;cvr\n{P_NUMBER};{CVR}\n{P_NUMBER};\n", [CVR, P_NUMBER]),
        (f"{CVR}\n\n{P_NUMBER}\n98 12 34 56\n", [CVR, P_NUMBER, "98 12 34 56"]),
        (f"Virksomheder, der skal ringes op\n{CVR}\n".replace(", der", " der"), [CVR]),
        (workbook(["CVR", "Navn"], [int(CVR), "Bageren"], [f"{OTHER}.0", "Smeden"]), [CVR, OTHER]),
        (workbook([int(CVR)], [int(OTHER)], first_row=2), [CVR, OTHER]),
    ],
    ids=[
        "one column with its name",
        "semicolons, another spelling",
        "commas, P-numbers",
        "tabs, Windows-1252",
        "both kinds: the CVR number first",
        "numbers alone, of every kind",
        "one column with any name",
        "a workbook",
        "a workbook of numbers alone",
    ],
)
def test_numbers_are_found(tmp_path: Path, content: bytes | str, numbers: list[str]) -> None:
    found = read_numbers(write(tmp_path, content))
    assert (found.numbers, found.cpr_rows, found.has_more) == (numbers, [], False)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (f"cvr;note\n{CVR};Ring til Bo, 010190-1234\n{OTHER};\n", [2]),
        ("010190-1234\n010190-1235\n", [1, 2]),
        (f"cvr\n{P_NUMBER}\n", [2]),  # ten digits where eight belong
    ],
    ids=["in a column nobody asked for", "in place of the numbers", "among the CVR numbers"],
)
def test_cpr_numbers_are_seen_and_not_kept(tmp_path: Path, content: str, rows: list[int]) -> None:
    found = read_numbers(write(tmp_path, content))
    assert found.cpr_rows == rows
    assert not any("0190" in number for number in found.numbers)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"navn;by\nBageren;{CVR}\n", "missing_column"),
        (f"{CVR};Bageren\n", "missing_column"),
        (f"cvr;cvrnummer\n{CVR};{CVR}\n", "duplicate_column"),
        (f"cvr;010190-1234\n{CVR};x\n", "cpr_in_header"),
        ("cvrnummer;navn\n;Bageren\n", "no_rows"),
        (" \n", "empty_file"),
        (b"%PDF-1.7 list", "wrong_file_kind"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes | str, code: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read_numbers(write(tmp_path, content))
    assert caught.value.code == code


def test_a_register_is_too_large_for_a_list(tmp_path: Path) -> None:
    path = write(tmp_path, "cvr\n")
    with path.open("r+b") as file:
        file.truncate(11 * MEGABYTE)
    with pytest.raises(FileProblem) as caught:
        read_numbers(path)
    assert (caught.value.code, caught.value.details) == ("too_large", ("10",))


def test_more_than_anybody_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company_numbers, "MOST_NUMBERS", 2)
    assert read_numbers(write(tmp_path, f"{CVR}\n" * 3)).has_more
    assert not read_numbers(write(tmp_path, f"{CVR}\n" * 2)).has_more
