"""Whose number is it? The register answers with the name."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.register.models import Company, Workplace

CVR_DIGITS = 8


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """A company of the register; with a P-number, the workplace as well."""

    company_id: int
    workplace_id: int | None
    name: str
    cvr: str
    place: str  # where the workplace lies


def company_of(on: Session, number: str) -> KnownCompany | None:
    """By CVR or P-number, digits only. One query."""
    if len(number) == CVR_DIGITS:
        found = on.execute(
            sa.select(col(Company.id), col(Company.name), col(Company.cvr)).where(col(Company.cvr) == number)
        ).first()
        return KnownCompany(found[0], None, found[1], found[2], "") if found else None
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Company.id),
            col(Workplace.id),
            col(Workplace.name),
            col(Company.cvr),
            col(Workplace.address),
            col(Workplace.post_district),
        )
        .join(Company, col(Company.id) == col(Workplace.company_id))
        .where(col(Workplace.p_number) == number)
    )
    row = on.execute(query).first()
    if row is None:
        return None
    return KnownCompany(row[0], row[1], row[2], row[3], ", ".join(filter(None, row[4:])))
