"""Reading what the job centre offers companies."""

from sqlmodel import Session, col, select

from crm.employer_requests.models import Offer


def offers(on: Session, *, every: bool = False) -> list[Offer]:
    """In their order; those that are not shown to companies only with `every`."""
    query = select(Offer).order_by(col(Offer.position), col(Offer.id))
    return list(on.exec(query if every else query.where(col(Offer.active))))


def offer_by_code(on: Session, code: str) -> Offer | None:
    return on.exec(select(Offer).where(col(Offer.code) == code)).first()


def offer_by_id(on: Session, offer_id: int) -> Offer | None:
    return on.get(Offer, offer_id)
