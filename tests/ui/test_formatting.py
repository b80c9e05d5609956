from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from crm.values.periods import Period
from crm.web import formatting

NOW = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)  # 14.30 in Copenhagen
pytestmark = pytest.mark.sqlite_only
HARD = "\N{NO-BREAK SPACE}"


@pytest.fixture(params=["da", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> str:
    return str(request.param)


def written(language: str, filter_: str, *values: object) -> str:
    with force_locale(language):
        text: str = getattr(formatting, filter_)(*values)
    return text.replace(HARD, " ")


@pytest.mark.parametrize(
    ("filter_", "values", "danish", "english"),
    [
        ("number", (1234567,), "1.234.567", "1,234,567"),
        ("number", (0,), "0", "0"),
        ("number", (None,), "–", "–"),
        ("decimal", (Decimal("18.50"),), "18,5", "18.5"),
        ("decimal", (Decimal(40),), "40", "40"),
        ("percent", (3, 8), "37,5 %", "37.5%"),
        ("percent", (1, 3), "33,3 %", "33.3%"),
        ("percent", (5, 0), "–", "–"),
        ("day", (date(2026, 11, 3),), "3. november 2026", "3 November 2026"),
        ("day", (None,), "–", "–"),
        ("month", (date(2026, 5, 1),), "maj 2026", "May 2026"),
        ("moment", (NOW, NOW), "i dag 14.30", "today 14:30"),
        ("moment", (datetime(2026, 11, 20, 8, 5, tzinfo=UTC), NOW), "i går 9.05", "yesterday 9:05"),
        ("moment", (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), NOW), "2. juni 0.30", "2 June 0:30"),
        ("moment", (datetime(2025, 6, 1, 8, 0, tzinfo=UTC), NOW), "1. juni 2025 10.00", "1 June 2025 10:00"),
        ("cvr", ("12345678",), "12 34 56 78", "12 34 56 78"),
        ("p_number", ("1017571637",), "1017 571 637", "1017 571 637"),
        ("phone", ("+4598123456",), "98 12 34 56", "98 12 34 56"),
        ("period", (Period(date(2026, 1, 1), date(2026, 12, 31)),), "2026", "2026"),
        ("period", (Period(date(2026, 2, 1), date(2026, 2, 28)),), "februar 2026", "February 2026"),
        ("period", (Period(date(2026, 2, 3), date(2026, 2, 28)),), "3.–28. februar 2026", "3–28 February 2026"),
        ("span", (date(2026, 9, 1), date(2027, 2, 28)), "1. september 2026 – 28. februar 2027",
         "1 September 2026 – 28 February 2027"),
        ("span", (date(2026, 9, 1), date(2026, 12, 31)), "1. september – 31. december 2026",
         "1 September – 31 December 2026"),
        ("span", (date(2024, 5, 3), None), "siden 3. maj 2024", "since 3 May 2024"),
        ("span", (date(2024, 5, 3), date(2024, 5, 3)), "3. maj 2024", "3 May 2024"),
    ],
)  # fmt: skip
def test_values_are_written_in_the_reader_s_language(
    language: str, filter_: str, values: tuple[object, ...], danish: str, english: str
) -> None:
    assert written(language, filter_, *values) == (danish if language == "da" else english)
