"""Where a request goes: every condition and every way, and the same as one who goes through the rules by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.routing.core import Facts, Person, Rule, route
from crm.routing.words import Existing, Reason, Who

HOUSE, DESK = 1, 2
ANNA, BO, CARLA, EMIL = 11, 12, 13, 14
FACTS = Facts(
    category_id=5,
    groups=frozenset({"growth"}),
    sections=frozenset({"F"}),
    industries=frozenset({"412000"}),
    postcodes=frozenset({"9220"}),
    municipalities=frozenset({"0851"}),
    headcount=40,
    sectors=frozenset({"private"}),
    arrangements=frozenset({"internship"}),
)
RULE = Rule(id=1, name="Alt", unit_id=HOUSE)


def people(**changed: dict[str, Any]) -> dict[int, Person]:
    """Anna (three requests) and Bo (two) of one unit, Carla and Emil of another."""
    found = {
        ANNA: Person(id=ANNA, unit_id=HOUSE, open_requests=3, minutes=600),
        BO: Person(id=BO, unit_id=HOUSE, open_requests=2, minutes=600),
        CARLA: Person(id=CARLA, unit_id=DESK, minutes=600),
        EMIL: Person(id=EMIL, unit_id=DESK, minutes=600, takes_turns=False),
    }
    numbers = {"anna": ANNA, "bo": BO, "carla": CARLA, "emil": EMIL}
    return found | {numbers[name]: replace(found[numbers[name]], **how) for name, how in changed.items()}


FITTING: list[tuple[dict[str, Any], Reason]] = [
    ({}, Reason.EVERY_REQUEST),
    ({"category_id": 5}, Reason.CATEGORY),
    ({"company_group": "growth"}, Reason.GROUP),
    ({"industry_section": "F"}, Reason.INDUSTRY),
    ({"industry_code": "41"}, Reason.INDUSTRY),
    ({"postcode_from": "9200", "postcode_to": "9220"}, Reason.DISTRICT),
    ({"postcode_from": "9220"}, Reason.DISTRICT),
    ({"municipality_code": "0851"}, Reason.DISTRICT),
    ({"headcount_from": 40}, Reason.SIZE),
    ({"headcount_to": 40}, Reason.SIZE),
    ({"sector": "private"}, Reason.SECTOR),
    ({"language": "da"}, Reason.LANGUAGE),
    ({"existing": Existing.NOBODY}, Reason.EXISTING),
    ({"arrangement": "internship"}, Reason.ARRANGEMENT),
]
OTHERS: list[dict[str, Any]] = [
    {"category_id": 6},
    {"company_group": "startup"},
    {"industry_section": "G"},
    {"industry_section": "F", "industry_code": "43"},
    {"postcode_from": "9221"},
    {"postcode_to": "9219"},
    {"municipality_code": "0851", "postcode_to": "9000"},
    {"headcount_from": 41},
    {"headcount_to": 39},
    {"sector": "public"},
    {"language": "en"},
    {"existing": Existing.OPEN_REQUEST},
    {"existing": Existing.FIXED_CONTACT},
    {"arrangement": "flex_job"},
]


@pytest.mark.parametrize(("conditions", "reason"), FITTING)
def test_a_condition_that_fits_is_the_reason(conditions: dict[str, Any], reason: Reason) -> None:
    found = route(FACTS, [replace(RULE, **conditions)], people())
    assert (found.unit_id, found.user_id) == (HOUSE, BO)
    assert found.reasons == (reason, Reason.LEAST_LOADED)


@pytest.mark.parametrize("conditions", OTHERS)
def test_a_condition_that_does_not_fit_leaves_it_where_it_is(conditions: dict[str, Any]) -> None:
    found = route(FACTS, [replace(RULE, **conditions)], people())
    assert (found.unit_id, found.user_id, found.rule) == (None, None, None)
    assert found.reasons == (Reason.NO_RULE,)


def test_of_an_unknown_company_only_category_and_language_are_known() -> None:
    unknown = Facts(category_id=5)
    for conditions, _reason in FITTING:
        fits = not set(conditions) - {"category_id", "language", "existing"}
        assert bool(route(unknown, [replace(RULE, **conditions)], people()).rule) is fits, conditions


def test_the_fixed_contact_person_comes_before_every_rule() -> None:
    facts = replace(FACTS, fixed_user_id=CARLA)
    found = route(facts, [RULE], people())
    assert (found.unit_id, found.user_id, found.reasons) == (DESK, CARLA, (Reason.FIXED_CONTACT,))
    away: dict[str, Any] = {"away": True, "stand_ins": (ANNA, BO)}
    found = route(facts, [RULE], people(carla=away, anna={"away": True}))
    assert (found.unit_id, found.user_id) == (DESK, BO)
    assert found.reasons == (Reason.FIXED_CONTACT_AWAY, Reason.STAND_IN)
    found = route(facts, [RULE], people(carla={"away": True}))
    assert found.reasons == (Reason.FIXED_CONTACT_AWAY, Reason.EVERY_REQUEST, Reason.LEAST_LOADED)
    gone = {key: each for key, each in people().items() if key != CARLA}
    assert route(facts, [], gone).reasons == (Reason.FIXED_CONTACT_AWAY, Reason.NO_RULE)


def test_whom_the_rule_names_or_the_stand_in_or_the_least_busy() -> None:
    rule = replace(RULE, who=Who.PERSON, user_id=ANNA)
    assert route(FACTS, [rule], people()).reasons == (Reason.EVERY_REQUEST, Reason.NAMED)
    found = route(FACTS, [rule], people(anna={"away": True, "stand_ins": (EMIL,)}))
    assert (found.user_id, found.reasons[1:]) == (EMIL, (Reason.NAMED_AWAY, Reason.STAND_IN))
    found = route(FACTS, [rule], people(anna={"away": True}))
    assert (found.user_id, found.reasons[1:]) == (BO, (Reason.NAMED_AWAY, Reason.LEAST_LOADED))
    queue = route(FACTS, [replace(RULE, who=Who.QUEUE)], people())
    assert (queue.unit_id, queue.user_id, queue.reasons[-1]) == (HOUSE, None, Reason.QUEUE)


def test_who_has_the_other_open_request_gets_this_one_too() -> None:
    rule = replace(RULE, who=Who.SAME_COLLEAGUE, existing=Existing.OPEN_REQUEST)
    facts = replace(FACTS, open_user_ids=(CARLA, ANNA))
    assert route(facts, [rule], people()).user_id == CARLA
    assert route(facts, [rule], people(carla={"away": True})).user_id == ANNA
    none_there = people(carla={"away": True}, anna={"away": True})
    assert route(facts, [rule], none_there).reasons == (Reason.EXISTING, Reason.LEAST_LOADED)


def test_least_to_do_is_measured_by_the_time_one_has() -> None:
    assert route(FACTS, [RULE], people(bo={"minutes": 300})).user_id == ANNA  # 4 of 600 are fewer than 3 of 300
    assert route(FACTS, [RULE], people(bo={"minutes": 0})).user_id == ANNA
    nobody = route(FACTS, [RULE], people(bo={"minutes": 0}, anna={"away": True}))
    assert (nobody.unit_id, nobody.user_id, nobody.reasons[-1]) == (HOUSE, None, Reason.NOBODY_THERE)


def by_hand(facts: Facts, rules: list[Rule], everybody: dict[int, Person]) -> tuple[int | None, int | None, int | None]:
    """Unit, person and rule, as one would find them with pencil and paper."""

    def present(number: int | None) -> bool:
        return number in everybody and not everybody[number].away

    def instead(number: int | None) -> int | None:
        if present(number):
            return number
        known = everybody.get(number or 0)
        return next((other for other in (known.stand_ins if known else ()) if present(other)), None)

    fixed = instead(facts.fixed_user_id) if facts.fixed_user_id else None
    if fixed and facts.fixed_user_id:
        return everybody[facts.fixed_user_id].unit_id or everybody[fixed].unit_id, fixed, None
    for rule in rules:
        wrong = rule.category_id not in (None, facts.category_id)
        wrong |= bool(rule.industry_section) and rule.industry_section not in facts.sections
        wrong |= bool(rule.postcode_from) and not any(code >= (rule.postcode_from or "") for code in facts.postcodes)
        wrong |= rule.headcount_to is not None and (facts.headcount is None or facts.headcount > rule.headcount_to)
        wrong |= rule.existing is Existing.OPEN_REQUEST and not facts.open_user_ids
        wrong |= rule.existing is Existing.NOBODY and bool(facts.open_user_ids or facts.fixed_user_id)
        if wrong:
            continue
        if rule.who is Who.QUEUE:
            return rule.unit_id, None, rule.id
        wanted = [instead(rule.user_id)] if rule.who is Who.PERSON else []
        if rule.who is Who.SAME_COLLEAGUE:
            wanted = [each for each in facts.open_user_ids if present(each)]
        free = [each for each in everybody.values() if each.unit_id == rule.unit_id and each.takes_turns]
        free = [each for each in free if not each.away and each.minutes]
        free.sort(key=lambda each: each.id)
        free.sort(key=lambda each: (each.open_requests + 1) / each.minutes)
        whom = next(iter([*filter(None, wanted), *(each.id for each in free)]), None)
        return rule.unit_id, whom, rule.id
    return None, None, None


numbers = st.sampled_from([ANNA, BO, CARLA, EMIL, 99])
maybe_number = st.none() | numbers
rule_lists = st.lists(
    st.builds(
        Rule,
        id=st.integers(1, 9),
        name=st.just("Regel"),
        unit_id=st.sampled_from([HOUSE, DESK]),
        who=st.sampled_from(Who),
        user_id=numbers,
        category_id=st.sampled_from([None, None, 5, 6]),
        industry_section=st.sampled_from([None, None, "F", "G"]),
        postcode_from=st.sampled_from([None, None, "9000", "9400"]),
        headcount_to=st.sampled_from([None, None, 10, 100]),
        existing=st.sampled_from([None, None, Existing.OPEN_REQUEST, Existing.NOBODY]),
    ),
    max_size=5,
)
facts_found = st.builds(
    Facts,
    category_id=st.sampled_from([5, 6]),
    sections=st.frozensets(st.sampled_from("FG")),
    postcodes=st.frozensets(st.sampled_from(["8900", "9220", "9500"])),
    headcount=st.sampled_from([None, 5, 50]),
    fixed_user_id=maybe_number,
    open_user_ids=st.lists(numbers, max_size=2, unique=True).map(tuple),
)
crowds = st.fixed_dictionaries(
    {
        number: st.builds(
            Person,
            id=st.just(number),
            unit_id=st.sampled_from([None, HOUSE, DESK]),
            open_requests=st.integers(0, 3),
            minutes=st.sampled_from([0, 512, 1024]),
            away=st.booleans(),
            stand_ins=st.lists(numbers, max_size=2).map(tuple),
            takes_turns=st.booleans(),
        )
        for number in (ANNA, BO, CARLA, EMIL)
    }
)


@settings(max_examples=200, deadline=None)
@given(facts_found, rule_lists, crowds)
def test_one_who_goes_through_the_rules_by_hand_finds_the_same(
    facts: Facts, rules: list[Rule], everybody: dict[int, Person]
) -> None:
    found = route(facts, rules, everybody)
    assert (found.unit_id, found.user_id, found.rule.id if found.rule else None) == by_hand(facts, rules, everybody)
    assert found.reasons
