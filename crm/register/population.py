"""How many living workplaces with staff the own municipalities have, by the projection."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from crm.register.core import job_centre, municipality, served_municipality, workplace


def staffed_by_municipality(on: Session, today: date) -> list[tuple[str, str, int]]:
    """(code, name, count) for each municipality that the own job centre serves."""
    is_staffed = sa.and_(
        workplace.c.municipality_code == municipality.c.code,
        workplace.c.headcount >= 1,
        workplace.c.start_date <= today,
        sa.or_(workplace.c.end_date.is_(None), workplace.c.end_date >= today),
    )
    rows = on.connection().execute(
        sa.select(municipality.c.code, municipality.c.name, sa.func.count(workplace.c.id))
        .join(served_municipality, served_municipality.c.municipality_code == municipality.c.code)
        .join(job_centre, sa.and_(job_centre.c.id == served_municipality.c.job_centre_id, job_centre.c.own))
        .join(workplace, is_staffed, isouter=True)
        .group_by(municipality.c.code, municipality.c.name)
        .order_by(municipality.c.code)
    )
    return [(code, name, count) for code, name, count in rows]
