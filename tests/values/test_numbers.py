"""CVR, P-number, phone, e-mail: what is read, what is refused and with which code."""

from collections.abc import Callable

import pytest

from crm.values.cpr_guard import contains_cpr
from crm.values.cvr import format_cvr, parse_cvr
from crm.values.email import parse_email
from crm.values.errors import InvalidValueError
from crm.values.p_number import format_p_number, parse_p_number
from crm.values.phone import format_phone, parse_phone


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_cvr, "27983758", "27983758"),
        (parse_cvr, " 27 98 37 58 ", "27983758"),
        (parse_cvr, "DK27983758", "27983758"),
        (parse_cvr, "dk-27983758", "27983758"),
        (parse_p_number, "1017571637", "1017571637"),
        (parse_p_number, "1017 571 637", "1017571637"),
        (parse_p_number, "P-nr. 1017571637", "1017571637"),
        (parse_phone, "98 12 34 56", "+4598123456"),
        (parse_phone, "+45 98-12-34-56", "+4598123456"),
        (parse_phone, "0045 98123456", "+4598123456"),
        (parse_phone, "tlf. 98123456", "+4598123456"),
        (parse_phone, "+46 8 123 456 78", "+46812345678"),
        (parse_email, " Anna@Firma.DK ", "Anna@firma.dk"),
    ],
)
def test_reads(parse: Callable[[str], str], text: str, value: str) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "code"),
    [
        (parse_cvr, "", "cvr_format"),
        (parse_cvr, "2798375", "cvr_format"),
        (parse_cvr, "07983758", "cvr_format"),
        (parse_cvr, "279837581", "cvr_format"),
        (parse_cvr, "２７９８３７５８", "cvr_format"),
        (parse_cvr, "27983759", "cvr_check_digit"),
        (parse_p_number, "101757163", "p_number_format"),
        (parse_p_number, "10175716370", "p_number_format"),
        (parse_p_number, "101757163x", "p_number_format"),
        (parse_phone, "123", "phone_invalid"),
        (parse_phone, "ring først", "phone_invalid"),
        (parse_phone, "08123456", "phone_invalid"),
        (parse_phone, "981234567", "phone_invalid"),
        (parse_email, "anna", "email_invalid"),
        (parse_email, "anna@firma", "email_invalid"),
        (parse_email, "anna@@firma.dk", "email_invalid"),
        (parse_email, "an na@firma.dk", "email_invalid"),
        (parse_email, "anna@firma.", "email_invalid"),
        (parse_email, "a" * 250 + "@f.dk", "email_invalid"),
    ],
)
def test_refuses(parse: Callable[[str], str], text: str, code: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse(text)
    assert caught.value.code == code


def test_shows_numbers_as_people_read_them() -> None:
    assert format_cvr("27983758") == "27 98 37 58"
    assert format_phone("+4598123456") == "98 12 34 56"
    assert format_phone("+46812345678") == "+46 8 123 456 78"
    assert format_phone("not a number") == "not a number"
    assert format_p_number("0101901234") == "0101 901 234"
    assert not contains_cpr(format_p_number("0101901234"))
