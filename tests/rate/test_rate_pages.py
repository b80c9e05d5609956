"""The rate pages on the worked example: every number opens to the rows behind it."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from page_client import PageClient
from people import SignedIn
from query_count import counted
from sqlmodel import Session, select

from crm.audit.models import AuditEntry
from crm.audit.trail import record
from crm.cooperation.models import Cooperation
from crm.db import transaction
from crm.rate.choice import Span, named_period, read_choice
from crm.rate.overview import trend_period
from crm.values.periods import Period
from crm.values.roles import Role

YEAR = "municipality=0851&from=2015-01-01&to=2015-12-31"


@pytest.fixture
def reader(worked_example: Session, signed_in: SignedIn) -> PageClient:
    return signed_in(Role.MANAGER)


def test_the_page_says_the_worked_example_s_figure(reader: PageClient) -> None:
    page = reader.get(f"/rate?{YEAR}")
    assert page.h1 == "Samarbejdsgrad"
    assert page.has("34,6")  # 18 of 52
    assert page.has("mangler 3 arbejdssteder")  # ceil(0.4 × 52) − 18
    assert page.has("28,8")  # own: 15 of 52
    assert page.has("5,8")  # other: 3 of 52


@pytest.mark.parametrize(
    ("show", "count"),
    [
        ("population", 52),
        ("all", 18),
        ("own", 15),
        ("other", 3),
        ("unknown_headcount", 9),
        ("inexact", 17),
        ("moved_away", 1),
        ("every", 71),
    ],
)
def test_each_number_opens_to_its_workplaces(reader: PageClient, show: str, count: int) -> None:
    word = "arbejdssted" if count == 1 else "arbejdssteder"
    assert reader.get(f"/rate/workplaces?{YEAR}&show={show}").has(f"{count} {word}")


def test_a_breakdown_s_row_opens_to_as_many_workplaces(reader: PageClient) -> None:
    page = reader.get(f"/rate/workplaces?{YEAR}&show=population&size=unknown")
    assert page.has("0 arbejdssteder")
    sizes = ("1", "2-4", "5-9", "10-19", "20-49", "50-99", "100-199", "200+")
    lists = [reader.get(f"/rate/workplaces?{YEAR}&show=population&size={size.replace('+', '%2B')}") for size in sizes]
    assert sum(len(page.rows()) for page in lists) == 52


def test_left_out_cooperations_name_their_reason(reader: PageClient) -> None:
    page = reader.get(f"/rate/left-out?{YEAR}&reason=unplaced")
    assert page.has("2 samarbejder tæller ikke med")


def test_a_choice_that_can_t_be_read_is_said_and_replaced(reader: PageClient) -> None:
    page = reader.get("/rate?municipality=9998&definition=none&from=2015-12-31&to=2015-01-01&known=sometime")
    for sentence in ("Kommunen findes ikke", "Definitionen findes ikke", "slutter, før den begynder", "Kendt pr."):
        assert page.has(sentence), sentence


def test_a_new_fact_is_seen_at_once_and_known_at_looks_past_it(reader: PageClient, worked_example: Session) -> None:
    assert reader.get(f"/rate?{YEAR}").has("34,6")
    with transaction(worked_example) as on:
        counting = on.exec(select(Cooperation).where(Cooperation.external_id == "S-000131")).one()
        counting.retired_at = datetime.now(UTC)
        record(on, "cooperation.void", counting, details={"replaced": False})
    assert reader.get(f"/rate?{YEAR}").has("32,7")  # 17 of 52
    before = (datetime.now(UTC) - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert reader.get(f"/rate?{YEAR}&known={before}").has("34,6")


def test_the_export_is_the_page_s_figure_and_leaves_its_trace(reader: PageClient, session: Session) -> None:
    token = reader.csrf_token()
    answer = reader.open(f"/rate/export?{YEAR}", method="POST", data={"csrf_token": token})
    assert answer.status_code == 200
    assert "samarbejdsgrad-0851-2015-01-01-2015-12-31.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data), data_only=True)
    assert {18, 52} <= {cell.value for row in book["Samarbejdsgrad"].iter_rows() for cell in row}
    trace = session.exec(select(AuditEntry).where(AuditEntry.verb == "rate.export")).one()
    assert trace.details["municipality"] == "0851"


def test_as_many_queries_for_a_long_list_as_for_a_short_one(app: Flask, reader: PageClient) -> None:
    counts = {}
    for show in ("moved_away", "every"):
        reader.get(f"/rate/workplaces?{YEAR}&show={show}")
        with counted(app) as queries:
            reader.get(f"/rate/workplaces?{YEAR}&show={show}")
        counts[show] = queries.count
    assert counts["every"] == counts["moved_away"] <= 12


def test_named_periods() -> None:
    today = datetime(2026, 11, 21, 12, tzinfo=UTC).date()
    spans = {span: named_period(span, today) for span in Span if span is not Span.CUSTOM}
    assert {span: str(period) for span, period in spans.items()} == {
        Span.ROLLING: "2025-12-01/2026-11-30",
        Span.WHOLE: "2025-11-01/2026-10-31",
        Span.THIS_YEAR: "2026-01-01/2026-11-30",
        Span.LAST_YEAR: "2025-01-01/2025-12-31",
    }


def test_the_trend_is_24_months_to_the_end_of_the_period() -> None:
    end = datetime(2026, 1, 31, tzinfo=UTC).date()
    assert trend_period(end) == Period(datetime(2024, 2, 1, tzinfo=UTC).date(), end)


def test_an_address_says_the_whole_choice() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    args = {"municipality": "0561", "from": "1/3 2015", "to": "31.12.2015", "known": "2016-02-01"}
    choice = read_choice(args, municipalities=["0851", "0561"], definitions=["aalborg-2015"], now=now)
    assert choice.problems == ()
    again = read_choice(choice.args(), municipalities=["0851", "0561"], definitions=["aalborg-2015"], now=now)
    assert again == choice
