"""Whatever shape a good file comes in, the same rows come out."""

from datetime import date, datetime
from itertools import product
from pathlib import Path

import pytest
from import_files import ARRANGEMENT, WORKPLACE, cooperations, csv_text, register, workbook, write

from crm.values.bands import HeadcountBand
from crm.values.cooperation_status import CooperationStatus
from crm.values.sectors import Sector
from imports.register import parse_register


@pytest.mark.parametrize(("delimiter", "encoding"), list(product((";", ",", "\t"), ("utf-8", "utf-8-sig", "cp1252"))))
def test_every_delimiter_in_every_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = csv_text({**WORKPLACE, "ophørsdato": "01.05.2016"}, delimiter=delimiter)
    (row,) = register(write(tmp_path, text.encode(encoding))).rows
    assert (row.row, row.name, row.end_date) == (2, "Bageren på Hjørnet", date(2016, 5, 1))


def test_all_columns_of_a_register_row(tmp_path: Path) -> None:
    full = WORKPLACE | {
        "virksomhedsnavn": "Bageren ApS",
        "virksomhedsform": "80",
        "adresse": "Vej 1",
        "postnummer": "800",
        "postdistrikt": "Høje Taastrup",
        "kommunekode": "101",
        "branchekode": "11100",
        "branchetekst": "Dyrkning af korn",
        "antal_ansatte": "12",
        "antal_ansatte_interval": "10-19",
        "sektor": "offentlig",
        "gyldig_fra": "1/4 2015",
        "telefon": "98 12 34 56",
        "email": "post@bageren.dk",
        "reklamebeskyttet": "ja",
    }
    batch = register(write(tmp_path, csv_text(full)))
    (row,) = batch.rows
    assert batch.problems == []
    assert (row.municipality_code, row.postcode, row.industry_code) == ("0101", "0800", "011100")
    assert (row.headcount, row.headcount_band, row.sector) == (12, HeadcountBand.ANTAL_10_19, Sector.PUBLIC)
    assert (row.phone, row.email, row.advertising_protected) == ("+4598123456", "post@bageren.dk", True)
    assert row.valid_from == date(2015, 4, 1)
    assert row.effective_valid_from(date(2020, 1, 1)) == date(2015, 4, 1)


def test_empty_cells_of_a_register_row(tmp_path: Path) -> None:
    (row,) = register(write(tmp_path, csv_text({**WORKPLACE, "antal_ansatte": "", "gyldig_fra": ""}))).rows
    assert (row.headcount, row.headcount_band, row.sector) == (None, None, Sector.PRIVATE)
    assert row.valid_from is None
    assert row.effective_valid_from(date(2020, 1, 1)) == date(2020, 1, 1)
    assert row.effective_valid_from(None) == date(2015, 3, 1)


def test_all_columns_of_a_cooperation_row(tmp_path: Path) -> None:
    full = ARRANGEMENT | {
        "cvrnummer": "27983758",
        "slutdato": "31-08-2015",
        "status": "afsluttet",
        "jobcenter": "561",
        "målgruppe": "sygedagpenge",
        "timer_pr_uge": "18,5",
        "enhed": "Jobhuset",
        "konsulent": "anna@kommune.dk",
        "bemærkning": "Aftalt på besøg",
    }
    batch = cooperations(write(tmp_path, csv_text(full)))
    (row,) = batch.rows
    assert batch.problems == []
    assert (row.type_code, row.status, row.job_centre_code) == ("wage_subsidy", CooperationStatus.ENDED, "0561")
    assert (str(row.hours_per_week), row.unit, row.consultant) == ("18.5", "Jobhuset", "anna@kommune.dk")
    assert (row.end_date, row.note) == (date(2015, 8, 31), "Aftalt på besøg")


def test_a_workbook_with_real_dates_and_numbers(tmp_path: Path) -> None:
    content = workbook(
        ["P-nummer", "CVR nummer", "Navn", "Kommunekode", "Startdato", "antal ansatte", "Reklamebeskyttet"],
        [],
        [1017571637, 27983758.0, "Bageren", 851, datetime(2015, 3, 1, 14, 30), 12.0, True],  # noqa: DTZ001 — as Excel has it
        first_row=2,
    )
    (row,) = register(write(tmp_path, content, "named_wrongly.csv")).rows
    assert (row.row, row.p_number, row.cvr, row.municipality_code) == (5, "1017571637", "27983758", "0851")
    assert (row.start_date, row.headcount, row.advertising_protected) == (date(2015, 3, 1), 12, True)


def test_a_csv_named_as_a_workbook(tmp_path: Path) -> None:
    assert len(register(write(tmp_path, csv_text(WORKPLACE), "file.xlsx")).rows) == 1


@pytest.mark.parametrize(
    "names",
    [
        {"pnummer": "P-Nummer", "cvrnummer": "CVR_NUMMER", "kommunekode": "Kommune kode", "startdato": "START.DATO"},
        {"pnummer": "PNR", "cvrnummer": "cvr-nr.", "ophørsdato": "Ophorsdato"},
        {"ophørsdato": "ophoersdato"},
    ],
)
def test_spelling_of_headers_does_not_matter(tmp_path: Path, names: dict[str, str]) -> None:
    cells = {names.get(name, name): cell for name, cell in {**WORKPLACE, "ophørsdato": "2016-05-01"}.items()}
    (row,) = register(write(tmp_path, csv_text(cells))).rows
    assert row.end_date == date(2016, 5, 1)


def test_danish_letters_of_cooperation_headers(tmp_path: Path) -> None:
    cells = {"lobenummer": "S-1", "cvrnummer": "27983758", "type": "mentor", "startdato": "2015-03-01"}
    cells |= {"ma\u030algruppe": "integration", "Bemaerkning": "på vej"}
    (row,) = cooperations(write(tmp_path, csv_text(cells))).rows
    assert (row.external_id, row.p_number, row.note) == ("S-1", None, "på vej")
    assert row.target_group == "integration"


def test_unknown_columns_are_named_and_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, csv_text({**WORKPLACE, "Farve": "rød", "fejl": "rettet"}))
    with parse_register(path, frozenset({"0851"})) as parsed:
        assert parsed.header.unknown == ("Farve",)
        assert parsed.header.columns[-1] == "fejl"
        assert len(parsed.read_all().rows) == 1


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    header, row = csv_text(WORKPLACE).splitlines()
    second = row.replace("1017571637", "1017571638").replace("Bageren på Hjørnet", '"Bageren;\r\npå ""Hjørnet"""')
    third = row.replace("1017571637", "1017571639")
    text = f"{header}\r\n\r\n;;;;\r\n{second}\r\n{third}\r\n"
    rows = register(write(tmp_path, text)).rows
    assert [row.row for row in rows] == [4, 5]
    assert rows[0].name == 'Bageren; på "Hjørnet"'


def test_a_line_that_names_the_delimiter(tmp_path: Path) -> None:
    assert len(register(write(tmp_path, "sep=,\r\n" + csv_text(WORKPLACE, delimiter=","))).rows) == 1


def test_no_end_written_as_the_last_day_of_time(tmp_path: Path) -> None:
    (row,) = register(write(tmp_path, csv_text({**WORKPLACE, "ophørsdato": "31-12-9999"}))).rows
    assert row.end_date is None


@pytest.mark.parametrize(
    ("cell", "headcount"),
    [("0", 0), ("12,0", 12), ("12.0", 12), ("1 234", 1234), ("1.234.5", None), ("999999", 999999)],
)
def test_headcounts(tmp_path: Path, cell: str, headcount: int | None) -> None:
    batch = register(write(tmp_path, csv_text({**WORKPLACE, "antal_ansatte": cell})))
    assert [row.headcount for row in batch.rows] == ([] if headcount is None else [headcount])
