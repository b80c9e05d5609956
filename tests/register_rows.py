"""A small register to test with: companies and workplaces as an import would leave them, and arrangements there."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, col, select

from crm.cooperation.models import Cooperation
from crm.db import transaction
from crm.register.models import Company, Workplace, WorkplaceLife, WorkplaceState
from crm.register.projection import refresh_all
from crm.register.succession import note_next_states
from crm.values.bands import HeadcountBand
from crm.values.cooperation_status import CooperationStatus
from crm.values.sectors import Sector

KNOWN_FROM = datetime(2020, 1, 1, tzinfo=UTC)
CVRS = ("10000009", "10000017", "10000025", "10000033", "10000041", "10000068", "10000076", "10000084")


def add_company(on: Session, name: str, cvr: str = CVRS[0]) -> Company:
    company = Company(cvr=cvr, name=name)
    with transaction(on):
        on.add(company)
    return company


def add_workplace(
    on: Session,
    company: Company,
    p_number: str,
    *,
    headcounts: dict[date, int | HeadcountBand | None] | None = None,
    start: date = date(2015, 1, 1),
    end: date | None = None,
    today: date | None = None,
    **state: Any,
) -> Workplace:
    """One workplace with its states; `headcounts` by the day they hold from."""
    facts: dict[str, Any] = {
        "municipality_code": "0851",
        "sector": Sector.PRIVATE,
        "name": company.name,
        "company_name": company.name,
        **state,
    }
    company_id = company.id or 0
    with transaction(on):
        workplace = Workplace(
            p_number=p_number,
            company_id=company_id,
            name=facts["name"],
            municipality_code=facts["municipality_code"],
            sector=facts["sector"],
            start_date=start,
            end_date=end,
        )
        on.add(workplace)
        on.flush()
        workplace_id = workplace.id or 0
        on.add(WorkplaceLife(workplace_id=workplace_id, start_date=start, end_date=end, recorded_at=KNOWN_FROM))
        for day, headcount in (headcounts or {start: 5}).items():
            band = headcount if isinstance(headcount, HeadcountBand) else None
            on.add(
                WorkplaceState(
                    workplace_id=workplace_id,
                    company_id=company_id,
                    valid_from=day,
                    headcount=band.at_least if band else headcount,
                    headcount_exact=band is None,
                    headcount_band=band,
                    recorded_at=KNOWN_FROM,
                    **facts,
                )
            )
        on.flush()
        note_next_states(on, [workplace_id])
        refresh_all(on, today=today or date.today())  # noqa: DTZ011 - the pages under test use the real day
    on.refresh(workplace)
    return workplace


def add_cooperation(on: Session, workplace: Workplace | None, start: date, end: date | None = None, **more: Any) -> int:
    """One arrangement as an import records it; its id."""
    number = len(on.exec(select(col(Cooperation.id))).all()) + 1
    values: dict[str, Any] = {
        "source": "fasit",
        "external_id": f"F-{number}",
        "type_code": "wage_subsidy",
        "status": CooperationStatus.ACTIVE,
        "job_centre_code": "0851",
        "recorded_at": KNOWN_FROM,
        **more,
    }
    cooperation = Cooperation(
        workplace_id=workplace.id if workplace else None, start_date=start, end_date=end, **values
    )
    with transaction(on):
        on.add(cooperation)
    return cooperation.id or 0
