"""Four years of register states: headcounts that grow and shrink, bands, moves."""

import math
from datetime import date, timedelta

from crm.demo.businesses import Fate, Founded
from crm.demo.chance import Chance
from crm.demo.names import Names
from crm.demo.places import NEIGHBOURS, place_in
from crm.demo.town import HOME, Place, State, Workplace
from crm.demo.window import REGISTER_YEARS, Window
from crm.values.bands import HeadcountBand
from crm.values.sectors import Sector

_EXACT, _BANDED, _UNKNOWN = "exact", "banded", "unknown"
_REPORTING = ((_EXACT, 60.0), (_BANDED, 37.0), (_UNKNOWN, 3.0))
_BANDS = tuple(reversed(HeadcountBand))


class Historian:
    """Writes the states of one workplace after the other."""

    def __init__(self, seed: int, window: Window) -> None:
        self._chance = Chance(seed, "history")
        self._names = Names(Chance(seed, "addresses"))
        self._window = window

    def write(self, founded: Founded) -> None:
        """Give the workplace its states, oldest first."""
        days = self._days(founded.workplace)
        reporting = self._chance.weighted(_REPORTING)
        counts = self._headcounts(founded, len(days), reporting)
        moved_on = self._moving_day(founded)
        before, after = self._places(founded.fate)
        told: tuple[Place, int | None, HeadcountBand | None] | None = None
        if moved_on is not None and moved_on not in days:
            later = sum(day < moved_on for day in days)
            days.insert(later, moved_on)
            counts.insert(later, counts[max(0, later - 1)])
        for day, count in zip(days, counts, strict=True):
            place = after if moved_on is not None and day >= moved_on else before
            facts = (place, *_reported(count, reporting))
            if facts != told:
                state = State(day, *facts, recorded_at=self._window.extract_after(day))
                founded.workplace.states.append(state)
                told = facts

    def _days(self, workplace: Workplace) -> list[date]:
        """One day a year, in the same month, from the first extract or the start until the end or today."""
        first = max(workplace.start, self._window.start)
        last = workplace.end or self._window.today
        month = self._chance.whole(1, 12)
        yearly = [date(self._window.start.year + year, month, 1) for year in range(REGISTER_YEARS + 1)]
        return [first] + [day for day in yearly if first < day <= last]

    def _headcounts(self, founded: Founded, steps: int, reporting: str) -> list[int]:
        """Headcount at every step, built backwards from the newest."""
        public = founded.workplace.company.sector is Sector.PUBLIC
        newest = self._newest_headcount(founded.trade.size, public=public)
        grows = (
            reporting == _EXACT and steps > REGISTER_YEARS - 1 and 25 <= newest <= 300 and self._chance.happens(0.16)
        )
        counts = [newest]
        for _ in range(steps - 1):
            factor = self._chance.normal(1.32, 0.05) if grows else math.exp(self._chance.normal(0.03, 0.14))
            counts.append(max(round(counts[-1] / factor), 12 if grows else min(1, newest)))
        return counts[::-1]

    def _newest_headcount(self, size: float, *, public: bool) -> int:
        if not public and self._chance.happens(0.06):
            return 0
        spread = 0.7 if public else 1.05
        return max(1, round(math.exp(self._chance.normal(size, spread))))

    def _moving_day(self, founded: Founded) -> date | None:
        if founded.fate in {Fate.MOVED_IN, Fate.MOVED_OUT}:
            first = max(founded.workplace.start, self._window.start)
            return self._chance.day(first + timedelta(days=60), self._window.today - timedelta(days=15))
        return None

    def _places(self, fate: Fate) -> tuple[Place, Place]:
        home = place_in(HOME, self._chance, self._names)
        if fate in {Fate.HERE, Fate.CLOSED}:
            return home, home
        away = place_in(self._chance.one_of(NEIGHBOURS), self._chance, self._names)
        return {Fate.MOVED_IN: (away, home), Fate.MOVED_OUT: (home, away)}.get(fate, (away, away))


def _reported(count: int, reporting: str) -> tuple[int | None, HeadcountBand | None]:
    """What the register tells of a headcount: itself, its band's lower bound, or nothing."""
    if reporting == _UNKNOWN:
        return None, None
    if reporting == _EXACT:
        return count, None
    band = next(band for band in _BANDS if band.at_least <= count)
    return band.at_least, band
