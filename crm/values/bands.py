"""The headcount bands of the CVR register."""

import re
from enum import StrEnum

from crm.values.errors import InvalidValueError

_OPEN_END = 999_999
_SHAPE = re.compile(r"(?:antal)?[\s_]*([0-9]+)\s*[-–_]\s*([0-9]+)", re.IGNORECASE)
_FROM = re.compile(r"([0-9]+)\s*\+")


class HeadcountBand(StrEnum):
    ANTAL_0_0 = "ANTAL_0_0"
    ANTAL_1_1 = "ANTAL_1_1"
    ANTAL_2_4 = "ANTAL_2_4"
    ANTAL_5_9 = "ANTAL_5_9"
    ANTAL_10_19 = "ANTAL_10_19"
    ANTAL_20_49 = "ANTAL_20_49"
    ANTAL_50_99 = "ANTAL_50_99"
    ANTAL_100_199 = "ANTAL_100_199"
    ANTAL_200_499 = "ANTAL_200_499"
    ANTAL_500_999 = "ANTAL_500_999"
    ANTAL_1000_999999 = "ANTAL_1000_999999"

    @property
    def at_least(self) -> int:
        """The least headcount of the band: what it counts with."""
        return int(self.value.split("_")[1])

    @property
    def at_most(self) -> int | None:
        """The greatest headcount of the band, none for the open-ended one."""
        bound = int(self.value.split("_")[2])
        return None if bound == _OPEN_END else bound


def parse_band(text: str) -> HeadcountBand:
    """Read 'ANTAL_50_99', '50_99', '50-99' or '1000+'.

    Raises InvalidValueError with code `band_invalid`.
    """
    cell = text.strip()
    if match := _SHAPE.fullmatch(cell):
        wanted = f"ANTAL_{int(match[1])}_{int(match[2])}"
    elif match := _FROM.fullmatch(cell):
        wanted = f"ANTAL_{int(match[1])}_{_OPEN_END}"
    else:
        wanted = ""
    if wanted not in HeadcountBand.__members__:
        raise InvalidValueError("band_invalid", "This is not a headcount band of the CVR register.")
    return HeadcountBand(wanted)
