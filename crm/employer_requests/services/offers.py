"""What the job centre offers companies, as their page says it: ours to begin with, then as administrators write it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import claim_version
from crm.employer_requests.models import Offer, RequestCategory
from crm.employer_requests.queries.offers import offer_by_code, offers
from crm.refusal import Refusal

SHIPPED = Path(__file__).parent.parent / "offers"
CATEGORIES = {
    "recruitment": "recruitment",
    "work_placement": "work_placement",
    "wage_subsidy": "wage_subsidy",
    "flex_job": "flex_job",
    "sheltered_job": "flex_job",
    "adult_apprenticeship": "apprenticeship",
    "upskilling_job": "apprenticeship",
    "mentor": "work_placement",
    "personal_assistance": "retention",
    "community_service_job": "work_placement",
    "retention": "retention",
    "dismissals": "dismissals",
    "systems": "systems",
}
"""The offers of an installation in their order, and what a request that starts at one is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferInput:
    """An offer in both languages; the bodies are Markdown."""

    category_id: int | None
    title_da: str
    title_en: str
    summary_da: str
    summary_en: str
    body_da: str
    body_en: str
    active: bool


def ensure_offers(on: Session) -> None:
    """Those that are not there yet; what an administrator has written stays."""
    known = set(on.exec(select(Offer.code)))
    ids = {category.code: category.id for category in on.exec(select(RequestCategory))}
    for position, (code, category) in enumerate(CATEGORIES.items()):
        if code in known:
            continue
        texts: dict[str, Any] = {}
        for language in ("da", "en"):
            title, summary, body = (SHIPPED / f"{code}.{language}.md").read_text(encoding="utf-8").split("\n\n", 2)
            texts |= {
                f"title_{language}": title.removeprefix("# "),
                f"summary_{language}": " ".join(summary.split()),
                f"body_{language}": body.strip(),
            }
        on.add(Offer(code=code, category_id=ids.get(category), position=position, **texts))
    on.flush()


def add_offer(on: Session, code: str, given: OfferInput, *, now: datetime) -> Offer:
    """One more, the last of the page. Refuses an address that is taken."""
    if offer_by_code(on, code) is not None:
        raise Refusal(_("This address is taken."))
    last = on.exec(select(sa.func.max(col(Offer.position)))).first()
    offer = Offer(code=code, position=0 if last is None else last + 1, **_fields(given))
    on.add(offer)
    on.flush()
    record(on, "offer.add", offer, details={"code": code}, now=now)
    return offer


def edit_offer(on: Session, offer: Offer, given: OfferInput, *, version: int, now: datetime) -> None:
    """Raises StaleEditError when somebody was first."""
    claim_version(on, offer, version)
    for name, value in _fields(given).items():
        setattr(offer, name, value)
    on.add(offer)
    record(on, "offer.update", offer, details={"code": offer.code, "active": offer.active}, now=now)


def move_offer(on: Session, offer: Offer, *, up: bool, now: datetime) -> bool:
    """One place up or down; False at the end of the list. All get places anew: two may have had the same."""
    order = offers(on, every=True)
    place = next(index for index, each in enumerate(order) if each.id == offer.id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return False
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order):
        each.position = position
        on.add(each)
    on.flush()
    record(on, "offer.move", offer, details={"code": offer.code, "up": up}, now=now)
    return True


def _fields(given: OfferInput) -> dict[str, Any]:
    return {name: getattr(given, name) for name in OfferInput.__dataclass_fields__}
