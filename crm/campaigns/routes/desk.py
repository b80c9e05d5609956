"""The call desk: next company, leave, undo, and who else is on the line."""

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from crm.campaigns.queries.card import search_targets
from crm.campaigns.queries.queue import on_the_line
from crm.campaigns.routes.desk_page import empty_page, fetch, must_call
from crm.campaigns.services.claiming import claim_next, unfinished
from crm.campaigns.services.desk import leave_desk
from crm.campaigns.services.undoing import undo_last
from crm.contacts.queries.log_form import is_p_number
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow, quiet
from crm.web.htmx import Answer, go_to, page_or_part, wants_part
from crm.web.search import search_text

call_desk = Blueprint("call_desk", __name__)


@call_desk.get("/campaigns/<int:campaign_id>/desk")
@allow(*STAFF)
def index(campaign_id: int) -> Answer:
    """The desk. An unfinished call is offered again; without a company it says why none is left."""
    campaign, now = fetch(campaign_id), utc_now()
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    found = search_targets(session(), campaign_id, search.text) if search.text else []
    begun = [target for claim, target in unfinished(session(), actor().id, campaign_id) if claim.expires_at > now]
    return empty_page(campaign, search.status, search=search, found=found, begun=begun[0] if begun else None)


@call_desk.post("/campaigns/<int:campaign_id>/desk/next")
@allow(*STAFF)
def next_company(campaign_id: int) -> Answer:
    """Claim one company for this caller."""
    with transaction() as work:
        campaign = fetch(campaign_id)
        must_call(campaign)
        target = claim_next(work, campaign, user_id=actor().id, now=utc_now())
    return go_to(desk_url(campaign_id, target.id if target else None))


@call_desk.post("/campaigns/<int:campaign_id>/desk/leave")
@allow(*STAFF)
def leave(campaign_id: int) -> Answer:
    """Give back what this caller has; drafts are kept."""
    with transaction() as work:
        leave_desk(work, fetch(campaign_id), user_id=actor().id)
    return go_to(desk_url(campaign_id))


@call_desk.post("/campaigns/<int:campaign_id>/desk/undo")
@allow(*STAFF)
def undo(campaign_id: int) -> Answer:
    """Take back this caller's last call, and have the company before them again."""
    try:
        with transaction() as work:
            target = undo_last(work, fetch(campaign_id), user_id=actor().id, now=utc_now())
    except Refusal as refusal:
        flash(str(refusal), "warning")
        return go_to(desk_url(campaign_id))
    flash(_("The last call is taken back. Your text is here again."), "success")
    return go_to(desk_url(campaign_id, target.id))


@call_desk.get("/campaigns/<int:campaign_id>/desk/colleagues")
@allow(*STAFF)
@quiet
def colleagues(campaign_id: int) -> Answer:
    """Who is on which company: asked for every few seconds."""
    campaign = fetch(campaign_id)
    if not wants_part():
        return go_to(desk_url(campaign_id))
    found = on_the_line(session(), campaign_id, now=utc_now())
    part = "campaigns/_colleagues.html"
    return page_or_part(part, part, campaign=campaign, colleagues=found, me=actor().id)


def desk_url(campaign_id: int, target_id: int | None = None, incoming: str | None = None) -> str:
    """The company on the line, or the desk without one."""
    if target_id is None:
        return url_for("call_desk.index", campaign_id=campaign_id)
    return url_for("calls.call", campaign_id=campaign_id, target_id=target_id, incoming=incoming)
