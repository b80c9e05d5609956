"""The Danish industry nomenclature DB07 of Statistics Denmark: sections A–U, divisions, six-digit industries.

DB25 codes keep DB07's division numbers, so a section is read from the division of either; one series of figures
then has one set of sections. The text of a DB25 code comes with the extract.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).parent / "data" / "industries.csv"
_DIVISION = 2


@dataclass(frozen=True, slots=True)
class Industry:
    """A section ('A'), division ('01') or industry ('011100') with its Danish name."""

    code: str
    section: str
    name: str


@cache
def industries() -> Mapping[str, Industry]:
    """Sections, divisions and industries by code, in the nomenclature's order."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        found = [Industry(row["code"], row["section"], row["name_da"]) for row in rows]
    return MappingProxyType({industry.code: industry for industry in found})


@cache
def sections() -> Mapping[str, str]:
    """Danish names of the sections by letter, A to U."""
    return MappingProxyType({letter: found.name for letter, found in industries().items() if letter == found.section})


def section_of(code: str | None) -> str | None:
    """The section's letter of a six-digit industry code (or a division); none when there is none."""
    found = industries().get(code or "") or industries().get((code or "")[:_DIVISION])
    return found.section if found and found.section in sections() else None


def industry_name(code: str | None) -> str | None:
    """The Danish name of a code; none for one that DB07 does not know."""
    found = industries().get(code or "")
    return found.name if found else None
