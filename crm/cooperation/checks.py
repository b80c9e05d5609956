"""What speaks against an arrangement as a person wrote it: refusals, and cautions that one can go past knowingly."""

from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import Session

from crm.cooperation import queries
from crm.cooperation.models import CooperationType
from crm.cooperation.queries import WorkplaceChoice
from crm.cooperation.services import CooperationInput

FAR_AHEAD = timedelta(days=366)
"""A start further ahead is taken for a slip of the keyboard."""
LONG_AGO = date(1990, 1, 1)


class Blocker(StrEnum):
    END_BEFORE_START = "end_before_start"
    START_FAR_AHEAD = "start_far_ahead"
    START_LONG_AGO = "start_long_ago"
    TYPE_NOT_YET = "type_not_yet"
    TYPE_NO_LONGER = "type_no_longer"


class Caution(StrEnum):
    WORKPLACE_NOT_BEGUN = "workplace_not_begun"
    WORKPLACE_CLOSED = "workplace_closed"
    END_AFTER_CLOSING = "end_after_closing"
    SAME_AGAIN = "same_again"


def blockers(given: CooperationInput, kind: CooperationType, today: date) -> list[Blocker]:
    """Why this can't be registered; empty when it can."""
    found = []
    if given.end_date is not None and given.end_date < given.start_date:
        found.append(Blocker.END_BEFORE_START)
    if given.start_date > today + FAR_AHEAD:
        found.append(Blocker.START_FAR_AHEAD)
    if given.start_date < LONG_AGO:
        found.append(Blocker.START_LONG_AGO)
    if kind.valid_from is not None and given.start_date < kind.valid_from:
        found.append(Blocker.TYPE_NOT_YET)
    if kind.valid_to is not None and given.start_date > kind.valid_to:
        found.append(Blocker.TYPE_NO_LONGER)
    return found


def cautions(
    on: Session, given: CooperationInput, workplace: WorkplaceChoice, *, but: int | None = None
) -> list[Caution]:
    """What should make one look twice; `but` is the fact being corrected."""
    found = []
    if given.start_date < workplace.start_date:
        found.append(Caution.WORKPLACE_NOT_BEGUN)
    if workplace.end_date is not None:
        if given.start_date > workplace.end_date:
            found.append(Caution.WORKPLACE_CLOSED)
        elif given.end_date is None or given.end_date > workplace.end_date:
            found.append(Caution.END_AFTER_CLOSING)
    same = queries.same_arrangement(on, given.workplace_id, given.type_code, given.start_date)
    if set(same) - {but}:
        found.append(Caution.SAME_AGAIN)
    return found
