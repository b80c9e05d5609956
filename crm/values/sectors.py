"""Private or public: the sector of a workplace."""

from enum import StrEnum

from crm.values.errors import InvalidValueError


class Sector(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"


_NAMES = {
    "privat": Sector.PRIVATE,
    "private": Sector.PRIVATE,
    "offentlig": Sector.PUBLIC,
    "public": Sector.PUBLIC,
}


def parse_sector(text: str) -> Sector:
    """Read the Danish or English word; an empty cell means private.

    Raises InvalidValueError with code `sector_invalid`.
    """
    name = text.strip().lower()
    if not name:
        return Sector.PRIVATE
    if name not in _NAMES:
        raise InvalidValueError("sector_invalid", "The sector is private or public.")
    return _NAMES[name]
