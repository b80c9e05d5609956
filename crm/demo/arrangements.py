"""Two and a half years of arrangements, so many that the rate of the last twelve months comes out as wanted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from crm.demo.chance import Chance
from crm.demo.counting import counts_in, in_population
from crm.demo.inclination import inclination, yearly_arrangements
from crm.demo.kinds import KINDS, Kind, consultants_of, hours_in, unit_for
from crm.demo.names import words
from crm.demo.places import NEIGHBOURS
from crm.demo.town import HOME, Cooperation, Workplace
from crm.demo.window import Window
from crm.register.industries import section_of
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import SHIPPED_TYPES
from crm.values.periods import Period
from crm.values.sectors import Sector

RATE_WANTED = 0.372
_FEWER_A_YEAR_AGO = 0.89
_LAST_DAYS = {shipped.code: shipped.valid_to or date.max for shipped in SHIPPED_TYPES}
_QUIET_MONTHS = (7, 12)
_DELAYS = (((0, 6), 62.0), ((7, 27), 24.0), ((28, 75), 14.0))  # days


@cache
def _kinds(section: str, public: bool, open_types: tuple[bool, ...]) -> tuple[tuple[Kind, float], ...]:  # noqa: FBT001
    """The kinds that fit, with their weights; `open_types` says of each shipped type whether it may still begin."""
    may_begin = dict(zip(_LAST_DAYS, open_types, strict=True))
    return tuple(
        (kind, (kind.public_share or kind.share) if public else kind.share)
        for kind in KINDS
        if may_begin[kind.code]
        and (public or kind.public_share is None)
        and (not kind.industries or section in kind.industries)
    )


class Matchmaker:
    """Brings workplaces and job centres together."""

    def __init__(self, seed: int, window: Window) -> None:
        self._chance = Chance(seed, "arrangements")
        self._window = window

    def arrange(self, workplaces: list[Workplace]) -> list[Cooperation]:
        """Workplaces join one by one, the likely first, until the wanted share of the population cooperates."""
        year = self._window.last_year
        population = {workplace.p_number for workplace in workplaces if in_population(workplace, year)}
        wanted = round(RATE_WANTED * len(population))
        found: list[Cooperation] = []
        cooperating = 0
        for workplace in self._by_inclination(workplaces):
            if cooperating >= wanted:
                break
            mine = list(self._of_workplace(workplace))
            found += mine
            cooperating += workplace.p_number in population and any(counts_in(made, year) for made in mine)
        found += self._unplaced(found)
        return sorted(found, key=lambda made: (made.recorded_at, made.start))

    def _by_inclination(self, workplaces: list[Workplace]) -> list[Workplace]:
        """A shuffle in which a workplace with weight 2 tends to come before one with weight 1."""
        drawn = [(self._chance.share() ** (1 / inclination(workplace)), workplace) for workplace in workplaces]
        return [workplace for _key, workplace in sorted(drawn, key=lambda pair: -pair[0])]

    def _of_workplace(self, workplace: Workplace) -> Iterator[Cooperation]:
        """Those that ran in the span, among them some that began long before it."""
        span = Period(self._window.start, self._window.today)
        for _ in range(self._chance.count(yearly_arrangements(workplace) * span.days / 365)):
            start = self._starting_day(span)
            if workplace.start <= start and (workplace.end is None or start <= workplace.end):
                kind = self._kind(workplace, start)
                end = self._ending_day(workplace, kind, start)
                if end is None or end >= self._window.arrangements.start:
                    yield from self._recorded(workplace, kind, start, end)

    def _starting_day(self, span: Period) -> date:
        """Rising towards the end, rarely in July and December, never on a weekend."""
        while True:
            day = self._chance.day(span.start, span.end)
            likely = _FEWER_A_YEAR_AGO ** ((span.end - day).days / 365)
            likely *= 0.6 if day.month in _QUIET_MONTHS else 1
            if day.weekday() < 5 and self._chance.happens(likely):
                return day

    def _kind(self, workplace: Workplace, start: date) -> Kind:
        public = workplace.company.sector is Sector.PUBLIC
        section = section_of(workplace.industry) or ""
        return self._chance.weighted(_kinds(section, public, tuple(start <= day for day in _LAST_DAYS.values())))

    def _ending_day(self, workplace: Workplace, kind: Kind, start: date) -> date | None:
        """As agreed, sometimes broken off early, at the latest when the workplace or the type ends."""
        length = self._chance.weighted(kind.lengths)
        if length and self._chance.happens(0.12):
            length = max(3, round(length * self._chance.share()))
        agreed = start + timedelta(days=length - 1) if length else None
        limits = [day for day in (agreed, workplace.end, _LAST_DAYS[kind.code]) if day is not None and day != date.max]
        return min(limits, default=None)

    def _recorded(self, workplace: Workplace, kind: Kind, start: date, end: date | None) -> Iterator[Cooperation]:
        """The arrangement as the case system holds it; nothing if it is so late that it isn't there yet."""
        chance, today = self._chance, self._window.today
        status = CooperationStatus.ACTIVE if end is None or end >= today else CooperationStatus.ENDED
        written = start + timedelta(days=self._delay())
        if end is not None and chance.happens(0.025):
            status = CooperationStatus.CANCELLED
        elif (today - start).days < 20 and workplace.end is None and chance.happens(0.35):
            status, written = CooperationStatus.PLANNED, start - timedelta(days=3)
            ahead = timedelta(days=chance.whole(25, 60))
            start, end = start + ahead, end + ahead if end else None
        if written <= today and start <= _LAST_DAYS[kind.code]:
            yield self._corrected(self._detailed(workplace, kind, start, end, status, written))

    def _delay(self) -> int:
        """Days from the start until it is recorded: mostly within a week, some weeks late."""
        low, high = self._chance.weighted(_DELAYS)
        return self._chance.whole(low, high)

    def _detailed(
        self, workplace: Workplace, kind: Kind, start: date, end: date | None, status: CooperationStatus, written: date
    ) -> Cooperation:
        chance = self._chance
        group = chance.weighted(kind.groups)
        unit = unit_for(kind.code, group)
        return Cooperation(
            workplace=workplace,
            given_cvr=workplace.company.cvr,
            type_code=kind.code,
            start=start,
            end=end,
            status=status,
            job_centre=self._job_centre(workplace, start),
            target_group=group,
            hours=hours_in(*kind.hours, chance.share()),
            unit=unit,
            consultant=chance.one_of(consultants_of(unit)),
            note=chance.one_of(words()["notes"]) if chance.happens(0.08) else None,
            recorded_at=min(self._window.at(written, chance.whole(8, 15), chance.whole(0, 59)), self._window.now),
        )

    def _job_centre(self, workplace: Workplace, start: date) -> str:
        """Mostly the own one, though some workplaces work with others too; next door mostly the neighbour's."""
        where = workplace.state_on(start).place.municipality
        if where != HOME:
            return where if self._chance.happens(0.75) else HOME
        knows_others = int(workplace.p_number) % 100 < 13
        return self._chance.one_of(NEIGHBOURS) if knows_others and self._chance.happens(0.6) else HOME

    def _corrected(self, made: Cooperation) -> Cooperation:
        """A few are taken back, a few got another end than first agreed."""
        chance = self._chance
        later = made.recorded_at + timedelta(days=chance.whole(2, 40), minutes=chance.whole(1, 300))
        if later >= self._window.now:
            return made
        if chance.happens(0.015):
            return replace(made, void_reason=chance.one_of(words()["void_reasons"]), corrected_at=later)
        if made.end is not None and chance.happens(0.06):
            return replace(made, first_end=made.end + timedelta(days=chance.whole(7, 60)), corrected_at=later)
        return made

    def _unplaced(self, found: list[Cooperation]) -> list[Cooperation]:
        """Copies of some, given with nothing but the number of a company that has several workplaces."""
        several = [
            made
            for made in found
            if made.workplace is not None
            and made.corrected_at is None
            and sum(place.end is None for place in made.workplace.company.workplaces) > 1
        ]
        count = min(len(several), max(2, len(found) // 400))
        return [replace(made, workplace=None) for made in self._chance.shuffled(several)[:count]]
