"""Trades with their share of the town, their usual size and how such a company is named."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Trade:
    """An industry of DB07; `size` is the logarithm of its median headcount."""

    code: str
    share: float
    size: float
    names: tuple[str, ...]
    owner: str = ""  # of a public workplace: municipality, region or state


@cache
def trades(kind: str) -> tuple[tuple[Trade, float], ...]:
    """The trades of `trades`, `chains` or `public`, each with its weight."""
    text = files("crm.demo").joinpath(f"data/{kind}.csv").read_text(encoding="utf-8")
    found = [
        Trade(
            row["code"], float(row["share"]), float(row["size"]), tuple(row["names"].split("|")), row.get("owner", "")
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    ]
    return tuple((trade, trade.share) for trade in found)
