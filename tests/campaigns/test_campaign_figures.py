"""The figures of a campaign, against the same figures counted row by row."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from made_up_calls import NOW, made_up_campaign, plain_count
from query_count import counted
from sqlmodel import Session, select

from crm.accounts.models import User
from crm.campaigns.figures import CallGroup, Figures, Stage, by_local_time, local_hour
from crm.campaigns.models import CallRecord, Campaign
from crm.campaigns.queries.statistics import statistics_of
from crm.campaigns.words import HoldReason, QuestionKind
from crm.db import open_session, transaction
from crm.values.clock import COPENHAGEN


@pytest.mark.parametrize("days", [30, 90, 365])
def test_the_figures_are_what_a_plain_count_finds(
    session: Session, anna: User, bo: User, carla: User, days: int
) -> None:
    made = made_up_campaign(session, anna, bo, carla)
    found = statistics_of(session, made.campaign, now=NOW, days=days)
    plain = plain_count(session, made.campaign, days=days)
    assert found.outcomes == plain["outcomes"]
    assert {line.at: line.calls for line in found.hours} == plain["hours"]
    assert {line.at: line.calls for line in found.weekdays} == plain["weekdays"]
    assert {line.user_id: line.seconds for line in found.callers} == plain["seconds"]
    assert {stage.value: count for stage, count in found.funnel.items()} == {stage: plain[stage] for stage in Stage}
    assert found.left_out == {HoldReason.NO_PHONE: 6, HoldReason.REFUSED: 7}
    for answer in found.answers:
        counts = plain["answers"][answer.question_id]
        assert answer.total == counts.total()
        if answer.kind is not QuestionKind.TEXT:
            assert {value: count for value, count in answer.counts.items() if count} == counts
    assert found.answers[1].counts["Ved ikke"] == 0, "also what nobody chose is shown"
    assert found.answers[2].sum == sum(int(value) * count for value, count in plain["answers"][3].items())


def test_the_parts_add_up(session: Session, anna: User, bo: User) -> None:
    made = made_up_campaign(session, anna, bo)
    found = statistics_of(session, made.campaign, now=NOW)
    for group, name in (
        (CallGroup.ALL, "calls"), (CallGroup.REACHED, "reached"), (CallGroup.INTERESTED, "interested"),
        (CallGroup.VISITS, "visits"),
    ):  # fmt: skip
        assert sum(getattr(line, name) for line in found.callers) == found.calls(group)
    for lines in (found.hours, found.weekdays):
        assert sum(line.calls for line in lines) == found.calls()
        assert sum(line.reached for line in lines) == found.calls(CallGroup.REACHED)
    phoned = [found.funnel[stage] for stage in Stage][:6]
    assert phoned == sorted(phoned, reverse=True)
    assert sum(found.left_out.values()) + found.funnel[Stage.LISTED] == sum(found.states.values())


def test_hours_of_the_nights_in_which_the_clock_is_changed() -> None:
    nights = (
        (datetime(2026, 3, 29, 0, tzinfo=UTC), 1, 1),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 2, 0),
        (datetime(2026, 10, 25, 0, tzinfo=UTC), 4, 0),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), 8, 1),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), 16, 2),
        (datetime(2026, 3, 15, 23, tzinfo=UTC), 32, 4),
    )
    counted_in_utc = [(int(begins.timestamp()) // 3600, calls, reached) for begins, calls, reached in nights]
    hours, weekdays = by_local_time(counted_in_utc)
    assert [(line.at, line.calls, line.reached) for line in hours] == [(0, 48, 6), (1, 1, 1), (2, 12, 1), (3, 2, 0)]
    assert [(line.at, line.calls) for line in weekdays] == [(0, 32), (6, 31)]


def test_an_hour_in_utc_is_an_hour_in_copenhagen() -> None:
    chance = Random(3)
    for _each in range(500):
        moment = NOW - timedelta(seconds=chance.randrange(3 * 365 * 24 * 3600))
        local = moment.astimezone(COPENHAGEN)
        found = local_hour(int(moment.timestamp()) // 3600)
        assert (found.hour, found.weekday()) == (local.hour, local.weekday())


def test_a_call_that_was_taken_back_counts_nowhere(session: Session, anna: User) -> None:
    made = made_up_campaign(session, anna, calls=60)
    with transaction(session):
        for call in session.exec(select(CallRecord)):
            call.undone_at = NOW
    found = statistics_of(session, made.campaign, now=NOW)
    assert (found.calls(), found.seconds, found.hours) == (0, 0, ())
    assert [found.funnel[stage] for stage in (Stage.CALLED, Stage.BOOKED, Stage.COOPERATION)] == [0, 0, 0]
    assert {answer.total for answer in found.answers} == {0}
    assert [(line.name, line.calls) for line in found.callers] == [(anna.name, 0)], (
        "who calls stands there all the same"
    )


def test_figures_come_back_from_the_shelf_as_they_were_put(session: Session, anna: User, bo: User) -> None:
    made = made_up_campaign(session, anna, bo)
    found = statistics_of(session, made.campaign, now=NOW)
    assert Figures.from_json(json.loads(json.dumps(found.to_json()))) == replace(
        found, funnel={stage: found.funnel[stage] for stage in Stage}
    )


def test_as_many_queries_for_ten_calls_as_for_hundreds(app: Flask, session: Session, anna: User, bo: User) -> None:
    spent = []
    for first, companies, calls in ((1, 40, 10), (101, 120, 300)):
        made = made_up_campaign(session, anna, bo, companies=companies, calls=calls, first=first)
        with open_session(app.extensions["crm_engine"]) as on, counted(app) as statements:
            statistics_of(on, on.get_one(Campaign, made.campaign.id), now=NOW)
        spent.append(statements.count - 1)
    assert spent == [11, 11]
