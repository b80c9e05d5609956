"""Job orders in every state on the requests of the demo, and what companies said when their requests were concluded."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from itertools import cycle
from typing import Any

from sqlmodel import Session, col, select

from crm.demo.chance import Chance
from crm.demo.outreach.storing import RowValues, insert_with_ids, table_of
from crm.demo.window import Window
from crm.employer_requests.job_order_models import JobOrder, JobOrderReferral
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.job_orders import status_of
from crm.employer_requests.words import NOTHING_OWED, NotFilled, OrderStatus
from crm.register.chunks import insert_all
from crm.surveys.labels import QUESTIONS
from crm.surveys.models import Expects, Subject, SurveyAnswer, SurveyInvitation
from crm.values.clock import local_date

_words: dict[str, Any] = json.loads(files("crm.demo").joinpath("data/job_orders.json").read_text(encoding="utf-8"))
_DIALOGUE = ("needed", "realistic", "match_now", "we_do", "company_does")
_ANSWERS = ((5, 5.0), (4, 6.0), (3, 3.0), (2, 1.5), (1, 0.5))
_EXPECTS = ((Expects.YES, 6.0), (Expects.DONT_KNOW, 3.0), (Expects.NO, 1.0))
_OTHER_ORDERS = 0.12
_TAKES_PART, _COMMENTS = 0.7, 0.4
_COURSES = ("by_us", "open", "none", "by_us", "otherwise", "late", "part", "by_us", "open", "none")
"""What becomes of one order after the other, so that a small demo has most of it too."""


def tell_job_orders(on: Session, seed: int, window: Window) -> int:
    """Make up and store them; how many. Needs the requests to be stored."""
    chance, courses = Chance(seed, "job orders"), cycle(_COURSES)
    rows = [
        _order(chance, request, kind, next(courses), window.today)
        for request in on.exec(select(EmployerRequest).order_by(col(EmployerRequest.id)))
        for kind in _kinds(chance, request)
    ]
    ids = insert_with_ids(on, JobOrder, rows)
    referrals = [
        line for number, row in zip(ids, rows, strict=True) for line in _referrals(chance, number, row, window)
    ]
    insert_all(on, table_of(JobOrderReferral), referrals)
    on.expire_all()
    return len(rows)


def _kinds(chance: Chance, request: EmployerRequest) -> Iterator[list[Any]]:
    if request.company_id is None or request.owner_user_id is None:
        return
    known = _words["orders"].get(request.subject)
    if known is not None:
        yield known
    elif chance.happens(_OTHER_ORDERS):
        yield chance.one_of(_words["others"])


def _order(chance: Chance, request: EmployerRequest, kind: list[Any], course: str, today: date) -> RowValues:
    title, occupation, positions, hours, requirements = kind
    ordered_on = local_date(request.received_at)
    waited = (today - ordered_on).days
    if waited < 9:
        course = "open"  # too new to be late, or to be known
    deadline = today + timedelta(days=chance.whole(3, 30))
    if course == "late":
        deadline = today - timedelta(days=chance.whole(1, min(20, waited - 1)))
    elif course != "open":
        deadline = ordered_on + timedelta(days=chance.whole(20, 40))
    row: RowValues = {
        "request_id": request.id,
        "title": title,
        "occupation": occupation,
        "positions": positions,
        "hours_per_week": Decimal(hours),
        "wanted_start": request.wanted_by,
        "requirements": requirements,
        "jobnet_number": f"{chance.whole(6_100_000, 6_399_999)}" if chance.happens(0.6) else "",
        "ordered_on": ordered_on,
        "deadline": deadline,
        "contact_entry": None,
        "created_at": request.received_at,
        "created_by_user_id": request.owner_user_id,
        "version": 1,
    }
    for name in _DIALOGUE:
        row[name] = chance.one_of(_words[name]) if chance.happens(0.75) else ""
    return row | _outcome(chance, positions, course, ordered_on, today)


def _outcome(chance: Chance, positions: int, course: str, ordered_on: date, today: date) -> RowValues:
    if course in ("open", "late"):
        nothing = dict.fromkeys(("not_filled", "answered_on"))
        return nothing | {"status": OrderStatus.OPEN, "filled_by_us": 0, "filled_otherwise": 0}
    by_us = {"by_us": positions, "part": max(1, positions // 2)}.get(course, 0)
    otherwise = positions if course == "otherwise" else 0
    return {
        "status": status_of(by_us, otherwise),
        "filled_by_us": by_us,
        "filled_otherwise": otherwise,
        "not_filled": chance.one_of(list(NotFilled)) if by_us + otherwise < positions else None,
        "answered_on": min(today, ordered_on + timedelta(days=chance.whole(6, 38))),
    }


def _referrals(chance: Chance, number: int, row: RowValues, window: Window) -> Iterator[RowValues]:
    last = row["answered_on"] or window.today
    for _time in range(chance.whole(0, 3)):
        day = chance.day(row["ordered_on"], last)
        yield {
            "job_order_id": number,
            "day": day,
            "number": chance.whole(1, 3),
            "note": chance.one_of(_words["notes"]),
            "at": max(row["created_at"], window.at(day, 8, 0)),
            "by_user_id": row["created_by_user_id"],
            "voided_at": None,
            "voided_by_user_id": None,
        }


def tell_request_answers(on: Session, seed: int, window: Window) -> int:
    """Questionnaires about concluded requests, most of them answered; how many were sent."""
    chance = Chance(seed, "request answers")
    comments = iter(_words["comments"])
    query = select(EmployerRequest).where(col(EmployerRequest.closed_at).is_not(None)).order_by(col(EmployerRequest.id))
    rows = [
        _invitation(chance, request, request.closed_at, window.now, comments)
        for request in on.exec(query)
        if request.closed_at is not None and request.outcome not in NOTHING_OWED
    ]
    ids = insert_with_ids(on, SurveyInvitation, rows)
    answers = [
        {"invitation_id": number, "question": question, "value": chance.weighted(_ANSWERS)}
        for number, row in zip(ids, rows, strict=True)
        if row["answered_at"]
        for question in QUESTIONS[Subject.REQUEST]
    ]
    insert_all(on, table_of(SurveyAnswer), answers)
    on.expire_all()
    return len(rows)


def _invitation(
    chance: Chance, request: EmployerRequest, sent_at: datetime, now: datetime, comments: Iterator[str]
) -> RowValues:
    answered_at = sent_at + timedelta(hours=chance.whole(2, 90))
    answers = chance.happens(_TAKES_PART) and answered_at < now
    return {
        "visit_id": None,
        "request_id": request.id,
        "person_id": request.person_id,
        "token_hash": sha256(f"demo request {request.id}".encode()).hexdigest(),
        "sent_at": sent_at,
        "expires_at": sent_at + timedelta(days=30),
        "answered_at": answered_at if answers else None,
        "expects": chance.weighted(_EXPECTS) if answers else None,
        "comment": next(comments, "") if answers and chance.happens(_COMMENTS) else "",
        "wants_contact": False,
    }
