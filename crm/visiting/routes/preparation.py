"""The preparation sheet: one page, also on paper."""

from flask import Blueprint, abort, make_response, render_template

from crm.companies.labels import group_badge, group_reason, headcount_text, state_headcount
from crm.contacts.labels import KINDS, THEMES
from crm.contacts.restriction_labels import BASIS_KINDS, ROLES, SCOPES
from crm.contacts.task_labels import due_text
from crm.contacts.timeline_words import need_text, timeline_lines
from crm.cooperation.labels import type_names
from crm.db import session
from crm.register.industries import industry_name
from crm.values.clock import local_date, utc_now
from crm.visiting.labels import PLACES
from crm.visiting.queries.preparation import Preparation, preparation
from crm.visiting.questions import questions
from crm.visiting.trend import HEIGHT, WIDTH, line_of
from crm.visits.queries.visits import visit_by_id
from crm.web.access import STAFF, allow
from crm.web.htmx import Answer

visit_preparation = Blueprint("visit_preparation", __name__)


@visit_preparation.get("/visits/<int:visit_id>/preparation")
@allow(*STAFF)
def show(visit_id: int) -> Answer:
    now = utc_now()
    visit = visit_by_id(session(), visit_id) or abort(404)
    found = preparation(session(), visit, now=now) or abort(404)
    types = type_names(found.all_types)
    themes = types | {theme.value: str(label) for theme, label in THEMES.items()}
    page = render_template(
        "visits/preparation.html",
        sheet=found,
        visit=visit,
        now=now,
        today=local_date(now),
        theme_names=[themes.get(theme, theme) for theme in found.whole.themes],
        type_names=types,
        offers=_offers(found, types),
        contacts=timeline_lines(found.contacts, type_names=types, now=now),
        asked=questions(found.whole.themes),
        line=line_of(found.counts),
        line_size=(WIDTH, HEIGHT),
        industry=_industry(found),
        place_names=PLACES,
        kind_names=KINDS,
        role_names=ROLES,
        scope_names=SCOPES,
        basis_names=BASIS_KINDS,
        group_badge=group_badge,
        group_reason=group_reason,
        headcount_text=headcount_text,
        state_headcount=state_headcount,
        due_text=due_text,
        need_text=need_text,
    )
    return make_response(page)


def _industry(found: Preparation) -> str:
    place = found.workplace
    return (place.industry_text or industry_name(place.industry_code) or "") if place else ""


def _offers(found: Preparation, types: dict[str, str]) -> list[tuple[str, bool, bool]]:
    """(type, whether the company has or had it, whether it showed interest), those it is interested in first."""
    wanted = {each.said for each in found.interests}
    used = {each.type_code for each in (*found.running, *found.past)}
    offers = [(types[each.code], each.code in used, each.code in wanted) for each in found.types]
    return sorted(offers, key=lambda offer: not offer[2])
