"""Who takes over while somebody is away."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.refusal import Refusal
from crm.visits.models import StandIn


def add_stand_in(
    on: Session,
    user_id: int,
    stand_in_user_id: int,
    first_day: date | None,
    last_day: date | None,
    *,
    by_user_id: int,
    now: datetime,
) -> StandIn:
    """The last in the person's order; without days always."""
    if user_id == stand_in_user_id:
        raise Refusal(_("Choose a colleague: nobody stands in for themselves."))
    if first_day and last_day and last_day < first_day:
        raise Refusal(_("The last day must not be before the first."))
    others = _in_order(on, user_id)
    if any(
        (each.stand_in_user_id, each.first_day, each.last_day) == (stand_in_user_id, first_day, last_day)
        for each in others
    ):
        raise Refusal(_("This colleague is in the list already."))
    stand_in = StandIn(
        user_id=user_id,
        stand_in_user_id=stand_in_user_id,
        position=max((each.position for each in others), default=0) + 1,
        first_day=first_day,
        last_day=last_day,
        recorded_at=now,
        recorded_by_user_id=by_user_id,
    )
    on.add(stand_in)
    on.flush()
    record(on, "stand_in.add", stand_in, details=_details(stand_in), now=now)
    return stand_in


def remove_stand_in(on: Session, stand_in: StandIn, *, by_user_id: int, now: datetime) -> None:
    """Pressed twice it is removed once."""
    if stand_in.removed_at is not None:
        return
    stand_in.removed_at, stand_in.removed_by_user_id = now, by_user_id
    on.add(stand_in)
    record(on, "stand_in.remove", stand_in, details=_details(stand_in), now=now)


def move_up(on: Session, stand_in: StandIn, *, now: datetime) -> None:
    """Asked before the one who was before it; the first stays the first."""
    order = _in_order(on, stand_in.user_id)
    place = order.index(stand_in) if stand_in in order else 0
    if place == 0:
        return
    order[place - 1], order[place] = order[place], order[place - 1]
    for position, each in enumerate(order, start=1):
        each.position = position
        on.add(each)
    record(on, "stand_in.move", stand_in, details={"user_id": stand_in.user_id}, now=now)


def stand_in_by_id(on: Session, stand_in_id: int) -> StandIn | None:
    return on.get(StandIn, stand_in_id)


def _in_order(on: Session, user_id: int) -> list[StandIn]:
    query = select(StandIn).where(col(StandIn.user_id) == user_id, col(StandIn.removed_at).is_(None))
    return list(on.exec(query.order_by(col(StandIn.position), col(StandIn.id)).with_for_update()))


def _details(stand_in: StandIn) -> dict[str, int]:
    return {"user_id": stand_in.user_id, "stand_in_user_id": stand_in.stand_in_user_id}
