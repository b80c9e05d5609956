"""The engine against the plain reference, on awkward random worlds."""

import os
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rate_reference import Answer, Asked, Rule, World, answer
from rate_worlds import MOMENTS, MUNICIPALITIES, NOW, load, periods, worlds
from sqlmodel import Session

from crm.db import transaction
from crm.rate.definitions import Definition, add_definition
from crm.rate.explain import explain
from crm.rate.figure import Breakdown, Figure, FigureRequest, Step, Verdict
from crm.rate.models import RateUnit, UnknownHeadcount, WantedSector
from crm.rate.queries import breakdown, figure, figures_of_all, series
from crm.values.clock import local_date
from crm.values.periods import Period

ALL_TEN = "aalborg-2015"
RULES = {
    ALL_TEN: Rule(frozenset({"wage_subsidy", "mentor", "upskilling_job", "job_rotation"})),
    "jobindsats-2017": Rule(frozenset({"wage_subsidy", "mentor", "job_rotation"})),
    "companies": Rule(frozenset({"wage_subsidy", "mentor"}), unit="company"),
    "companies-two": Rule(frozenset({"wage_subsidy", "mentor"}), unit="company", min_headcount=2, sector="private"),
    "private-unknown": Rule(frozenset({"mentor", "upskilling_job"}), unknown="include", sector="private"),
    "public-two": Rule(frozenset({"mentor", "wage_subsidy"}), min_headcount=2, sector="public"),
}
# The engine's statements are the same on both databases: fewer worlds show whether PostgreSQL runs them alike.
check = settings(
    max_examples=40 if "CRM_TEST_POSTGRES" in os.environ else 150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def ready(session: Session) -> Session:
    """The definitions of RULES that are not shipped."""
    with transaction(session) as on:
        for code, rule in RULES.items():
            if code not in {ALL_TEN, "jobindsats-2017"}:
                add_definition(
                    on,
                    Definition(
                        code=code,
                        name=code,
                        types=tuple(rule.types),
                        unit=RateUnit(rule.unit),
                        min_headcount=rule.min_headcount,
                        unknown_headcount=UnknownHeadcount(rule.unknown),
                        sector=WantedSector(rule.sector),
                    ),
                    now=NOW,
                )
    return session


def asked_of(
    world: World, code: str, municipality: str, span: tuple[date, date], known_at: datetime | None
) -> tuple[Asked, FigureRequest]:
    moment = known_at or NOW
    asked = Asked(world, RULES[code], municipality, span[0], span[1], moment, local_date(moment))
    return asked, FigureRequest(municipality, Period(*span), code, known_at)


def numbers(found: Figure | Answer) -> dict[str, int]:
    cooperating = found.cooperating if isinstance(found, Figure) else found
    return {
        "population": found.population,
        "own": cooperating.own,
        "other": cooperating.other,
        "all": cooperating.all,
        "unknown": found.unknown_headcount,
        "inexact": found.inexact_headcount,
        "unplaced": found.unplaced,
    }


@check
@given(
    world=worlds(),
    code=st.sampled_from(sorted(RULES)),
    municipality=st.sampled_from(MUNICIPALITIES),
    span=periods(),
    known_at=st.sampled_from(MOMENTS),
)
def test_figure_verdicts_and_reasons_are_the_reference_s(
    ready: Session, world: World, code: str, municipality: str, span: tuple[date, date], known_at: datetime | None
) -> None:
    load(ready, world)
    asked, request = asked_of(world, code, municipality, span, known_at)
    expected = answer(asked)
    found = figure(ready, request, now=NOW)
    assert numbers(found) == numbers(expected)
    told = explain(ready, request, now=NOW)
    assert {each.p_number: each.verdict.value for each in told.workplaces} == expected.verdicts
    counted = {
        each.p_number: {one.external_id for one in each.cooperations} for each in told.workplaces if each.cooperations
    }
    assert counted == expected.counted
    assert {each.external_id: each.reason.value for each in told.not_counted} == expected.reasons
    if found.unit is RateUnit.WORKPLACE:
        assert sum(each.verdict is Verdict.COOPERATING for each in told.workplaces) == found.cooperating.all


@check
@given(
    world=worlds(),
    code=st.sampled_from(sorted(RULES)),
    municipality=st.sampled_from(MUNICIPALITIES),
    span=periods(),
    known_at=st.sampled_from(MOMENTS),
    step=st.sampled_from(Step),
)
def test_a_series_and_a_breakdown_are_their_single_figures(
    ready: Session,
    world: World,
    code: str,
    municipality: str,
    span: tuple[date, date],
    known_at: datetime | None,
    step: Step,
) -> None:
    load(ready, world)
    _asked, request = asked_of(world, code, municipality, span, known_at)
    for piece in series(ready, request, step, now=NOW):
        asked, _request = asked_of(world, code, municipality, (piece.period.start, piece.period.end), known_at)
        assert numbers(piece) == numbers(answer(asked))
    whole = figure(ready, request, now=NOW)
    everywhere = figures_of_all(ready, request.period, code, known_at, now=NOW)
    assert everywhere.get(municipality, whole) == whole
    if municipality not in everywhere:
        assert whole.population == whole.unknown_headcount == 0
    for by in (Breakdown.INDUSTRY, Breakdown.SIZE):
        parts = breakdown(ready, request, by, now=NOW)
        assert sum(part.population for part in parts) == whole.population
        assert sum(part.cooperating.all for part in parts) == whole.cooperating.all
        assert sum(part.cooperating.own for part in parts) == whole.cooperating.own
