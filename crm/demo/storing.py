"""Writes the town as rows, in bulk."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from crm.cooperation.models import Cooperation as CooperationRow
from crm.db import Retirement
from crm.demo.town import Company, Cooperation, State, Town, Workplace
from crm.register.chunks import ids_by, insert_all
from crm.register.core import company, workplace, workplace_life, workplace_state
from crm.register.industries import industry_name, section_of
from crm.register.succession import note_next_states
from crm.values.cooperation_status import CooperationStatus

SOURCE = "fagsystem"
_FIRST_NUMBER = 100_001
_cooperation: sa.Table = SQLModel.metadata.tables[CooperationRow.__tablename__]


def store_town(on: Session, town: Town, today: date) -> None:
    """All rows of the town, in the caller's transaction."""
    insert_all(on, company, [_company(one) for one in town.companies])
    companies = ids_by(on, company.c.cvr, [one.cvr for one in town.companies])
    places = town.workplaces
    insert_all(on, workplace, [_workplace(one, companies[one.company.cvr], today) for one in places])
    ids = ids_by(on, workplace.c.p_number, [one.p_number for one in places])
    insert_all(on, workplace_life, [row for one in places for row in _lives(one, ids[one.p_number])])
    states = [
        _state(one, state) | {"workplace_id": ids[one.p_number], "company_id": companies[one.company.cvr]}
        for one in places
        for state in one.states
    ]
    insert_all(on, workplace_state, states)
    note_next_states(on)
    numbered = enumerate(town.cooperations, _FIRST_NUMBER)
    insert_all(on, _cooperation, [row for number, one in numbered for row in _cooperations(one, number, ids)])


def _company(one: Company) -> dict[str, Any]:
    return {
        "cvr": one.cvr,
        "name": one.name,
        "legal_form": one.legal_form,
        "advertising_protected": one.advertising_protected,
        "living_workplaces": 0,
        "search_text": "",
    }


def _facts(one: Workplace, state: State) -> dict[str, Any]:
    """What a state and the projection of a workplace have in common."""
    return {
        "name": one.name,
        "municipality_code": state.place.municipality,
        "address": state.place.address,
        "postcode": state.place.postcode,
        "post_district": state.place.district,
        "industry_code": one.industry,
        "industry_text": industry_name(one.industry),
        "industry_section": section_of(one.industry),
        "headcount": state.headcount,
        "headcount_exact": state.band is None,
        "headcount_band": state.band,
        "sector": one.company.sector,
        "phone": one.phone,
        "email": one.email,
    }


def _workplace(one: Workplace, company_id: int, today: date) -> dict[str, Any]:
    return {
        "p_number": one.p_number,
        "company_id": company_id,
        "start_date": one.start,
        "end_date": one.end,
        **_facts(one, one.state_on(today)),
    }


def _state(one: Workplace, state: State) -> dict[str, Any]:
    return {
        "valid_from": state.valid_from,
        "recorded_at": state.recorded_at,
        "company_name": one.company.name,
        "legal_form": one.company.legal_form,
        "advertising_protected": one.company.advertising_protected,
        **_facts(one, state),
    }


def _lives(one: Workplace, workplace_id: int) -> Iterator[dict[str, Any]]:
    """One life; of a closed workplace also the one without an end that was known before."""
    row = {
        "workplace_id": workplace_id,
        "start_date": one.start,
        "end_date": None,
        "recorded_at": one.first_recorded_at,
        "retired_at": one.end_recorded_at,
        "retirement": None if one.end_recorded_at is None else Retirement.REPLACED,
    }
    yield row
    if one.end_recorded_at is not None:
        yield row | {
            "end_date": one.end,
            "recorded_at": one.end_recorded_at,
            "retired_at": None,
            "retirement": None,
        }


def _cooperations(one: Cooperation, number: int, ids: dict[str, int]) -> Iterator[dict[str, Any]]:
    """One row, or the first version and the corrected one."""
    row = {
        "source": SOURCE,
        "external_id": str(number),
        "workplace_id": None if one.workplace is None else ids[one.workplace.p_number],
        "given_p_number": None if one.workplace is None else one.workplace.p_number,
        "given_cvr": one.given_cvr,
        "type_code": one.type_code,
        "start_date": one.start,
        "end_date": one.end,
        "status": one.status,
        "job_centre_code": one.job_centre,
        "target_group": one.target_group,
        "hours_per_week": one.hours,
        "unit": one.unit,
        "consultant": one.consultant,
        "note": one.note,
        "recorded_at": one.recorded_at,
        "retired_at": None,
        "retirement": None,
        "void_reason": None,
    }
    if one.void_reason is not None:
        row |= {"retired_at": one.corrected_at, "retirement": Retirement.VOIDED, "void_reason": one.void_reason}
    elif one.corrected_at is not None:
        ran = CooperationStatus.ACTIVE if one.status is CooperationStatus.ENDED else one.status
        first = {"end_date": one.first_end, "status": ran, "retired_at": one.corrected_at}
        yield row | first | {"retirement": Retirement.REPLACED}
        row["recorded_at"] = one.corrected_at
    yield row
