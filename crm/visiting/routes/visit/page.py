"""A visit's page."""

from typing import Any

from flask import Response, make_response, render_template

from crm.contacts.guard import Answer as GuardAnswer
from crm.contacts.guard import Ask, Caller
from crm.contacts.guard.gather import verdict
from crm.contacts.guard.telling import guard_people
from crm.contacts.labels import THEMES
from crm.contacts.words import ContactKind
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.db import session
from crm.values.clock import utc_now
from crm.visiting import labels
from crm.visiting.history import history_lines
from crm.visiting.queries.page import VisitCard, visit_card
from crm.visiting.routes.visit.blueprint import visit
from crm.visiting.routes.visit.offers import fetch
from crm.visits.models import PLANNED, Visit, VisitPlace
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer
from crm.web.maps import place_link


@visit.get("/visits/<int:visit_id>")
@allow(*STAFF)
def show(visit_id: int) -> Answer:
    return visit_page(fetch(visit_id))


def visit_page(found: Visit, status: int = 200, **more: Any) -> Response:
    """`problem`: a sentence about what could not be done."""
    on, now = session(), utc_now()
    card = visit_card(on, found)
    page = render_template(
        "visits/show.html",
        visit=found,
        card=card,
        history=history_lines(found, card.whole.changes, card.names),
        theme_names=_theme_names() if card.whole.themes else {},
        planned=found.status in PLANNED,
        begun=found.starts_at <= now,
        takes_part=actor().id in {found.lead_user_id, *card.whole.colleague_ids},
        map_url=map_url(card),
        labels=labels,
        now=now,
        **_guard(found),
        **more,
    )
    return make_response(page, status)


def map_url(card: VisitCard) -> str | None:
    """Where the address is looked up on a map; None when there is nothing to drive to."""
    at = card.workplace
    if at is None or not at.address or card.whole.visit.place is not VisitPlace.WORKPLACE:
        return None
    return place_link(f"{at.address}, {at.place}")


def _guard(found: Visit) -> dict[str, Any]:
    """What stands in the visit's way now; the visit itself does not, so the guard is asked for its lead."""
    if found.status not in PLANNED:
        return {"verdict": None}
    ask = Ask(Caller(found.lead_user_id, found.unit_id), ContactKind.VISIT, utc_now(), agreed=True)
    said = verdict(session(), found.company_id, ask)
    if said.answer is GuardAnswer.GO:
        return {"verdict": None}
    return {"verdict": said, "guard_names": guard_people(session(), [said], reader_id=actor().id)}


def _theme_names() -> dict[str, str]:
    return {**{theme.value: str(label) for theme, label in THEMES.items()}, **type_names(types(session()))}
