"""Where a cooperation stands on a day: what a reader wants to know, from status, dates and what became of the fact."""

from datetime import date
from enum import StrEnum

from crm.cooperation.models import Cooperation
from crm.db import Retirement
from crm.values.cooperation_status import CooperationStatus


class Standing(StrEnum):
    RUNNING = "running"
    UPCOMING = "upcoming"  # agreed, starts later
    PLANNED = "planned"  # not agreed: never counts
    PAST = "past"
    CANCELLED = "cancelled"
    VOIDED = "voided"
    REPLACED = "replaced"


def standing(cooperation: Cooperation, today: date) -> Standing:
    if cooperation.retired_at is not None:
        return Standing.REPLACED if cooperation.retirement == Retirement.REPLACED else Standing.VOIDED
    if cooperation.status == CooperationStatus.CANCELLED:
        return Standing.CANCELLED
    if cooperation.status == CooperationStatus.PLANNED:
        return Standing.PLANNED
    if cooperation.start_date > today:
        return Standing.UPCOMING
    if cooperation.end_date is not None and cooperation.end_date < today:
        return Standing.PAST
    return Standing.RUNNING
