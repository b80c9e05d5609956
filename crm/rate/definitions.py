"""Rate definitions: versioned data, never edited in place. A change is a new definition with a code of its own."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.cooperation.models import CooperationType
from crm.rate.models import (
    DEFAULT_DEFINITION,
    RateDefinition,
    RateDefinitionType,
    RateUnit,
    UnknownHeadcount,
    WantedSector,
)
from crm.refusal import Refusal
from crm.values.cooperation_types import SHIPPED_TYPES

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure rests on; `types` are the codes of the cooperation types that count, in the order of the types."""

    code: str
    name: str
    types: tuple[str, ...]
    unit: RateUnit = RateUnit.WORKPLACE
    min_headcount: int = 1
    unknown_headcount: UnknownHeadcount = UnknownHeadcount.EXCLUDE
    sector: WantedSector = WantedSector.ALL


SHIPPED_DEFINITIONS = (
    Definition(
        DEFAULT_DEFINITION, "Aalborgs beskæftigelsesplan 2015", tuple(shipped.code for shipped in SHIPPED_TYPES)
    ),
    Definition(
        "jobindsats-2017",
        "Jobindsats.dk 2017",
        ("wage_subsidy", "work_placement", "job_rotation", "sheltered_job", "flex_job", "mentor"),
    ),
)


def ensure_definitions(on: Session, *, now: datetime) -> None:
    """The shipped definitions that are not there yet. Needs the cooperation types."""
    known = set(on.exec(select(RateDefinition.code)))
    for shipped in SHIPPED_DEFINITIONS:
        if shipped.code not in known:
            _save(on, shipped, now)
    on.flush()


def definition(on: Session, code: str) -> Definition:
    """The definition with this code. Raises Refusal."""
    row = on.get(RateDefinition, code)
    if row is None:
        known = ", ".join(found.code for found in definitions(on))
        raise Refusal(_("There is no definition “%(code)s”. There are: %(known)s.", code=code, known=known or "–"))
    return _read(row, _type_codes(on).get(code, ()))


def definitions(on: Session) -> list[Definition]:
    """All definitions, oldest first."""
    types = _type_codes(on)
    rows = on.exec(select(RateDefinition).order_by(col(RateDefinition.created_at), col(RateDefinition.code)))
    return [_read(row, types.get(row.code, ())) for row in rows]


def add_definition(on: Session, wanted: Definition, *, now: datetime, actor: str | None = None) -> Definition:
    """Record a new definition. Raises Refusal for a code that is taken or malformed, or an unknown type."""
    if not _CODE.fullmatch(wanted.code):
        raise Refusal(_("A definition's code has 2 to 40 small letters, digits and hyphens, such as aalborg-2027."))
    if on.get(RateDefinition, wanted.code) is not None:
        raise Refusal(
            _(
                "The definition “%(code)s” exists. A definition never changes, so that its figures stay what they "
                "were: give the new one a code of its own.",
                code=wanted.code,
            )
        )
    if not wanted.types:
        raise Refusal(_("A definition counts at least one cooperation type."))
    known = on.exec(select(CooperationType.code).order_by(col(CooperationType.position))).all()
    if unknown := sorted(set(wanted.types) - set(known)):
        raise Refusal(
            _("There is no cooperation type “%(code)s”. There are: %(known)s.", code=unknown[0], known=", ".join(known))
        )
    ordered = replace(wanted, types=tuple(code for code in known if code in wanted.types))
    row = _save(on, ordered, now)
    record(on, "rate_definition.add", row, details={"unit": ordered.unit.value}, actor=actor, now=now)
    return ordered


def _save(on: Session, wanted: Definition, now: datetime) -> RateDefinition:
    row = RateDefinition(
        code=wanted.code,
        name=wanted.name[:_NAME_LENGTH],
        unit=wanted.unit,
        min_headcount=wanted.min_headcount,
        unknown_headcount=wanted.unknown_headcount,
        sector=wanted.sector,
        created_at=now,
    )
    on.add(row)
    on.flush()
    on.add_all(RateDefinitionType(definition_code=wanted.code, type_code=code) for code in wanted.types)
    on.flush()
    return row


def _type_codes(on: Session) -> dict[str, tuple[str, ...]]:
    """The types of every definition, in the order of the types."""
    rows = on.exec(
        select(RateDefinitionType.definition_code, RateDefinitionType.type_code)
        .join(CooperationType, col(CooperationType.code) == RateDefinitionType.type_code)
        .order_by(col(CooperationType.position), col(CooperationType.code))
    )
    found: dict[str, tuple[str, ...]] = {}
    for definition_code, type_code in rows:
        found[definition_code] = (*found.get(definition_code, ()), type_code)
    return found


def _read(row: RateDefinition, types: tuple[str, ...]) -> Definition:
    return Definition(
        code=row.code,
        name=row.name,
        types=types,
        unit=row.unit,
        min_headcount=row.min_headcount,
        unknown_headcount=row.unknown_headcount,
        sector=row.sector,
    )
