"""Puts the town together."""

from crm.demo.arrangements import Matchmaker
from crm.demo.businesses import Founder
from crm.demo.history import Historian
from crm.demo.town import Town
from crm.demo.window import Window


def make_town(living: int, seed: int, window: Window) -> Town:
    """The same town for the same numbers and the same day."""
    founded = Founder(seed, window).found_all(living)
    historian = Historian(seed, window)
    for one in founded:
        historian.write(one)
    companies = list({one.workplace.company.cvr: one.workplace.company for one in founded}.values())
    cooperations = Matchmaker(seed, window).arrange([one.workplace for one in founded])
    return Town(companies, cooperations)
