from datetime import date
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from crm.rate.explain import explain
from crm.rate.figure import Breakdown, FigureRequest
from crm.rate.queries import breakdown, figure
from crm.values.clock import parse_timestamp
from crm.values.periods import Period

NOW = parse_timestamp("2026-11-21T12:00")


def request_of(case: dict[str, Any]) -> FigureRequest:
    period = Period(date.fromisoformat(case["from"]), date.fromisoformat(case["to"]))
    return FigureRequest(case["municipality"], period, case["definition"])


def test_all_cases_are_right_to_the_workplace(worked_example: Session, expected_cases: list[dict[str, Any]]) -> None:
    assert len(expected_cases) == 32
    for case in expected_cases:
        found = figure(worked_example, request_of(case), now=NOW)
        assert {
            "population": found.population,
            "cooperating": {
                "own": found.cooperating.own,
                "other": found.cooperating.other,
                "all": found.cooperating.all,
            },
            "unknown_headcount": found.unknown_headcount,
            "inexact_headcount": found.inexact_headcount,
            "unplaced": found.unplaced,
        } == {
            key: case[key]
            for key in ("population", "cooperating", "unknown_headcount", "inexact_headcount", "unplaced")
        }, case


def test_every_verdict_and_every_counted_cooperation_is_as_expected(
    worked_example: Session, expected_cases: list[dict[str, Any]]
) -> None:
    explained = [case for case in expected_cases if case["verdicts"] is not None]
    assert len(explained) == 1
    for case in explained:
        found = explain(worked_example, request_of(case), now=NOW)
        assert {one.p_number: one.verdict.value for one in found.workplaces} == case["verdicts"]
        counted = {
            one.p_number: [counting.external_id for counting in one.cooperations]
            for one in found.workplaces
            if one.cooperations
        }
        assert {number: sorted(ids) for number, ids in counted.items()} == case["counted"]


def test_by_type_each_part_is_a_share_of_the_whole_population(
    worked_example: Session, expected_cases: list[dict[str, Any]]
) -> None:
    request = request_of(expected_cases[0])
    whole = figure(worked_example, request, now=NOW)
    told = explain(worked_example, request, now=NOW)
    parts = {item.key: item for item in breakdown(worked_example, request, Breakdown.TYPE, now=NOW)}
    of_type: dict[str, set[str]] = {}
    for one in told.workplaces:
        for counting in one.cooperations:
            of_type.setdefault(counting.type_code, set()).add(one.p_number)
    assert {key: item.cooperating.all for key, item in parts.items()} == {k: len(v) for k, v in of_type.items()}
    assert {item.population for item in parts.values()} == {whole.population}
    assert parts["mentor"].label == "Mentor"
    groups = breakdown(worked_example, request, Breakdown.TARGET_GROUP, now=NOW)
    assert [(item.key, item.cooperating) for item in groups] == [("unknown", whole.cooperating)]


def test_a_figure_is_provisional_until_its_last_month_is_over(worked_example: Session) -> None:
    def provisional(end: date, known_at: str) -> bool:
        request = FigureRequest("0851", Period(date(2016, 1, 1), end), known_at=parse_timestamp(known_at))
        return figure(worked_example, request, now=NOW).provisional

    assert not provisional(date(2017, 5, 31), "2017-06-01T00:30")
    assert provisional(date(2017, 5, 31), "2017-05-31T23:30")
    assert provisional(date(2017, 6, 1), "2017-06-01T00:30")
    assert provisional(date(2018, 1, 1), "2017-06-01T00:30")


def test_needed_counts_to_the_goal(worked_example: Session, expected_cases: list[dict[str, Any]]) -> None:
    found = figure(worked_example, request_of(expected_cases[0]), now=NOW)
    assert (found.population, found.cooperating.all) == (52, 18)
    assert found.needed(400) == 3  # 20.8 of 52 is 40 %
    assert found.needed(Fraction(18, 52)) == 0
    assert found.needed(Fraction(1, 10)) == 0
    assert (found.percent_all, found.percent_own, found.percent_other) == ("34.6", "28.8", "5.8")
