from datetime import date
from typing import Any

from sqlmodel import Session

from crm.rate.explain import explain
from crm.rate.figure import FigureRequest
from crm.rate.queries import figure
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
