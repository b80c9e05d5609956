"""The guard never misses a CPR number, whatever stands around it, and lets ordinary text through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.values.cpr_guard import REDACTED, contains_cpr, redact_cpr

SEPARATORS = ("", " ", "-", "–", "—", ".", "/", " - ", " – ", "\u00a0", "‑", "\u200b-", "_")

days = st.one_of(st.integers(1, 31), st.integers(61, 91))
numbers = st.builds(
    lambda day, month, year, gap, last: f"{day:02}{month:02}{year:02}{gap}{last:04}",
    days,
    st.integers(1, 12),
    st.integers(0, 99),
    st.sampled_from(SEPARATORS),
    st.integers(0, 9999),
)
# Anything but a digit beside the number: ten digits inside a longer run are something else.
around = st.text(max_size=30)


def _beside(text: str) -> str:
    return text.strip() and "".join(letter for letter in text if not letter.isdecimal())


@given(around, numbers, around)
def test_never_misses_a_number_in_a_text(before: str, number: str, after: str) -> None:
    labelled = _beside(before).lower().rstrip(" .:=#\t\u00a0").endswith(("nr", "nummer"))
    text = f"{_beside(before)}{number}{_beside(after)}"
    assert labelled or contains_cpr(text)


@given(around, numbers, around, numbers, around)
def test_nothing_is_left_after_redaction(before: str, first: str, between: str, second: str, after: str) -> None:
    assert not contains_cpr(redact_cpr(f"{before}{first}{between}{second}{after}"))


@given(st.text(alphabet="0123456789 -./PpnrABC–•\n", max_size=60))
def test_nothing_is_left_after_redaction_of_digits_and_separators(text: str) -> None:
    assert not contains_cpr(redact_cpr(text))


@pytest.mark.parametrize(
    "text",
    [
        "010190-1234",
        "0101901234",
        "010190 1234",
        "010190–1234",
        "010190—1234",
        "010190.1234",
        "010190/1234",
        "010190 - 1234",
        "cpr0101901234!",
        "liste_0101901234.xlsx",
        "Jens, 311299-0001, ringer",
        "610190-1234",
        "910190-1234",
        "０１０１９０-１２３４",
        "٠١٠١٩٠١٢٣٤",
        "01-01-90-1234",
        "01.01.90-1234",
        "010190-1AB2",
        "010190-ab12",
        "0101901AB2",
        "P-nr. 010190-1234",
        "P-nr. 1017571637 og 0101901234",
        "cpr-nr 0101901234",
        "personnummer 0101901234",
    ],
)
def test_finds(text: str) -> None:
    assert contains_cpr(text)
    assert REDACTED in redact_cpr(text)
    assert not contains_cpr(redact_cpr(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678",
        "12 34 56 78",
        "98 12 34 56",
        "+4520101512",
        "+45 20 10 15 12",
        "2015-03-01",
        "2015-03-01 12:30",
        "2015-03-01T12:30:00+01:00",
        "20150301T123000",
        "01-03-2015",
        "01.03.2015",
        "1/3 2015 kl. 10.30",
        "01-03-2015 - 31-12-2015",
        "DK50 0040 0440 1162 43",
        "DK5000400440116243",
        "5790000123456",
        "12010190123456",
        "320190-1234",
        "001290-1234",
        "011390-1234",
        "010190",
        "010190-123",
        "010190-12345",
        "170517 Møde",
        "010115-test",
        "P-nr. 0101901234",
        "P-nummer: 0101901234",
        "pnr 0101901234",
        "P nr 0101901234",
        "PNUMMER=0101901234",
        "37,4 % af 10.022",
        "550e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_lets_through(text: str) -> None:
    assert not contains_cpr(text)
    assert redact_cpr(text) == text


def test_redaction_keeps_the_rest() -> None:
    assert redact_cpr("Ring til 010190-1234 og 020290 1234.") == f"Ring til {REDACTED} og {REDACTED}."


def test_table_rows_do_not_grow_together() -> None:
    assert not contains_cpr("010190\n1234")
