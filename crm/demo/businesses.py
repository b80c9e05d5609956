"""Companies and their workplaces: who owns what, in which trade, from when to when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from crm.demo.chance import Chance
from crm.demo.names import Names, email_of
from crm.demo.numbers import Numbers
from crm.demo.town import Company, Workplace
from crm.demo.trades import Trade, trades
from crm.demo.window import Window
from crm.values.sectors import Sector

_PROTECTED = 0.35
_PUBLIC_SHARE = 0.055
_CHAIN_SHARE = 0.045
_FORMS = (
    (("Anpartsselskab", " ApS"), 52.0),
    (("Aktieselskab", " A/S"), 12.0),
    (("Enkeltmandsvirksomhed", ""), 27.0),
    (("Interessentskab", " I/S"), 6.0),
    (("Iværksætterselskab", " IVS"), 3.0),
)
_ASSOCIATIONS = frozenset({"931200", "931100", "941200", "949100", "949900", "682010", "852010", "853110", "910200"})
_OWNERS = {
    "municipality": ("Fjordby Kommune", "Primærkommune"),
    "region": ("Region Fjordland", "Region"),
    "state": ("Styrelsen for Fjordlandet", "Statslig administrativ enhed"),
}


class Fate(Enum):
    """What the four years hold for a workplace."""

    HERE = auto()
    MOVED_IN = auto()
    CLOSED = auto()
    MOVED_OUT = auto()
    NEIGHBOUR = auto()


@dataclass(slots=True)
class Founded:
    """A workplace with what its history needs to know."""

    workplace: Workplace
    trade: Trade
    fate: Fate


class Founder:
    """Founds companies with everything a workplace needs, numbers and names each given once."""

    def __init__(self, seed: int, window: Window) -> None:
        self._chance = Chance(seed, "businesses")
        self._names = Names(Chance(seed, "names"))
        self._numbers = Numbers(Chance(seed, "numbers"))
        self._window = window
        self._owners: dict[str, Company] = {}

    def found_all(self, living: int) -> list[Founded]:
        """So many workplaces living in the home municipality, and those that closed, moved or lie next door."""
        public = round(living * _PUBLIC_SHARE)
        founded = [self._public_workplace() for _ in range(public)]
        fates = self._chance.shuffled(_private_fates(living - public))
        chain_places = round(len(fates) * _CHAIN_SHARE)
        founded += self._chains(fates[:chain_places])
        founded += self._others(fates[chain_places:])
        return founded

    def _public_workplace(self) -> Founded:
        trade = self._chance.weighted(trades("public"))
        if trade.owner not in self._owners:
            name, form = _OWNERS[trade.owner]
            self._owners[trade.owner] = Company(self._numbers.cvr(), name, form, Sector.PUBLIC, False)
        name = self._names.make(trade.names)
        return self._workplace(self._owners[trade.owner], name, trade, Fate.HERE)

    def _chains(self, fates: list[Fate]) -> Iterator[Founded]:
        places = iter(fates)
        fate = next(places, None)
        while fate is not None:
            trade = self._chance.weighted(trades("chains"))
            brand = self._names.make(trade.names)
            company = self._company(f"{brand} A/S", "Aktieselskab")
            for _ in range(min(self._chance.whole(4, 26), max(4, len(fates) // 4))):
                if fate is None:
                    break
                yield self._workplace(company, brand, trade, fate)
                fate = next(places, None)

    def _others(self, fates: list[Fate]) -> Iterator[Founded]:
        before: Founded | None = None
        for fate in fates:
            if before is not None and self._chance.happens(0.045):
                yield self._branch(before, fate)
                continue
            trade = self._chance.weighted(trades("trades"))
            name, form = self._named(trade)
            before = self._workplace(self._company(name, form), name, trade, fate)
            yield before

    def _branch(self, first: Founded, fate: Fate) -> Founded:
        """One more workplace of the same company."""
        company = first.workplace.company
        name = f"{first.workplace.name} – afdeling {len(company.workplaces) + 1}"
        return self._workplace(company, name, first.trade, fate)

    def _named(self, trade: Trade) -> tuple[str, str]:
        name = self._names.make(trade.names)
        if trade.code in _ASSOCIATIONS:
            return name, "Forening"
        form, ending = self._chance.weighted(_FORMS)
        return name + ending, form

    def _company(self, name: str, form: str) -> Company:
        protected = self._chance.happens(_PROTECTED)
        return Company(self._numbers.cvr(), name, form, Sector.PRIVATE, protected)

    def _workplace(self, company: Company, name: str, trade: Trade, fate: Fate) -> Founded:
        start, end = self._life(fate, company)
        workplace = Workplace(
            p_number=self._numbers.p_number(),
            company=company,
            name=name,
            industry=trade.code,
            start=start,
            end=end,
            phone=self._numbers.phone() if self._chance.happens(0.9) else None,
            email=email_of(name) if self._chance.happens(0.6) else None,
            first_recorded_at=self._window.extract_after(start),
            end_recorded_at=self._window.extract_after(end) if end else None,
        )
        company.workplaces.append(workplace)
        return Founded(workplace, trade, fate)

    def _life(self, fate: Fate, company: Company) -> tuple[date, date | None]:
        first, today = self._window.start, self._window.today
        if fate is Fate.HERE and company.sector is Sector.PRIVATE and self._chance.happens(0.24):
            return self._chance.day(first, today - timedelta(days=20)), None
        years_before = min(self._chance.share(), self._chance.share()) * 38
        start = first - timedelta(days=30 + round(years_before * 365))
        if fate is not Fate.CLOSED:
            return start, None
        if self._chance.happens(0.2):  # opened and closed within the four years
            start = self._chance.day(first, today - timedelta(days=400))
        return start, self._chance.day(max(first, start) + timedelta(days=90), today - timedelta(days=10))


def _private_fates(living: int) -> list[Fate]:
    """Among those living here a few came from next door; the rest come on top."""
    moved_in = round(living * 0.012)
    return (
        [Fate.HERE] * (living - moved_in)
        + [Fate.MOVED_IN] * moved_in
        + [Fate.CLOSED] * round(living * 0.2)
        + [Fate.MOVED_OUT] * round(living * 0.012)
        + [Fate.NEIGHBOUR] * round(living * 0.04)
    )
