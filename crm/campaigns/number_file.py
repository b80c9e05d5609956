"""The numbers of an uploaded list, and why a file was turned away."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from crm.refusal import Refusal
from crm.web.file_kinds import FILE_KINDS, OTHER_KIND
from crm.web.formatting import number
from imports.company_numbers import LIMITS, MOST_NUMBERS, read_numbers
from imports.file_name import check_file_name
from imports.problems import FileProblem, FileProblemCode
from imports.sandbox import MEGABYTE

LARGEST_MB = LIMITS.max_bytes // MEGABYTE
ACCEPTED = ".csv,.txt,.tsv,.xlsx"


def numbers_in(file: FileStorage, folder: Path) -> list[str]:
    """The numbers as they are written. The file lies in the folder while it is read, and nowhere after that.

    Raises Refusal.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        check_file_name(file.filename or "")
        with NamedTemporaryFile(dir=folder) as copy:
            file.save(copy)
            copy.flush()
            found = read_numbers(Path(copy.name), LIMITS)
    except FileProblem as refused:
        raise Refusal(_refusal(_SENTENCES[refused.code](refused.details))) from None
    if found.cpr_rows:
        raise Refusal(_refusal(_cpr_numbers(found.cpr_rows)))
    if found.has_more:
        raise Refusal(_refusal(_too_many()))
    return found.numbers


def chosen_again() -> str:
    """What a form says that is shown once more: no browser fills in a file by itself."""
    return str(_("Choose the file once more. The rest of the form is kept."))


def _refusal(sentence: str) -> str:
    kept = _("Nothing of the file was used; the rest of the form is kept.")
    return f"{sentence} {kept}"


def _cpr_numbers(rows: Sequence[int]) -> str:
    sentence: str = ngettext(
        "Row %(rows)s holds what looks like a CPR number. It is kept nowhere. Remove it and choose the file again.",
        "Rows %(rows)s hold what looks like a CPR number. They are kept nowhere. Remove them and choose the file "
        "again.",
        len(rows),
        rows=", ".join(map(str, rows)),
    )
    return sentence


def _too_many() -> str:
    limit = number(MOST_NUMBERS)
    sentence: str = _(
        "The file has more than %(limit)s numbers. Split it, and make a campaign of each part.", limit=limit
    )
    return sentence


_SENTENCES: dict[FileProblemCode, Callable[[tuple[str, ...]], str]] = {
    FileProblemCode.EMPTY_FILE: lambda _details: _("The file is empty. Choose another."),
    FileProblemCode.NO_ROWS: lambda _details: _("There are no numbers in the file. Choose another."),
    FileProblemCode.WRONG_FILE_KIND: lambda details: _(
        "The file is %(kind)s.", kind=FILE_KINDS.get(details[0] if details else "", OTHER_KIND)
    ),
    FileProblemCode.UNREADABLE_ENCODING: lambda _details: _(
        "The letters of the file cannot be read. Save it as CSV in UTF-8, or as .xlsx."
    ),
    FileProblemCode.BROKEN_QUOTES: lambda details: _(
        "A quotation mark near row %(row)s is never closed. Mend that row, or save the list as .xlsx.", row=details[0]
    ),
    FileProblemCode.MISSING_COLUMN: lambda _details: _(
        "No column is called “cvrnummer” or “pnummer”. Write one of them above the column of numbers, or remove the "
        "other columns."
    ),
    FileProblemCode.DUPLICATE_COLUMN: lambda details: _(
        "The column %(columns)s is there twice. Remove one of them.", columns=", ".join(details)
    ),
    FileProblemCode.CPR_IN_HEADER: lambda _details: _cpr_numbers([1]),
    FileProblemCode.CPR_IN_FILE_NAME: lambda _details: _(
        "The name of the file holds what looks like a CPR number. Rename the file and choose it again."
    ),
    FileProblemCode.TOO_LARGE: lambda details: _(
        "The file is larger than %(limit)s MB. Keep the column of numbers and remove the others.", limit=details[0]
    ),
    FileProblemCode.TOO_MANY_COLUMNS: lambda details: _(
        "The file has more than %(limit)s columns. Is it the right one?", limit=details[0]
    ),
    FileProblemCode.HOSTILE_WORKBOOK: lambda _details: _(
        "The workbook unpacks to far more than it should and was not opened. Save the list anew, or as CSV."
    ),
    FileProblemCode.TOOK_TOO_LONG: lambda _details: _(
        "The file took too long to read. Keep the column of numbers and save it as CSV."
    ),
    FileProblemCode.UNREADABLE_FILE: lambda _details: _("The file is damaged and cannot be read. Save it anew."),
}
