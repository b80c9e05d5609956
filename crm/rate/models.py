from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from crm.db import Moment, Row, enum_type

DEFAULT_DEFINITION = "aalborg-2015"


class RateUnit(StrEnum):
    WORKPLACE = "workplace"
    COMPANY = "company"


class UnknownHeadcount(StrEnum):
    EXCLUDE = "exclude"
    INCLUDE = "include"


class WantedSector(StrEnum):
    ALL = "all"
    PRIVATE = "private"
    PUBLIC = "public"


class RateDefinition(Row, table=True):
    """What a figure rests on. Never edited in place: a change is a new definition with a code of its own."""

    __tablename__ = "rate_definition"

    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=120)
    unit: RateUnit = Field(default=RateUnit.WORKPLACE, sa_type=enum_type(RateUnit, "unit"))
    min_headcount: int = Field(default=1)
    unknown_headcount: UnknownHeadcount = Field(
        default=UnknownHeadcount.EXCLUDE, sa_type=enum_type(UnknownHeadcount, "unknown_headcount")
    )
    sector: WantedSector = Field(default=WantedSector.ALL, sa_type=enum_type(WantedSector, "sector"))
    created_at: datetime = Field(sa_type=Moment)


class RateDefinitionType(Row, table=True):
    """A cooperation type that counts under a definition."""

    __tablename__ = "rate_definition_type"

    definition_code: str = Field(primary_key=True, max_length=40, foreign_key="rate_definition.code")
    type_code: str = Field(primary_key=True, max_length=40, foreign_key="cooperation_type.code")
