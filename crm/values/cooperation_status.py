"""Where a cooperation stands."""

from enum import StrEnum

from crm.values.errors import InvalidValueError


class CooperationStatus(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"
    PLANNED = "planned"
    CANCELLED = "cancelled"


_NAMES = {status.value: status for status in CooperationStatus} | {
    "igangsat": CooperationStatus.ACTIVE,
    "aktiv": CooperationStatus.ACTIVE,
    "aktivt": CooperationStatus.ACTIVE,
    "igang": CooperationStatus.ACTIVE,
    "i gang": CooperationStatus.ACTIVE,
    "afsluttet": CooperationStatus.ENDED,
    "planlagt": CooperationStatus.PLANNED,
    "annulleret": CooperationStatus.CANCELLED,
    "canceled": CooperationStatus.CANCELLED,
}


def parse_status(text: str) -> CooperationStatus:
    """Read the English code or the Danish word.

    Raises InvalidValueError with code `status_unknown`.
    """
    status = _NAMES.get(text.strip().lower())
    if status is None:
        raise InvalidValueError("status_unknown", "No status has this name.")
    return status
