"""One company on the line: the call and what became of it."""

from flask import Blueprint, Response, flash, jsonify, request
from flask_babel import gettext as _

from crm.campaigns.forms.call import CallForm, SkipForm
from crm.campaigns.models import Campaign, CampaignTarget
from crm.campaigns.routes.desk import desk_url
from crm.campaigns.routes.desk_page import call_page, fetch, fetch_target, for_caller, sent_form, times_of, today
from crm.campaigns.services.calling import DRAFT_FORM, AtDesk, draft_subject, save_call
from crm.campaigns.services.claiming import claim_next, own_claim, take_target
from crm.campaigns.services.desk import skip_target
from crm.contacts.guard.enforce import ContactPreventedError, contact_transaction
from crm.contacts.labels import OUTCOMES
from crm.contacts.services.claims import heartbeat
from crm.contacts.services.drafts import save_draft
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow, quiet
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.once import once

calls = Blueprint("calls", __name__)
BASE = "/campaigns/<int:campaign_id>/desk/<int:target_id>"


@calls.get(BASE)
@allow(*STAFF)
def call(campaign_id: int, target_id: int) -> Answer:
    """The company before the caller."""
    return call_page(fetch(campaign_id), fetch_target(campaign_id, target_id), incoming=_incoming())


@calls.post(BASE)
@allow(*STAFF)
def save(campaign_id: int, target_id: int) -> Answer:
    """What became of the call; the next company comes at once."""
    desk = for_caller(campaign_id, target_id)
    campaign, target = desk.campaign, desk.target
    form = sent_form(campaign, target)
    if form.outcome.data == "times":  # without scripts: another visitor was chosen, show their free times
        return call_page(campaign, target, form, incoming=_incoming(), opened="visit_booked")
    if not form.validate():
        return call_page(campaign, target, form, 422, incoming=_incoming(), opened=form.outcome.data)
    try:
        return _save(campaign, target, form)
    except ContactPreventedError as prevented:
        form.form_errors.append(str(prevented))
        return call_page(campaign, target, form, 422, incoming=_incoming(), opened=form.outcome.data, prevented=True)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return call_page(campaign, target, form, 422, incoming=_incoming(), opened=form.outcome.data)


def _save(campaign: Campaign, target: CampaignTarget, form: CallForm) -> Answer:
    now, user_id = utc_now(), actor().id
    given = form.to_input(user_id=user_id, unit_id=campaign.unit_id, incoming=_incoming())

    def create() -> str:
        save_call(work, campaign, target, given, AtDesk(user_id, now, today()))
        following = claim_next(work, campaign, user_id=user_id, now=now)
        return desk_url(campaign.id or 0, following.id if following else None)

    with contact_transaction() as work:
        location = once(work, form.once.data, create, now=now)
    flash(_("Saved: %(outcome)s.", outcome=str(OUTCOMES[given.outcome]).lower()), "success")
    return go_to(location)


@calls.post(f"{BASE}/take")
@allow(*STAFF)
def take(campaign_id: int, target_id: int) -> Answer:
    """The company is calling: it is this caller's, whatever the queue says."""
    try:
        with transaction() as work:
            take_target(work, for_caller(campaign_id, target_id).target, user_id=actor().id, now=utc_now())
    except Refusal as refusal:
        flash(str(refusal), "warning")
        return go_to(desk_url(campaign_id))
    return go_to(desk_url(campaign_id, target_id, "1"))


@calls.post(f"{BASE}/skip")
@allow(*STAFF)
def skip(campaign_id: int, target_id: int) -> Answer:
    """Pass it over, and on to the next."""
    form, now = SkipForm(), utc_now()
    if not form.validate():
        campaign, target = fetch(campaign_id), fetch_target(campaign_id, target_id)
        return call_page(campaign, target, status=422, incoming=_incoming(), skip_form=form)
    with transaction() as work:
        desk = for_caller(campaign_id, target_id)
        if not desk.is_claimed:
            raise Refusal(_("You no longer have this company. It is back in the queue, or with a colleague."))
        skip_target(work, desk.target, form.to_reason(), form.note.data or "", user_id=actor().id, now=now)
        following = claim_next(work, desk.campaign, user_id=actor().id, now=now)
    return go_to(desk_url(campaign_id, following.id if following else None))


@calls.post(f"{BASE}/beat")
@allow(*STAFF)
@quiet
def beat(campaign_id: int, target_id: int) -> Answer:
    """The page is open: the company stays with this caller."""
    target = fetch_target(campaign_id, target_id)
    with transaction() as work:
        claim = own_claim(work, target, actor().id)
        if claim is not None:
            heartbeat(work, claim.token, user_id=actor().id, now=utc_now())
    claim = own_claim(session(), target, actor().id)
    part = "campaigns/_claim.html"
    return page_or_part(part, part, campaign=fetch(campaign_id), target=target, claim=claim)


@calls.post(f"{BASE}/draft")
@allow(*STAFF)
def draft(campaign_id: int, target_id: int) -> Response:
    """What is written so far, sent by the page's script after a pause in typing."""
    campaign, target = fetch(campaign_id), fetch_target(campaign_id, target_id)
    form, now = sent_form(campaign, target), utc_now()
    content = {field.name: [str(each) for each in field.raw_data] for field in form if field.raw_data}
    kept = {name: values if len(values) > 1 else values[0] for name, values in content.items() if name != "outcome"}
    with transaction() as work:
        clean = save_draft(work, actor().id, DRAFT_FORM, draft_subject(target_id), kept, now=now)
    return jsonify(clean=clean and not any(getattr(field, "had_cpr", False) for field in form))


@calls.get(f"{BASE}/times")
@allow(*STAFF)
def times(campaign_id: int, target_id: int) -> Answer:
    """When a colleague can visit."""
    fetch_target(campaign_id, target_id)
    lead = request.args.get("visit_lead", "")
    part = "visits/_times.html"
    return page_or_part(part, part, times=times_of(int(lead)) if lead.isdecimal() and len(lead) < 10 else {}, chosen="")


def _incoming() -> bool:
    return request.args.get("incoming") == "1"
