"""What can be wrong with a row or a file, as codes; the sentences a user sees stand in the catalogues."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from crm.values.cpr_guard import redact_cpr

MAX_VALUE = 80


class ProblemCode(StrEnum):
    """What is wrong with one row. The first block comes from the readers here, the second from applying rows."""

    CPR_NUMBER = "cpr_number"
    MISSING_VALUE = "missing_value"
    CELL_ERROR = "cell_error"  # #N/A and its kin: a formula or lookup that failed before the file came to us
    EXTRA_CELLS = "extra_cells"  # filled cells to the right of the header: an unquoted delimiter moved the columns
    TOO_LONG = "too_long"
    CVR_FORMAT = "cvr_format"
    CVR_CHECK_DIGIT = "cvr_check_digit"
    P_NUMBER_FORMAT = "p_number_format"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    POSTCODE_INVALID = "postcode_invalid"
    INDUSTRY_CODE_INVALID = "industry_code_invalid"
    HEADCOUNT_INVALID = "headcount_invalid"
    BAND_INVALID = "band_invalid"
    SECTOR_INVALID = "sector_invalid"
    BOOLEAN_INVALID = "boolean_invalid"
    DATE_INVALID = "date_invalid"
    DATE_ORDER = "date_order"
    PHONE_DROPPED = "phone_dropped"
    EMAIL_DROPPED = "email_dropped"
    TYPE_UNKNOWN = "type_unknown"
    STATUS_UNKNOWN = "status_unknown"
    ENDED_WITHOUT_END = "ended_without_end"
    JOB_CENTRE_INVALID = "job_centre_invalid"
    TARGET_GROUP_UNKNOWN = "target_group_unknown"
    HOURS_INVALID = "hours_invalid"
    DUPLICATE_KEY = "duplicate_key"  # the same key twice in one file: the first row stands, the later is rejected
    TYPE_NOT_VALID_THEN = "type_not_valid_then"  # registered on a day when the type did not exist

    CVR_MISMATCH = "cvr_mismatch"
    VOIDED_BY_HAND = "voided_by_hand"  # a person took this arrangement back: the file does not bring it in again


WARNINGS = frozenset(
    {
        ProblemCode.PHONE_DROPPED,
        ProblemCode.EMAIL_DROPPED,
        ProblemCode.CVR_MISMATCH,
        ProblemCode.VOIDED_BY_HAND,
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row; an error rejects the row, a warning leaves it.

    `row` is the number a spreadsheet shows; `column` the header of the contract (or, of an unknown column, the
    file's own); `value` what stood there, cut short and without any CPR number.
    """

    row: int
    column: str | None
    code: ProblemCode
    value: str | None
    severity: Literal["error", "warning"]


def problem(row: int, column: str | None, code: ProblemCode, value: str | None = None) -> Problem:
    """The only way problems are made here: redacts before it cuts, so that no half of a number stays behind."""
    shown = None if value is None else redact_cpr(value)[:MAX_VALUE]
    return Problem(row, column, code, shown, "warning" if code in WARNINGS else "error")


class FileProblemCode(StrEnum):
    """Why a file as a whole was refused."""

    EMPTY_FILE = "empty_file"
    NO_ROWS = "no_rows"
    WRONG_FILE_KIND = "wrong_file_kind"
    UNREADABLE_ENCODING = "unreadable_encoding"
    BROKEN_QUOTES = "broken_quotes"
    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    CPR_IN_HEADER = "cpr_in_header"
    CPR_IN_FILE_NAME = "cpr_in_file_name"
    TOO_LARGE = "too_large"
    TOO_MANY_COLUMNS = "too_many_columns"
    HOSTILE_WORKBOOK = "hostile_workbook"
    TOOK_TOO_LONG = "took_too_long"
    UNREADABLE_FILE = "unreadable_file"


class FileProblem(Exception):  # noqa: N818 — a refusal in words for the user, not a fault of the program
    """The file as a whole is refused.

    `details` names what the sentence needs: the columns (missing_column, duplicate_column), the kind that was found
    (wrong_file_kind: "xls", "encrypted", "ods", "zip", "pdf", "html", "binary" …), the row (broken_quotes), the
    limit in MB (too_large) or in columns (too_many_columns).
    """

    def __init__(self, code: FileProblemCode, *details: str) -> None:
        super().__init__(code.value, *details)
        self.code = code
        self.details = details
