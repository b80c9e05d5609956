"""Fields of forms: what they take, what they refuse, what they show again."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from crm.web.forms import (
    BaseForm,
    CvrField,
    DateField,
    EmailField,
    LongTextField,
    NumberField,
    PhoneField,
    PNumberField,
    TextField,
    VersionField,
    clean_text,
)

CPR = "010190-1234"


class EveryField(BaseForm):
    title = TextField("Title", max_length=40)
    text = LongTextField("Text", max_length=200)
    cvr = CvrField("CVR")
    p_number = PNumberField("P-number")
    phone = PhoneField("Phone")
    email = EmailField("E-mail")
    day = DateField("Day")
    hours = NumberField("Hours")
    version = VersionField()


def fill(app: Flask, **values: Any) -> tuple[EveryField, bool]:
    sent = {"version": "1", **values}
    with app.test_request_context("/", method="POST", data=sent):
        form = EveryField(meta={"csrf": False})
        valid = form.validate()
        assert not any(CPR in str(field()) for field in form)
        return form, valid


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", "  two \t words\x00 ", "two words"),
        ("text", "one\r\ntwo", "one\ntwo"),
        ("cvr", "DK 29 18 98 46", "29189846"),
        ("p_number", "P-nr. 1017 571 637", "1017571637"),
        ("phone", "98 12 34 56", "+4598123456"),
        ("email", "Anna@Example.DK", "Anna@example.dk"),
        ("day", "2026-11-03", date(2026, 11, 3)),
        ("day", "3/11 2026", date(2026, 11, 3)),
        ("day", "", None),
        ("hours", "37", 37),
        ("cvr", "", ""),
        ("p_number", "0101901234", "0101901234"),
    ],
)
def test_what_is_taken(app: Flask, name: str, text: str, value: object) -> None:
    form, valid = fill(app, **{name: text})
    assert (valid, form[name].data) == (True, value)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("title", "x" * 41, "Højst 40 tegn."),
        ("cvr", "12345678", "CVR-nummerets kontrolciffer passer ikke. Er der tastet forkert?"),
        ("cvr", "123", "Et CVR-nummer har otte cifre, og det første er ikke 0."),
        ("p_number", "123", "Et P-nummer har ti cifre."),
        ("phone", "123", "Det er ikke et telefonnummer. Skriv otte cifre eller + og landekode."),
        ("email", "anna", "Det er ikke en e-mailadresse."),
        ("day", "31-02-2026", "Det er ikke en dato. Skriv dag, måned og år: 31-12-2026."),
        ("hours", "many", "Skriv et helt tal."),
        ("version", "", "Siden er for gammel. Åbn den igen."),
    ],
)
def test_what_is_refused(app: Flask, name: str, text: str, sentence: str) -> None:
    form, valid = fill(app, **{name: text})
    assert not valid
    assert [str(error) for error in form[name].errors] == [sentence]


@pytest.mark.parametrize("name", ["title", "text", "cvr", "phone", "email", "day", "hours", "version"])
def test_no_field_takes_or_shows_a_cpr_number(app: Flask, name: str) -> None:
    form, valid = fill(app, **{name: f"see {CPR}"})
    assert not valid
    assert "ligner et CPR-nummer" in str(form[name].errors[0])
    assert len(form[name].errors) == 1


def test_the_rest_of_a_long_text_is_kept(app: Flask) -> None:
    form, _valid = fill(app, text=f"Agreed with the baker. {CPR} starts on Monday.")
    assert form.text.data == "Agreed with the baker. ••••••-•••• starts on Monday."


def test_a_p_number_field_shows_no_cpr_number_again(app: Flask) -> None:
    form, valid = fill(app, p_number=f"{CPR} or so")
    assert not valid
    assert form.p_number.data == "••••••-•••• or so"


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
