"""Companies that a person has marked: growth by other evidence than the register's, startups selected for outreach."""

from datetime import date, timedelta

from sqlmodel import Session

from crm.companies.models import CompanyGroup, GroupMark
from crm.demo.chance import Chance
from crm.demo.names import words
from crm.demo.town import HOME, Company, Town
from crm.demo.window import Window
from crm.register.chunks import ids_by
from crm.register.core import company
from crm.values.sectors import Sector

_STARTUP_YEARS = 3


def mark_companies(on: Session, town: Town, seed: int, window: Window) -> None:
    chance = Chance(seed, "marks")
    private = [one for one in town.companies if one.sector is Sector.PRIVATE and _lives_here(one)]
    young_from = window.today - timedelta(days=365 * _STARTUP_YEARS)
    young = [one for one in private if _first_day(one) > young_from]
    grown = [one for one in private if _first_day(one) <= young_from and _headcount(one) >= 8]
    for group, chosen, sources in (
        (CompanyGroup.STARTUP, _some(young, chance, len(young) // 12), words()["startup_sources"]),
        (CompanyGroup.GROWTH, _some(grown, chance, len(grown) // 250), words()["growth_sources"]),
    ):
        ids = ids_by(on, company.c.cvr, [one.cvr for one in chosen])
        for one in chosen:
            day = chance.day(max(_first_day(one), window.today - timedelta(days=300)), window.today)
            on.add(
                GroupMark(
                    company_id=ids[one.cvr],
                    group=group,
                    source=chance.one_of(sources),
                    marked_at=min(window.at(day, chance.whole(8, 15)), window.now),
                )
            )
    on.flush()


def _some(companies: list[Company], chance: Chance, count: int) -> list[Company]:
    return chance.shuffled(companies)[: max(1, count)]


def _lives_here(one: Company) -> bool:
    return any(place.end is None and place.states[-1].place.municipality == HOME for place in one.workplaces)


def _first_day(one: Company) -> date:
    return min(place.start for place in one.workplaces)


def _headcount(one: Company) -> int:
    return sum(place.states[-1].headcount or 0 for place in one.workplaces)
