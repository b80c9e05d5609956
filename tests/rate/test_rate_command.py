"""`crm rate` and `crm definition`: from the files of the worked example to the answer."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from command_line import Command

EXAMPLE = Path(__file__).parent.parent / "data" / "worked_example"
YEAR = ("--from", "2015-01-01", "--to", "2015-12-31")
COUNTED = ("population", "cooperating", "unknown_headcount", "inexact_headcount", "unplaced")


@pytest.fixture
def imported(cli: Command) -> Command:
    cli("jobcenter", "add", "0561", "--name", "Jobcenter Esbjerg", "--municipality", "0561", "--municipality", "0563")
    cli("import", "register", str(EXAMPLE / "register.csv"))
    cli("import", "cooperations", str(EXAMPLE / "cooperations.csv"), "--source", "case-system")
    return cli


def asked(cli: Command, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cli("rate", *arguments, "--json").stdout)
    return found


def test_files_in_figures_out(imported: Command, expected_cases: list[dict[str, Any]]) -> None:
    for case in expected_cases:
        period = ("--from", case["from"], "--to", case["to"])
        found = asked(imported, "--municipality", case["municipality"], *period, "--definition", case["definition"])
        assert {key: found[key] for key in COUNTED} == {key: case[key] for key in COUNTED}, case
        assert found["definition"] == case["definition"]


def test_the_document_has_what_was_asked_for_and_nothing_else(
    imported: Command, expected_cases: list[dict[str, Any]]
) -> None:
    plain = asked(imported, "--municipality", "851", *YEAR)
    assert set(plain) == {
        *("definition", "unit", "municipality", "from", "to", "known_at", "population", "cooperating", "rate"),
        *("percent", "unknown_headcount", "inexact_headcount", "unplaced", "provisional"),
    }
    assert plain["municipality"] == "0851"
    assert plain["percent"] == {"own": "28.8", "other": "5.8", "all": "34.6"}
    assert plain["rate"]["all"] == pytest.approx(18 / 52)
    assert plain["provisional"] is False
    full = asked(imported, "--municipality", "Aalborg", *YEAR, "--series", "quarter", "--by", "size", "--explain")
    assert set(full) - set(plain) == {"series", "by", "explain"}
    assert [set(piece) for piece in full["series"]] == [set(plain)] * 4
    assert sum(item["population"] for item in full["by"]) == 52
    first = expected_cases[0]
    places = full["explain"]["workplaces"]
    assert {place["p_number"]: place["verdict"] for place in places} == first["verdicts"]
    counted = {place["p_number"]: place["cooperations"] for place in places if place["cooperations"]}
    assert counted == first["counted"]
    reasons = Counter(missing["reason"] for missing in full["explain"]["not_counted"])
    assert set(reasons) == {"outside_period", "workplace_not_in_population", "unplaced"}
    assert reasons["unplaced"] == plain["unplaced"]


def test_before_anything_was_known_there_is_no_rate(imported: Command) -> None:
    found = asked(imported, "--municipality", "851", *YEAR, "--known-at", "2016-01-31T12:00+01:00")
    assert found["known_at"] == "2016-01-31T12:00:00+01:00"
    assert found["population"] == 0
    assert found["rate"] == {"own": None, "other": None, "all": None}
    assert found["percent"] == {"own": None, "other": None, "all": None}


def test_a_person_reads_it_in_danish(imported: Command) -> None:
    said = imported("rate", "--municipality", "851", *YEAR, "--series", "year", "--by", "industry", "--explain").stdout
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Samarbejdsgrad for Aalborg (0851), 1. januar – 31. december 2015" in said
    assert "34,6 %   18 af 52 arbejdssteder" in said
    assert "Fremstillingsvirksomhed" in said
    assert "1004146040  Samarbejder                 1,0  S-000012 S-000002" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--municipality", "0999", *YEAR), "ingen kommune »0999«"),
        (("--municipality", "Atlantis", *YEAR), "ingen kommune »Atlantis«"),
        (("--municipality", "851", *YEAR, "--definition", "none"), "ingen definition »none«"),
        (("--municipality", "851", "--from", "2015-12-31", "--to", "2015-01-01"), "slutter (2015-01-01), før"),
        (("--municipality", "851", "--from", "2015-02-30", "--to", "2015-12-31"), "2015-02-30"),
        (("--municipality", "851", *YEAR, "--known-at", "soon"), "»soon« er ikke et tidspunkt"),
    ],
)
def test_a_wrong_question_is_refused_in_words(cli: Command, arguments: tuple[str, ...], sentence: str) -> None:
    result = cli("rate", *arguments, fails=True)
    assert result.exit_code == 1
    assert sentence in str(result.exception)


def test_a_new_definition_is_added_and_never_changed(imported: Command) -> None:
    imported(
        "definition", "add", "firms", "--like", "jobindsats-2017", "--unit", "company", "--types", "mentor,flex_job"
    )
    listed = {one["code"]: one for one in json.loads(imported("definition", "list", "--json").stdout)}
    assert set(listed) == {"aalborg-2015", "jobindsats-2017", "firms"}
    assert listed["firms"] == {
        "code": "firms",
        "name": "firms",
        "types": ["flex_job", "mentor"],
        "unit": "company",
        "min_headcount": 1,
        "unknown_headcount": "exclude",
        "sector": "all",
    }
    assert "aalborg-2015" in imported("definition", "list").stdout
    found = asked(imported, "--municipality", "851", *YEAR, "--definition", "firms", "--explain")
    assert found["unit"] == "company"
    by_company = {place["cvr"]: place["verdict"] for place in found["explain"]["workplaces"]}
    in_population = [verdict for verdict in by_company.values() if verdict in {"cooperating", "not_cooperating"}]
    assert len(in_population) == found["population"]
    again = imported("definition", "add", "firms", fails=True)
    assert again.exit_code == 1
    assert "findes allerede" in str(again.exception)
    for arguments in (("Bad Code",), ("nothing", "--types", "golf"), ("none", "--types", " , ")):
        assert imported("definition", "add", *arguments, fails=True).exit_code == 1
