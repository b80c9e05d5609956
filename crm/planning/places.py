"""Where a postcode lies: its middle, which is as exactly as the register lets us know."""

import csv
from functools import cache
from importlib.resources import files

from crm.planning.core.problem import Point


def point_of(postcode: str | None, spot: str = "") -> Point | None:
    """None for a postcode that nobody knows the place of."""
    found = _coordinates().get(postcode or "")
    return None if found is None else Point(*found, spot)


def knows(postcode: str) -> bool:
    return postcode in _coordinates()


@cache
def _coordinates() -> dict[str, tuple[float, float]]:
    text = files("crm.planning").joinpath("data/postcodes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {row["postcode"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}
