"""A workbook appears whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from crm.refusal import Refusal

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Rows go to the disk as they are written; and no text ever becomes a formula, a link or a number by itself.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_whole(target: Path, fill: Callable[[Workbook], None]) -> None:
    """Write the workbook that `fill` makes. Raises Refusal when the file cannot be written there."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        unfinished.touch()  # the place is tried before the work is done
        with Workbook(str(unfinished), _OPTIONS) as book:
            fill(book)
        unfinished.replace(target)
    except (OSError, XlsxWriterException) as error:
        raise _unwritable(target, error) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _unwritable(target: Path, error: Exception) -> Refusal:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return Refusal(_("%(file)s cannot be written (%(reason)s). Choose another place.", file=target, reason=reason))
