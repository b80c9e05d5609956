"""The lists behind a campaign's figures: its companies, its calls, what was answered."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, abort, request

from crm.accounts.queries import user_by_id
from crm.campaigns.figures import CallGroup, Stage
from crm.campaigns.models import ScriptQuestion
from crm.campaigns.queries.campaigns import question_by_id
from crm.campaigns.queries.rows import CallFilter, TargetFilter, call_page, target_page, written_answers
from crm.campaigns.routes.statistics import READS_ANSWERS, fetch, wanted_days, words
from crm.campaigns.words import HoldReason, QuestionKind, TargetState
from crm.contacts.words import Outcome
from crm.db import session
from crm.values.clock import utc_now
from crm.values.cpr_guard import contains_cpr
from crm.web.access import STAFF, allow
from crm.web.htmx import Answer, page_or_part
from crm.web.paging import wanted_page

campaign_rows = Blueprint("campaign_rows", __name__)
Choice = TypeVar("Choice", bound=StrEnum)


@campaign_rows.get("/campaigns/<int:campaign_id>/targets")
@allow(*STAFF)
def targets(campaign_id: int) -> Answer:
    """Companies of the campaign by how they stand, and how far they have come."""
    campaign = fetch(campaign_id)
    wanted = TargetFilter(
        state=_choice(TargetState, "state"),
        reason=_choice(HoldReason, "reason"),
        stage=_choice(Stage, "stage"),
        days=wanted_days(),
    )
    now = utc_now()
    return page_or_part(
        "campaigns/targets.html",
        "campaigns/_targets.html",
        campaign=campaign,
        wanted=wanted,
        page=target_page(session(), campaign, wanted, now=now, number=wanted_page(request.args.get("page"))),
        now=now,
        **words(),
    )


@campaign_rows.get("/campaigns/<int:campaign_id>/calls")
@allow(*STAFF)
def calls(campaign_id: int) -> Answer:
    """Calls of the campaign by outcome, caller, hour and answer."""
    campaign = fetch(campaign_id)
    question, answer = _question(campaign_id), request.args.get("answer")
    wanted = CallFilter(
        group=_choice(CallGroup, "group") or CallGroup.ALL,
        outcome=_choice(Outcome, "outcome"),
        caller_id=_number("caller"),
        hour=_number("hour"),
        weekday=_number("weekday"),
        question_id=question.id if question else None,
        answer=answer if answer and question and question.kind is not QuestionKind.TEXT else None,
    )
    caller = user_by_id(session(), wanted.caller_id) if wanted.caller_id else None
    return page_or_part(
        "campaigns/calls.html",
        "campaigns/_calls.html",
        campaign=campaign,
        wanted=wanted,
        question=question,
        caller=caller.name if caller else None,
        page=call_page(session(), campaign, wanted, number=wanted_page(request.args.get("page"))),
        **words(),
    )


@campaign_rows.get("/campaigns/<int:campaign_id>/answers/<int:question_id>")
@allow(*READS_ANSWERS)
def answers(campaign_id: int, question_id: int) -> Answer:
    """What companies said in their own words."""
    question = question_by_id(session(), campaign_id, question_id)
    if question is None or question.kind is not QuestionKind.TEXT:
        abort(404)
    return page_or_part(
        "campaigns/answers.html",
        "campaigns/_answers.html",
        campaign=fetch(campaign_id),
        question=question,
        page=written_answers(session(), question, number=wanted_page(request.args.get("page"))),
    )


def _choice(kind: type[Choice], name: str) -> Choice | None:
    """The choice in the address; anything odd is none."""
    text = request.args.get(name, "")
    return kind(text) if text in set(kind) else None


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 and not contains_cpr(text) else None


def _question(campaign_id: int) -> ScriptQuestion | None:
    wanted = _number("question")
    return question_by_id(session(), campaign_id, wanted) if wanted is not None else None
