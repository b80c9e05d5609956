"""How likely a workplace is to cooperate with the job centre, and how often it does once it does."""

import math

from crm.demo.town import Workplace
from crm.register.industries import section_of
from crm.values.sectors import Sector

_BY_SECTION = {"A": 0.6, "G": 1.25, "I": 1.1, "J": 0.5, "K": 0.4, "L": 0.5, "M": 0.6, "N": 1.2, "Q": 1.4, "S": 0.9}
_BY_HEADCOUNT = ((50, 5.0), (20, 3.4), (10, 2.3), (5, 1.6), (2, 1.0), (0, 0.5))


def inclination(workplace: Workplace) -> float:
    """A weight: larger workplaces, public ones and those in trade and care come first."""
    headcount = workplace.states[-1].headcount or 0
    by_size = next(weight for least, weight in _BY_HEADCOUNT if headcount >= least)
    by_sector = 2.5 if workplace.company.sector is Sector.PUBLIC else 1.0
    return by_size * by_sector * _BY_SECTION.get(section_of(workplace.industry) or "", 1.0)


def yearly_arrangements(workplace: Workplace) -> float:
    headcount = workplace.states[-1].headcount or 1
    often = 1.15 + 0.55 * math.log(max(1, headcount))
    return min(often * (1.4 if workplace.company.sector is Sector.PUBLIC else 1.0), 12.0)
