"""Register extracts: one row is the state of one workplace from a day on."""

from datetime import date
from pathlib import Path

from crm.values.bands import parse_band
from crm.values.cvr import parse_cvr
from crm.values.danish_dates import parse_date_cell
from crm.values.email import parse_email
from crm.values.p_number import parse_p_number
from crm.values.phone import parse_phone
from crm.values.sectors import Sector, parse_sector
from imports import cells
from imports.headers import CVR_NAMES, P_NUMBER_NAMES, Column
from imports.parsing import FileKind, ParsedFile
from imports.problems import ProblemCode
from imports.row_cells import RowCells
from imports.rows import RegisterRow
from imports.sandbox import DEFAULT_LIMITS, Limits

# The longest texts that go in; a longer one is a slip of the file, not a name.
MAX_NAME = 200
MAX_LEGAL_FORM = 100
MAX_ADDRESS = 200
MAX_POST_DISTRICT = 60
MAX_INDUSTRY_TEXT = 200

COLUMNS = (
    Column("pnummer", required=True, synonyms=P_NUMBER_NAMES, is_p_number=True),
    Column("cvrnummer", required=True, synonyms=CVR_NAMES),
    Column("navn", required=True, is_free_text=True),
    Column("virksomhedsnavn", is_free_text=True),
    Column("virksomhedsform", is_free_text=True),
    Column("adresse", is_free_text=True),
    Column("postnummer", synonyms=("postnr",)),
    Column("postdistrikt", is_free_text=True),
    Column("kommunekode", required=True),
    Column("branchekode"),
    Column("branchetekst", is_free_text=True),
    Column("antal_ansatte"),
    Column("antal_ansatte_interval"),
    Column("sektor"),
    Column("startdato", required=True),
    Column("ophørsdato"),
    Column("gyldig_fra"),
    Column("telefon", synonyms=("telefonnummer", "tlf")),
    Column("email", synonyms=("e-mail", "mail")),
    Column("reklamebeskyttet", synonyms=("reklamebeskyttelse",)),
)


def parse_register(
    path: Path,
    municipality_codes: frozenset[str],
    *,
    default_valid_from: date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ParsedFile[RegisterRow]:
    """Open a register extract. `default_valid_from` is the import's own date for empty `gyldig_fra` cells.

    Raises FileProblem, here and while its batches are read.
    """
    seen: set[tuple[int, int]] = set()

    def read(row: RowCells) -> RegisterRow:
        return _read(row, municipality_codes)

    def is_duplicate(row: RowCells, typed: RegisterRow) -> bool:
        # Two small numbers, so that the keys of a national register fit in memory.
        key = (int(typed.p_number), typed.effective_valid_from(default_valid_from).toordinal())
        if key in seen:
            row.report("pnummer", ProblemCode.DUPLICATE_KEY, typed.p_number)
            return True
        seen.add(key)
        return False

    return ParsedFile(path, FileKind(COLUMNS, (), read, is_duplicate), limits)


def _read(row: RowCells, municipality_codes: frozenset[str]) -> RegisterRow:
    start_date = row.need("startdato", parse_date_cell)
    end_date = row.end_date("ophørsdato")
    row.check_order(start_date, end_date, "ophørsdato")
    return RegisterRow(
        row=row.number,
        p_number=row.need("pnummer", lambda text: parse_p_number(cells.digits(text))),
        cvr=row.need("cvrnummer", lambda text: parse_cvr(cells.digits(text))),
        name=row.need_text("navn", MAX_NAME),
        company_name=row.text("virksomhedsnavn", MAX_NAME),
        legal_form=row.text("virksomhedsform", MAX_LEGAL_FORM),
        address=row.text("adresse", MAX_ADDRESS),
        postcode=row.read("postnummer", cells.postcode),
        post_district=row.text("postdistrikt", MAX_POST_DISTRICT),
        municipality_code=row.need("kommunekode", lambda text: cells.municipality(text, municipality_codes)),
        industry_code=row.read("branchekode", cells.industry_code),
        industry_text=row.text("branchetekst", MAX_INDUSTRY_TEXT),
        headcount=row.read("antal_ansatte", cells.headcount),
        headcount_band=row.read("antal_ansatte_interval", parse_band),
        sector=row.read("sektor", parse_sector) or Sector.PRIVATE,
        start_date=start_date,
        end_date=end_date,
        valid_from=row.read("gyldig_fra", parse_date_cell),
        phone=row.read("telefon", parse_phone, dropped_as=ProblemCode.PHONE_DROPPED),
        email=row.read("email", parse_email, dropped_as=ProblemCode.EMAIL_DROPPED),
        advertising_protected=row.read("reklamebeskyttet", cells.boolean),
    )
