"""What the reader of the rate pages can choose from."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlmodel import Session

from crm.rate.choice import Span
from crm.rate.definitions import Definition, definitions
from crm.rate.models import RateUnit
from crm.rate.tables import job_centre, municipality, served_municipality, workplace
from crm.refusal import Refusal

SPANS: dict[Span, LazyString] = {
    Span.ROLLING: _l("Last 12 months"),
    Span.WHOLE: _l("Last 12 whole months"),
    Span.THIS_YEAR: _l("This year"),
    Span.LAST_YEAR: _l("Last year"),
    Span.CUSTOM: _l("From – to"),
}
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offers:
    """Drop-down options, the default first."""

    municipalities: Options
    definitions: Options
    spans: Options
    known_definitions: dict[str, Definition]


def offers(on: Session) -> Offers:
    """Raises Refusal while the installation has no municipality to show."""
    known = definitions(on)
    places = _municipalities(on)
    if not known or not places:
        raise Refusal(_("There is nothing to count yet. Set the installation up first: crm init --jobcenter …"))
    return Offers(
        municipalities=places,
        definitions=[(each.code, f"{each.name} ({_unit(each)})") for each in known],
        spans=[(span.value, str(label)) for span, label in SPANS.items()],
        known_definitions={each.code: each for each in known},
    )


def _unit(found: Definition) -> str:
    return str(_("companies") if found.unit is RateUnit.COMPANY else _("workplaces"))


def _municipalities(on: Session) -> Options:
    """The own job centre's first, then those of centres we know, then others with workplaces; by name."""
    served = served_municipality
    has_workplaces = sa.exists().where(workplace.c.municipality_code == municipality.c.code)
    rank = sa.case((job_centre.c.own, 0), (job_centre.c.id.is_not(None), 1), else_=2)
    found = (
        sa.select(municipality.c.code, municipality.c.name)
        .outerjoin_from(municipality, served, served.c.municipality_code == municipality.c.code)
        .outerjoin(job_centre, job_centre.c.id == served.c.job_centre_id)
        .where(sa.or_(job_centre.c.id.is_not(None), has_workplaces))
        .order_by(rank, municipality.c.name)
    )
    return [(row.code, row.name) for row in on.connection().execute(found)]
