"""Single cells into values; each raises InvalidValueError with the code of its problem."""

import re
from decimal import Decimal

from crm.values.errors import InvalidValueError
from imports.problems import ProblemCode

MAX_HEADCOUNT = 999_999
_HOURS_OF_A_WEEK = 168

# A number that a spreadsheet or a data tool wrote with its decimals: 851.0, 1017571637,0
_WHOLE = re.compile(r"([0-9]+)[.,]0+")
# Thousands are accepted where no one can take them for decimals: 1 234 or 1.234.567, never 1.234.
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?: [0-9]{3})+|(?:\.[0-9]{3}){2,})")
_HOURS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
# What a spreadsheet shows for a failed formula, in English and Danish.
_ENGLISH_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!")
_DANISH_ERRORS = ("#I/T", "#DIVISION/0!", "#REFERENCE!", "#VÆRDI!", "#NAVN?", "#NUL!", "#OVERLØB!")
ERROR_CELLS = frozenset(_ENGLISH_ERRORS + _DANISH_ERRORS)
_BOOLEANS = {
    **dict.fromkeys(("ja", "j", "true", "sand", "1", "yes"), True),
    **dict.fromkeys(("nej", "n", "false", "falsk", "0", "no"), False),
}


def digits(text: str) -> str:
    """The text without the decimals of a whole number; anything else as it is."""
    if text.isdecimal():
        return text
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def headcount(text: str) -> int:
    plain = digits(text.replace("\u00a0", " "))
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > len(str(MAX_HEADCOUNT)):
        raise InvalidValueError(ProblemCode.HEADCOUNT_INVALID, "A headcount is a whole number.")
    return int(plain)


def code(text: str, lengths: tuple[int, ...], problem_code: ProblemCode) -> str:
    """A code of digits, given with or without the leading zeros that spreadsheets lose; `lengths` are allowed."""
    plain = digits(text)
    if not (plain.isascii() and plain.isdigit()) or len(plain) not in lengths:
        raise InvalidValueError(problem_code, "This code does not have the right digits.")
    return plain.zfill(max(lengths))


def municipality(text: str, known: frozenset[str]) -> str:
    found = code(text, (3, 4), ProblemCode.UNKNOWN_MUNICIPALITY)
    if found not in known:
        raise InvalidValueError(ProblemCode.UNKNOWN_MUNICIPALITY, "No municipality has this code.")
    return found


def postcode(text: str) -> str:
    return code(text.upper().removeprefix("DK").lstrip(" -"), (3, 4), ProblemCode.POSTCODE_INVALID)


def industry_code(text: str) -> str:
    plain = digits(text)
    if len(plain) > len("620100"):
        plain = plain.replace(".", "").replace(" ", "")
    return code(plain, (5, 6), ProblemCode.INDUSTRY_CODE_INVALID)


def job_centre(text: str) -> str:
    return code(text, (3, 4), ProblemCode.JOB_CENTRE_INVALID)


def boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.lower())
    if value is None:
        raise InvalidValueError(ProblemCode.BOOLEAN_INVALID, "This is neither yes nor no.")
    return value


def hours(text: str) -> Decimal:
    if not _HOURS.fullmatch(text) or (value := Decimal(text.replace(",", "."))) > _HOURS_OF_A_WEEK:
        raise InvalidValueError(ProblemCode.HOURS_INVALID, "Hours a week are a number from 0 to 168.")
    return value
