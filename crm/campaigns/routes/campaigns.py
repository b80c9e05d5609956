"""The list of campaigns, making one, and what is done with it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import colleagues, units
from crm.campaigns import labels, statistics_labels
from crm.campaigns.counted import counted
from crm.campaigns.forms.campaign import (
    ActionForm,
    CampaignForm,
    EditCampaignForm,
    NewCampaignForm,
    filled_from,
)
from crm.campaigns.models import Campaign
from crm.campaigns.number_file import ACCEPTED, LARGEST_MB, chosen_again
from crm.campaigns.queries.campaigns import (
    Progress,
    callers_of,
    campaign_by_id,
    campaign_lines,
    progress_of,
    script_of,
    source_of,
    standings_of,
    unit_name,
)
from crm.campaigns.routes.choosing import Count, chosen_source, count_of, settings
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.services import lifecycle
from crm.campaigns.services.claiming import is_caller
from crm.companies.queries.listing import municipalities_in_use
from crm.companies.queries.views import saved_views
from crm.contacts.labels import THEMES
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.register.industries import sections
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to, page_or_part, wants_part
from crm.web.once import once

campaigns = Blueprint("campaigns", __name__)


@campaigns.get("/campaigns")
@allow(*STAFF)
def index() -> Answer:
    lines = campaign_lines(session(), actor().id)
    return _page("campaigns/index.html", lines=lines, labels=labels)


@campaigns.route("/campaigns/new", methods=["GET", "POST"])
@allow(*STAFF)
def new() -> Answer:
    form = _new_form()
    if not form.is_submitted():
        own = next((unit.id for unit in units(session()) if unit.name == actor().unit), 0)
        form.unit.data = own
        return _new_page(form)
    if request.args.get("count"):
        return _counted_page(form)
    if not form.validate():
        return _new_page(form, 422)
    try:
        source = chosen_source(form)
    except Refusal as refusal:
        form.file.errors = [str(refusal)]
        return _new_page(form, 422)

    def create() -> str:
        made = lifecycle.create_campaign(
            work, form.to_input(), source, user_id=actor().id, now=utc_now(), today=_today()
        )
        return url_for("campaigns.show", campaign_id=made.id)

    with transaction() as work:
        location = once(work, form.once.data, create)
    flash(_("The campaign is made. Write its script, then start it."), "success")
    return go_to(location)


@campaigns.get("/campaigns/<int:campaign_id>")
@allow(*STAFF)
def show(campaign_id: int) -> Answer:
    """How it stands, and what can be done with it."""
    campaign = fetch(campaign_id)
    on, source, rule = session(), source_of(session(), campaign_id), AttemptsRule.from_json(campaign.rule)
    return _page(
        "campaigns/show.html",
        campaign=campaign,
        source=source,
        found=counted(source.counts),
        standings=standings_of(on, campaign_id),
        names=statistics_labels,
        unit=unit_name(on, campaign.unit_id),
        callers=callers_of(on, campaign_id),
        script=script_of(on, campaign_id),
        rule=rule,
        opens_at=datetime.combine(_today(), rule.opens, COPENHAGEN),
        closes_at=datetime.combine(_today(), rule.closes, COPENHAGEN),
        progress=progress_of(on, [campaign_id]).get(campaign_id, Progress()),
        is_caller=is_caller(on, campaign_id, actor().id),
        labels=labels,
    )


@campaigns.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
@allow(*STAFF)
def edit(campaign_id: int) -> Answer:
    campaign = fetch(campaign_id)
    form = EditCampaignForm(data=_filled(campaign))
    _offer(form)
    if not form.is_submitted():
        return _page("campaigns/edit.html", form=form, campaign=campaign)
    if not form.validate():
        return _page("campaigns/edit.html", 422, form=form, campaign=campaign)
    try:
        with transaction() as work:
            lifecycle.edit_campaign(work, fetch(campaign_id), form.to_input(), version=form.version.data, now=utc_now())
    except StaleEditError:
        now_saved = fetch(campaign_id)
        saved = EditCampaignForm(formdata=None, data=_filled(now_saved))
        _offer(saved)
        changes = field_changes(form, saved)
        form.version.renew(now_saved.version)
        return _page("campaigns/edit.html", 409, form=form, campaign=now_saved, changes=changes, stale=True)
    flash(_("The campaign is saved."), "success")
    return go_to(url_for("campaigns.show", campaign_id=campaign_id))


@campaigns.post("/campaigns/<int:campaign_id>/status")
@allow(*STAFF)
def set_status(campaign_id: int) -> Answer:
    """Start, pause, go on, close."""
    form = ActionForm()
    if not form.validate():
        abort(400)
    try:
        with transaction() as work:
            _act(work, fetch(campaign_id), form)
    except StaleEditError:
        flash(_("Somebody else changed the campaign meanwhile. This is how it stands now."), "warning")
    except Refusal as refusal:
        flash(str(refusal), "warning")
    return go_to(url_for("campaigns.show", campaign_id=campaign_id))


@campaigns.post("/campaigns/<int:campaign_id>/refresh")
@allow(*STAFF)
def refresh(campaign_id: int) -> Answer:
    """Ask the guard anew, and follow the filter."""
    with transaction() as work:
        lifecycle.refresh(work, fetch(campaign_id), now=utc_now(), today=_today())
    flash(_("The list is up to date."), "success")
    return go_to(url_for("campaigns.show", campaign_id=campaign_id))


def fetch(campaign_id: int) -> Campaign:
    return campaign_by_id(session(), campaign_id) or abort(404)


def _act(work: Any, campaign: Campaign, form: ActionForm) -> None:
    acts: dict[str, Callable[..., Campaign]] = {
        "start_pilot": lifecycle.start_pilot,
        "start": lifecycle.start,
        "pause": lifecycle.pause,
        "resume": lifecycle.resume,
        "close": lifecycle.close,
    }
    builds = {"today": _today()} if form.action.data in {"start_pilot", "start"} else {}
    acts[form.action.data](work, campaign, version=form.version.data, now=utc_now(), **builds)


def _offer(form: CampaignForm) -> None:
    on = session()
    form.offer(
        units=[(unit.id or 0, unit.name) for unit in units(on) if unit.active],
        themes=[*((theme.value, str(label)) for theme, label in THEMES.items()), *type_names(types(on)).items()],
        people=[(each.id, f"{each.name}, {each.unit}" if each.unit else each.name) for each in colleagues(on)],
    )


def _new_form() -> NewCampaignForm:
    form = NewCampaignForm(data={"starts_on": _today(), "callers": [actor().id]})
    _offer(form)
    form.offer_places(municipalities_in_use(session()), list(sections().items()))
    form.offer_views(
        [
            (line.view.id or 0, f"{line.view.name} ({line.colleague})" if line.colleague else line.view.name)
            for line in saved_views(session(), actor().id)
        ]
    )
    return form


def _new_page(form: NewCampaignForm, status: int = 200, count: Count | None = None) -> Response:
    largest = min(LARGEST_MB, settings().upload_limit_mb)
    about = {"form": form, "accepted": ACCEPTED, "largest": largest, "count": count or Count()}
    return page_or_part("campaigns/new.html", "campaigns/_count.html", status=status, **about)


def _counted_page(form: NewCampaignForm) -> Response:
    """The form as it stands, with the count of what is chosen so far. Nothing is made of it."""
    count = count_of(form)
    if form.uploaded is not None and not wants_part():
        form.file.errors = [chosen_again()]
    return _new_page(form, count=count)


def _filled(campaign: Campaign) -> dict[str, Any]:
    return filled_from(campaign, [user_id for user_id, _name in callers_of(session(), campaign.id or 0)])


def _today() -> date:
    return local_date(utc_now())


def _page(template: str, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(template, **context), status)
