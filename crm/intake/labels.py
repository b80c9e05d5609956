"""The sentences of an import: what is wrong with a row or a file, and what to do about it."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from crm.intake.models import BatchStatus, FileKind
from crm.web.file_kinds import FILE_KINDS, OTHER_KIND
from imports.problems import FileProblem, FileProblemCode, Problem, ProblemCode

PROBLEMS: dict[ProblemCode, LazyString] = {
    ProblemCode.CPR_NUMBER: _l(
        "The row holds what looks like a CPR number. It was refused and the number is kept nowhere. Remove the number."
    ),
    ProblemCode.MISSING_VALUE: _l("The cell is empty. Fill it in."),
    ProblemCode.CELL_ERROR: _l("The formula in the cell has no result. Write the value itself."),
    ProblemCode.EXTRA_CELLS: _l(
        "The row has more cells than the header. Put quotation marks around text that holds the separator."
    ),
    ProblemCode.TOO_LONG: _l("The text is too long. Shorten it."),
    ProblemCode.CVR_FORMAT: _l("A CVR number has eight digits, and the first is not 0. Correct it."),
    ProblemCode.CVR_CHECK_DIGIT: _l("The check digit of the CVR number is wrong. Look the number up and correct it."),
    ProblemCode.P_NUMBER_FORMAT: _l("A P-number has ten digits. Correct it."),
    ProblemCode.UNKNOWN_MUNICIPALITY: _l("None of the 98 municipalities has this code. Correct it."),
    ProblemCode.POSTCODE_INVALID: _l("A postcode has four digits. Correct it or leave the cell empty."),
    ProblemCode.INDUSTRY_CODE_INVALID: _l("An industry code has six digits. Correct it or leave the cell empty."),
    ProblemCode.HEADCOUNT_INVALID: _l(
        "A headcount is a whole number without decimals. Correct it, or leave the cell empty when it is not known."
    ),
    ProblemCode.BAND_INVALID: _l("This is not one of the CVR register's intervals, such as ANTAL_50_99. Correct it."),
    ProblemCode.SECTOR_INVALID: _l("The sector is “privat” or “offentlig”. Correct it or leave the cell empty."),
    ProblemCode.BOOLEAN_INVALID: _l("Write “ja” or “nej”, or leave the cell empty."),
    ProblemCode.DATE_INVALID: _l("There is no such date. Write it as 2015-03-01 or 01-03-2015."),
    ProblemCode.DATE_ORDER: _l("The end date is before the start date. Correct one of them."),
    ProblemCode.PHONE_DROPPED: _l("This is not a phone number. The row was kept without it."),
    ProblemCode.EMAIL_DROPPED: _l("This is not an e-mail address. The row was kept without it."),
    ProblemCode.TYPE_UNKNOWN: _l(
        "No cooperation type has this name. Use the type's name, or ask the administrator to add it."
    ),
    ProblemCode.STATUS_UNKNOWN: _l(
        "The status is “igangsat”, “afsluttet”, “planlagt” or “annulleret”. Correct it or leave the cell empty."
    ),
    ProblemCode.ENDED_WITHOUT_END: _l("The status says ended, but there is no end date. Fill in the end date."),
    ProblemCode.JOB_CENTRE_INVALID: _l("A job centre's code has three or four digits. Correct it."),
    ProblemCode.TARGET_GROUP_UNKNOWN: _l("No target group has this name. Correct it or leave the cell empty."),
    ProblemCode.HOURS_INVALID: _l("Hours a week are a number from 0 to 168. Correct it or leave the cell empty."),
    ProblemCode.DUPLICATE_KEY: _l(
        "An earlier row of the file has the same key. That one was used; remove one of them."
    ),
    ProblemCode.TYPE_NOT_VALID_THEN: _l(
        "This cooperation type did not exist on the start date. Correct the type or the date."
    ),
    ProblemCode.CVR_MISMATCH: _l(
        "The workplace never belonged to this CVR number. The row was kept: the P-number decides."
    ),
    ProblemCode.VOIDED_BY_HAND: _l(
        "This cooperation was voided by hand and stays voided. If it is right after all, register it on the company."
    ),
}

KINDS: dict[FileKind, LazyString] = {
    FileKind.REGISTER: _l("Register extract"),
    FileKind.COOPERATIONS: _l("Cooperations"),
}
STATUSES: dict[BatchStatus, LazyString] = {
    BatchStatus.CHECKING: _l("Being checked"),
    BatchStatus.CHECKED: _l("Checked, waits for you"),
    BatchStatus.QUEUED: _l("Waits to be run"),
    BatchStatus.RUNNING: _l("Being run"),
    BatchStatus.DONE: _l("Imported"),
    BatchStatus.FAILED: _l("Refused"),
    BatchStatus.CANCELLED: _l("Cancelled"),
}
TONES = {BatchStatus.DONE: "green", BatchStatus.FAILED: "red", BatchStatus.CHECKED: "amber"}
PHASES: dict[str, LazyString] = {
    "waiting": _l("Waits for its turn"),
    "reading": _l("Reads the file"),
    "comparing": _l("Compares with what is known"),
    "writing": _l("Writes everything at once"),
    "done": _l("Done"),
}

INTERRUPTED = "interrupted"
FAILURE = "failure"


def describe(found: Problem) -> str:
    """One problem of a row, with the column and what stood there."""
    sentence = str(PROBLEMS[found.code])
    if found.column is None:
        return sentence
    if found.value is None:
        return f"{found.column}: {sentence}"
    return f"{found.column} “{found.value}”: {sentence}"


def describe_file(refused: FileProblem) -> str:
    """Why the whole file was refused, and what to do."""
    return refusal_sentence(refused.code.value, refused.details)


def refusal_sentence(code: str, details: tuple[str, ...] = ()) -> str:
    """The same from a code as an import keeps it."""
    return _SENTENCES[code](details)


def _columns(details: tuple[str, ...]) -> str:
    return ", ".join(details)


def _first(details: tuple[str, ...]) -> str:
    return details[0] if details else ""


_SENTENCES: dict[str, Callable[[tuple[str, ...]], str]] = {
    FileProblemCode.EMPTY_FILE: lambda _details: _("The file is empty. Nothing was imported. Choose another file."),
    FileProblemCode.NO_ROWS: lambda _details: _(
        "The file has a header but no rows. Nothing was imported. Choose another file."
    ),
    FileProblemCode.WRONG_FILE_KIND: lambda details: _(
        "The file is %(kind)s. Nothing was imported.", kind=FILE_KINDS.get(_first(details), OTHER_KIND)
    ),
    FileProblemCode.UNREADABLE_ENCODING: lambda _details: _(
        "The letters of the file cannot be read. Nothing was imported. Save it as CSV in UTF-8, or as .xlsx."
    ),
    FileProblemCode.BROKEN_QUOTES: lambda details: _(
        "A quotation mark near row %(row)s is never closed, so the rows run together. Nothing was imported. "
        "Mend that row, or save the list as .xlsx.",
        row=_first(details),
    ),
    FileProblemCode.MISSING_COLUMN: lambda details: ngettext(
        "The column %(columns)s is missing. Nothing was imported. Add it to the first row of the file.",
        "These columns are missing: %(columns)s. Nothing was imported. Add them to the first row of the file.",
        len(details),
        columns=_columns(details),
    ),
    FileProblemCode.DUPLICATE_COLUMN: lambda details: _(
        "The column %(columns)s is there twice. Nothing was imported. Remove one of them.", columns=_columns(details)
    ),
    FileProblemCode.CPR_IN_HEADER: lambda _details: _(
        "The first row holds what looks like a CPR number. Nothing was imported or kept. Remove the number."
    ),
    FileProblemCode.CPR_IN_FILE_NAME: lambda _details: _(
        "The name of the file holds what looks like a CPR number. Nothing was imported or kept. Rename the file."
    ),
    FileProblemCode.TOO_LARGE: lambda details: _(
        "The file is larger than %(limit)s MB. Nothing was imported. Split it into several files.",
        limit=_first(details),
    ),
    FileProblemCode.TOO_MANY_COLUMNS: lambda details: _(
        "The file has more than %(limit)s columns. Nothing was imported. Is it the right file?", limit=_first(details)
    ),
    FileProblemCode.HOSTILE_WORKBOOK: lambda _details: _(
        "The workbook unpacks to far more than it should and was not opened. Nothing was imported. "
        "Save the list anew, or as CSV."
    ),
    FileProblemCode.TOOK_TOO_LONG: lambda _details: _(
        "The file took too long to read. Nothing was imported. Save it as CSV, or split it into several files."
    ),
    FileProblemCode.UNREADABLE_FILE: lambda details: (
        _("There is no file of that name, or it may not be read. Nothing was imported.")
        if _first(details) == "missing"
        else _("The file is damaged and cannot be read. Nothing was imported. Save it anew.")
    ),
    INTERRUPTED: lambda _details: _(
        "The import was interrupted twice. Nothing of it was kept. Look at the Jobs page, then upload the file again."
    ),
    FAILURE: lambda _details: _(
        "The program failed over this file. Nothing was imported. The log says where; tell those who run the program."
    ),
}
