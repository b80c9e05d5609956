"""The worked example, loaded straight into the tables: the rules of reading a file are not what is tested here."""

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from crm.cooperation.models import Cooperation
from crm.db import transaction
from crm.register.industries import section_of
from crm.register.models import Company, JobCentre, ServedMunicipality, Workplace, WorkplaceLife, WorkplaceState
from crm.register.succession import note_next_states
from crm.values.bands import HeadcountBand
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import SHIPPED_TYPES
from crm.values.sectors import Sector

EXAMPLE = Path(__file__).parent.parent / "data" / "worked_example"
RECORDED = datetime(2017, 6, 1, tzinfo=UTC)
TYPE_CODES = {name: shipped.code for shipped in SHIPPED_TYPES for name in (shipped.code, shipped.name_da)}


@pytest.fixture
def worked_example(session: Session) -> Session:
    """The installation of the worked example: job centre 0851 serves 0851; 0561 serves 0561 and 0563."""
    with transaction(session) as on:
        load_worked_example(on)
    return session


@pytest.fixture
def expected_cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
    return found


def load_worked_example(on: Session) -> None:
    esbjerg = JobCentre(code="0561", name="Jobcenter Esbjerg")
    on.add(esbjerg)
    on.flush()
    assert esbjerg.id is not None
    on.add_all(ServedMunicipality(municipality_code=code, job_centre_id=esbjerg.id) for code in ("0561", "0563"))
    on.flush()
    register = _rows("register.csv")
    companies = _add_companies(on, register)
    workplaces = _add_workplaces(on, register, companies)
    on.add_all(_state(row, companies, workplaces) for row in register)
    on.flush()
    note_next_states(on)
    on.add_all(_cooperation(row, register, workplaces) for row in _rows("cooperations.csv"))
    on.flush()


def _rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _add_companies(on: Session, register: list[dict[str, str]]) -> dict[str, int]:
    companies = {row["cvrnummer"]: Company(cvr=row["cvrnummer"], name=row["virksomhedsnavn"]) for row in register}
    on.add_all(companies.values())
    on.flush()
    return {cvr: company.id for cvr, company in companies.items() if company.id is not None}


def _add_workplaces(on: Session, register: list[dict[str, str]], companies: dict[str, int]) -> dict[str, int]:
    rows = {row["pnummer"]: row for row in register}
    workplaces = {
        number: Workplace(
            p_number=number,
            company_id=companies[row["cvrnummer"]],
            name=row["navn"],
            municipality_code=row["kommunekode"].zfill(4),
            sector=Sector.PRIVATE,
            start_date=date.fromisoformat(row["startdato"]),
        )
        for number, row in rows.items()
    }
    on.add_all(workplaces.values())
    on.flush()
    ids = {number: workplace.id for number, workplace in workplaces.items() if workplace.id is not None}
    on.add_all(
        WorkplaceLife(
            workplace_id=ids[number],
            start_date=date.fromisoformat(row["startdato"]),
            end_date=_day(row["ophørsdato"]),
            recorded_at=RECORDED,
        )
        for number, row in rows.items()
    )
    return ids


def _state(row: dict[str, str], companies: dict[str, int], workplaces: dict[str, int]) -> WorkplaceState:
    band = HeadcountBand(row["antal_ansatte_interval"]) if row["antal_ansatte_interval"] else None
    exact = row["antal_ansatte"]
    return WorkplaceState(
        workplace_id=workplaces[row["pnummer"]],
        company_id=companies[row["cvrnummer"]],
        valid_from=_valid_from(row),
        municipality_code=row["kommunekode"].zfill(4),
        industry_code=row["branchekode"],
        industry_section=section_of(row["branchekode"]),
        headcount=int(exact) if exact else band.at_least if band else None,
        headcount_exact=bool(exact) or band is None,
        headcount_band=band,
        sector=Sector.PUBLIC if row["sektor"] == "offentlig" else Sector.PRIVATE,
        name=row["navn"],
        recorded_at=RECORDED,
    )


def _valid_from(row: dict[str, str]) -> date:
    return date.fromisoformat(row["gyldig_fra"] or row["startdato"])


_STATUSES = {"afsluttet": "ended", "planlagt": "planned", "annulleret": "cancelled", "igangsat": "active", "": "active"}


def _cooperation(row: dict[str, str], register: list[dict[str, str]], workplaces: dict[str, int]) -> Cooperation:
    start = date.fromisoformat(row["startdato"])
    return Cooperation(
        source="case-system",
        external_id=row["løbenummer"],
        workplace_id=workplaces.get(row["pnummer"] or _only_workplace(row["cvrnummer"], start, register) or ""),
        given_p_number=row["pnummer"] or None,
        given_cvr=row["cvrnummer"] or None,
        type_code=TYPE_CODES[row["type"]],
        start_date=start,
        end_date=_day(row["slutdato"]),
        status=CooperationStatus(_STATUSES[row["status"]]),
        job_centre_code=(row["jobcenter"] or "0851").zfill(4),
        recorded_at=RECORDED,
    )


def _only_workplace(cvr: str, day: date, register: list[dict[str, str]]) -> str | None:
    """The company's one living workplace on the day, by the state that holds then."""
    living = set()
    for number in {row["pnummer"] for row in register}:
        history = sorted((row for row in register if row["pnummer"] == number), key=_valid_from)
        end = _day(history[0]["ophørsdato"])
        if date.fromisoformat(history[0]["startdato"]) <= day and (end is None or day <= end):
            holding = [row for row in history if _valid_from(row) <= day] or history[:1]
            if holding[-1]["cvrnummer"] == cvr:
                living.add(number)
    return living.pop() if len(living) == 1 else None
