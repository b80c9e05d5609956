"""Where postcodes lie: held against their municipality, because their source has been wrong before."""

import csv
from collections import defaultdict
from importlib.resources import files
from statistics import median

from crm.planning.core.problem import Point
from crm.planning.core.travel import DETOUR, kilometres
from crm.planning.places import knows, point_of

ISLANDS = {"8592": "Anholt"}  # further from its municipality than any other place
READ = files("crm.planning").joinpath("data/postcodes.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(READ.splitlines(), delimiter=";"))


def place(row: dict[str, str]) -> Point:
    found = point_of(row["postcode"], row["postcode"])
    assert found is not None
    return found


def test_every_postcode_lies_in_denmark_and_once() -> None:
    assert len(ROWS) == len({row["postcode"] for row in ROWS}) == 1155
    for row in ROWS:
        assert 54.5 < place(row).latitude < 57.8, row
        assert 8.0 < place(row).longitude < 15.2, row


def test_every_postcode_lies_with_its_municipality() -> None:
    known = {row["code"] for row in _municipalities()}
    of: dict[str, list[Point]] = defaultdict(list)
    for row in ROWS:
        of[row["municipality_code"]].append(place(row))
    assert set(of) == known
    middles = {
        code: Point(median(each.latitude for each in points), median(each.longitude for each in points))
        for code, points in of.items()
    }
    far = [
        row["postcode"]
        for row in ROWS
        if kilometres(place(row), middles[row["municipality_code"]]) / DETOUR > 35 and row["postcode"] not in ISLANDS
    ]
    assert far == []


def test_a_large_municipality_s_neighbours_are_not_taken_for_it() -> None:
    """In a city ten kilometres are far: the capital's postcodes lie within twelve of its middle."""
    middle = point_of("1550", "middle")
    assert middle is not None
    capital = [row for row in ROWS if row["municipality_code"] in ("0101", "0147")]
    assert [row["postcode"] for row in capital if kilometres(place(row), middle) / DETOUR > 12] == []


def test_what_could_not_be_believed_is_not_known() -> None:
    assert not any(knows(postcode) for postcode in ("0900", "0917", "0960", "0999", "", "12345"))
    assert point_of(None) is None


def test_places_one_knows() -> None:
    aalborg, hals, skagen = point_of("9000", "a"), point_of("9370", "b"), point_of("9990", "c")
    assert aalborg is not None
    assert hals is not None
    assert skagen is not None
    assert 28 < kilometres(aalborg, hals) < 40
    assert 90 < kilometres(aalborg, skagen) < 120


def _municipalities() -> list[dict[str, str]]:
    text = files("crm.register").joinpath("data/municipalities.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))
