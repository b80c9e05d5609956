"""Lists of arrangements from a case system: one row is one cooperation."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from crm.values.cooperation_status import CooperationStatus, parse_status
from crm.values.cooperation_types import name_key, parse_target_group
from crm.values.cvr import parse_cvr
from crm.values.danish_dates import parse_date_cell
from crm.values.email import parse_email
from crm.values.errors import InvalidValueError
from crm.values.p_number import parse_p_number
from imports import cells
from imports.headers import CVR_NAMES, P_NUMBER_NAMES, Column
from imports.parsing import FileKind, ParsedFile
from imports.problems import ProblemCode
from imports.row_cells import RowCells
from imports.rows import CooperationRow
from imports.sandbox import DEFAULT_LIMITS, Limits

Validity = tuple[date | None, date | None]

MAX_EXTERNAL_ID = 60
MAX_UNIT = 100
MAX_NOTE = 2_000

# The source's own id is guarded like any text: an id of the shape of a CPR number is refused, since some systems
# have used the citizen's number as theirs.
COLUMNS = (
    Column("løbenummer", required=True, synonyms=("løbenr",)),
    Column("pnummer", synonyms=P_NUMBER_NAMES, is_p_number=True),
    Column("cvrnummer", synonyms=CVR_NAMES),
    Column("type", required=True, synonyms=("samarbejdstype",)),
    Column("startdato", required=True),
    Column("slutdato"),
    Column("status"),
    Column("jobcenter", synonyms=("jobcenterkode",)),
    Column("målgruppe"),
    Column("timer_pr_uge"),
    Column("enhed", is_free_text=True),
    Column("konsulent", is_free_text=True),
    Column("bemærkning", synonyms=("bemærkninger",), is_free_text=True),
)


def type_names(types: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """The `types` that `parse_cooperations` wants, from (code, Danish name, English name)."""
    return {name_key(name): names[0] for names in types for name in names}


def parse_cooperations(
    path: Path,
    types: Mapping[str, str],
    *,
    validity: Mapping[str, Validity] = MappingProxyType({}),
    limits: Limits = DEFAULT_LIMITS,
) -> ParsedFile[CooperationRow]:
    """Open a list of arrangements. `types` maps `name_key` of a type's code and names to its code.

    `validity` holds the first and last day on which an arrangement of a type may begin, by the type's code.

    Raises FileProblem, here and while its batches are read.
    """
    seen: set[str] = set()

    def read(row: RowCells) -> CooperationRow:
        return _read(row, types, validity)

    def is_duplicate(row: RowCells, typed: CooperationRow) -> bool:
        if typed.external_id in seen:
            row.report("løbenummer", ProblemCode.DUPLICATE_KEY, typed.external_id)
            return True
        seen.add(typed.external_id)
        return False

    return ParsedFile(path, FileKind(COLUMNS, ("pnummer", "cvrnummer"), read, is_duplicate), limits)


def _read(row: RowCells, types: Mapping[str, str], validity: Mapping[str, Validity]) -> CooperationRow:
    if not row.cell("pnummer") and not row.cell("cvrnummer"):
        row.report("pnummer", ProblemCode.MISSING_VALUE)
    start_date = row.need("startdato", parse_date_cell)
    end_date = row.end_date("slutdato")
    row.check_order(start_date, end_date, "slutdato")
    status = row.read("status", parse_status)
    if status is CooperationStatus.ENDED and row.is_without_end("slutdato"):
        row.report("slutdato", ProblemCode.ENDED_WITHOUT_END)
    type_code = row.need("type", lambda text: _type_code(text, types))
    if type_code and start_date and not _is_valid(validity.get(type_code), start_date):
        row.report("type", ProblemCode.TYPE_NOT_VALID_THEN, row.cell("type"))
    return CooperationRow(
        row=row.number,
        external_id=row.need_text("løbenummer", MAX_EXTERNAL_ID),
        p_number=row.read("pnummer", lambda text: parse_p_number(cells.digits(text))),
        cvr=row.read("cvrnummer", lambda text: parse_cvr(cells.digits(text))),
        type_code=type_code,
        start_date=start_date,
        end_date=end_date,
        status=status,
        job_centre_code=row.read("jobcenter", cells.job_centre),
        target_group=row.read("målgruppe", parse_target_group),
        hours_per_week=row.read("timer_pr_uge", cells.hours),
        unit=row.text("enhed", MAX_UNIT),
        consultant=row.read("konsulent", parse_email, dropped_as=ProblemCode.EMAIL_DROPPED),
        note=row.text("bemærkning", MAX_NOTE),
    )


def _type_code(text: str, types: Mapping[str, str]) -> str:
    code = types.get(name_key(text))
    if code is None:
        raise InvalidValueError(ProblemCode.TYPE_UNKNOWN, "No cooperation type has this name.")
    return code


def _is_valid(validity: Validity | None, day: date) -> bool:
    first, last = validity or (None, None)
    return (first is None or first <= day) and (last is None or day <= last)
