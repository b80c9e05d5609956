"""Where a request goes. Pure: what is known of the request, the rules in their order, and who is there.

The company's fixed contact person comes before all rules. Then the first rule that fits says the unit, and who of it.
Whoever is away is stood in for; where nobody stands in, the unit's least busy colleague gets it, or its queue.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crm.routing.words import Existing, Reason, Who

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a request and its company. Of several workplaces, what holds for any of them."""

    category_id: int
    language: str = "da"
    groups: frozenset[str] = NONE
    sections: frozenset[str] = NONE
    industries: frozenset[str] = NONE  # six digits
    postcodes: frozenset[str] = NONE
    municipalities: frozenset[str] = NONE
    headcount: int | None = None
    sectors: frozenset[str] = NONE
    arrangements: frozenset[str] = NONE  # running
    fixed_user_id: int | None = None
    open_user_ids: tuple[int, ...] = ()  # who has other open requests of the company, the latest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition that is empty fits everything."""

    id: int
    name: str
    unit_id: int
    who: Who = Who.LEAST_LOADED
    user_id: int | None = None
    category_id: int | None = None
    company_group: str | None = None
    industry_section: str | None = None
    industry_code: str | None = None  # or its beginning
    postcode_from: str | None = None
    postcode_to: str | None = None
    municipality_code: str | None = None
    headcount_from: int | None = None
    headcount_to: int | None = None
    sector: str | None = None
    language: str | None = None
    existing: Existing | None = None
    arrangement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A colleague with an open account. `minutes`: the working time they have in the days to come."""

    id: int
    unit_id: int | None
    open_requests: int = 0
    minutes: int = 1
    away: bool = False
    stand_ins: tuple[int, ...] = ()
    takes_turns: bool = True  # gets requests because of having least to do


@dataclass(frozen=True, slots=True)
class Route:
    """Without a unit it stays where it came in, without a person it waits in the unit's queue."""

    unit_id: int | None
    user_id: int | None
    rule: Rule | None
    reasons: tuple[Reason, ...]


People = Mapping[int, Person]


def route(facts: Facts, rules: Sequence[Rule], people: People) -> Route:
    before: tuple[Reason, ...] = ()
    if facts.fixed_user_id is not None:
        found, how = there(facts.fixed_user_id, people)
        if found is not None:
            unit_id = people[facts.fixed_user_id].unit_id if facts.fixed_user_id in people else None
            reasons = (Reason.FIXED_CONTACT,) if not how else (Reason.FIXED_CONTACT_AWAY, *how)
            return Route(unit_id or people[found].unit_id, found, None, reasons)
        before = (Reason.FIXED_CONTACT_AWAY,)
    for rule in rules:
        fitting = fits(rule, facts)
        if fitting is not None:
            user_id, whose = _whose(rule, facts, people)
            return Route(rule.unit_id, user_id, rule, (*before, *fitting, *whose))
    return Route(None, None, None, (*before, Reason.NO_RULE))


def there(user_id: int, people: People) -> tuple[int | None, tuple[Reason, ...]]:
    """The person, else the first stand-in who is there."""
    person = people.get(user_id)
    if person is None:
        return None, ()
    if not person.away:
        return user_id, ()
    for other_id in person.stand_ins:
        other = people.get(other_id)
        if other is not None and not other.away:
            return other_id, (Reason.STAND_IN,)
    return None, ()


def least_loaded(unit_id: int, people: People) -> int | None:
    """Who of the unit has the fewest open requests for the time they have; of equals the one who has fewer."""
    candidates = [
        each
        for each in people.values()
        if each.unit_id == unit_id and each.takes_turns and not each.away and each.minutes > 0
    ]
    if not candidates:
        return None
    return min(candidates, key=lambda each: (Fraction(each.open_requests + 1, each.minutes), each.id)).id


def fits(rule: Rule, facts: Facts) -> tuple[Reason, ...] | None:
    """The conditions, all of which fit; None when one doesn't."""
    found = []
    for condition, holds in _answers(rule, facts):
        if not holds:
            return None
        found.append(condition)
    return tuple(found) or (Reason.EVERY_REQUEST,)


def _answers(rule: Rule, facts: Facts) -> Iterator[tuple[Reason, bool]]:
    """Each condition that the rule has, and whether it fits."""
    if rule.category_id is not None:
        yield Reason.CATEGORY, rule.category_id == facts.category_id
    if rule.company_group:
        yield Reason.GROUP, rule.company_group in facts.groups
    if rule.industry_section or rule.industry_code:
        yield Reason.INDUSTRY, _industry_fits(rule, facts)
    if rule.postcode_from or rule.postcode_to or rule.municipality_code:
        yield Reason.DISTRICT, _district_fits(rule, facts)
    if rule.headcount_from is not None or rule.headcount_to is not None:
        yield Reason.SIZE, _size_fits(rule, facts.headcount)
    if rule.sector:
        yield Reason.SECTOR, rule.sector in facts.sectors
    if rule.language:
        yield Reason.LANGUAGE, rule.language == facts.language
    if rule.existing is not None:
        yield Reason.EXISTING, _existing_fits(rule.existing, facts)
    if rule.arrangement:
        yield Reason.ARRANGEMENT, rule.arrangement in facts.arrangements


def _industry_fits(rule: Rule, facts: Facts) -> bool:
    if rule.industry_section and rule.industry_section not in facts.sections:
        return False
    beginning = rule.industry_code
    return not beginning or any(code.startswith(beginning) for code in facts.industries)


def _district_fits(rule: Rule, facts: Facts) -> bool:
    if rule.municipality_code and rule.municipality_code not in facts.municipalities:
        return False
    first, last = rule.postcode_from or "0000", rule.postcode_to or "9999"
    anywhere = not rule.postcode_from and not rule.postcode_to
    return anywhere or any(first <= postcode <= last for postcode in facts.postcodes)


def _size_fits(rule: Rule, headcount: int | None) -> bool:
    """An unknown number is not zero: it fits no size."""
    if headcount is None or headcount < (rule.headcount_from or 0):
        return False
    return rule.headcount_to is None or headcount <= rule.headcount_to


def _existing_fits(wanted: Existing, facts: Facts) -> bool:
    if wanted is Existing.FIXED_CONTACT:
        return facts.fixed_user_id is not None
    if wanted is Existing.OPEN_REQUEST:
        return bool(facts.open_user_ids)
    return facts.fixed_user_id is None and not facts.open_user_ids


def _whose(rule: Rule, facts: Facts, people: People) -> tuple[int | None, tuple[Reason, ...]]:
    if rule.who is Who.QUEUE:
        return None, (Reason.QUEUE,)
    before: tuple[Reason, ...] = ()
    if rule.who is Who.PERSON and rule.user_id is not None:
        found, how = there(rule.user_id, people)
        if found is not None:
            return found, (Reason.NAMED_AWAY, *how) if how else (Reason.NAMED,)
        before = (Reason.NAMED_AWAY,)
    elif rule.who is Who.SAME_COLLEAGUE:
        for user_id in facts.open_user_ids:
            if user_id in people and not people[user_id].away:
                return user_id, (Reason.SAME_COLLEAGUE,)
    found = least_loaded(rule.unit_id, people)
    return found, (*before, Reason.NOBODY_THERE if found is None else Reason.LEAST_LOADED)
