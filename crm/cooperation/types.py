"""The cooperation types an installation has."""

from sqlmodel import Session, select

from crm.cooperation.models import CooperationType
from crm.values.cooperation_types import SHIPPED_TYPES


def ensure_types(on: Session) -> None:
    """The shipped types that are not there yet; one that an administrator has changed stays as it is."""
    known = set(on.exec(select(CooperationType.code)))
    for position, shipped in enumerate(SHIPPED_TYPES):
        if shipped.code not in known:
            on.add(
                CooperationType(
                    code=shipped.code,
                    name_da=shipped.name_da,
                    name_en=shipped.name_en,
                    valid_from=shipped.valid_from,
                    valid_to=shipped.valid_to,
                    position=position,
                )
            )
    on.flush()
