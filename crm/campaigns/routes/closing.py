"""Closing a campaign, and the report that stays."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.accounts.queries import units, user_names
from crm.campaigns.forms.closing import CloseForm
from crm.campaigns.queries.closing import open_call_backs, report_of
from crm.campaigns.report import OpenCallBack
from crm.campaigns.routes.statistics import fetch, words
from crm.campaigns.services.closing import drop_call_backs
from crm.campaigns.services.lifecycle import close as close_campaign
from crm.campaigns.words import CampaignStatus
from crm.contacts.labels import THEMES
from crm.contacts.queries.my_day import company_names
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.formatting import moment
from crm.web.htmx import Answer, go_to

campaign_closing = Blueprint("campaign_closing", __name__)


@campaign_closing.route("/campaigns/<int:campaign_id>/close", methods=["GET", "POST"])
@allow(*STAFF)
def close(campaign_id: int) -> Answer:
    """What is left open, and what becomes of it."""
    campaign = fetch(campaign_id)
    if campaign.status in (CampaignStatus.CLOSED, CampaignStatus.DRAFT):
        return go_to(url_for("campaigns.show", campaign_id=campaign_id))
    form = CloseForm(data={"version": campaign.version})
    left = open_call_backs(session(), campaign)
    form.offer(_choices(left))
    if not form.is_submitted():
        return make_response(render_template("campaigns/close.html", form=form, campaign=campaign))
    if not form.validate():
        return make_response(render_template("campaigns/close.html", form=form, campaign=campaign), 422)
    return _close(campaign_id, form)


@campaign_closing.get("/campaigns/<int:campaign_id>/report")
@allow(*STAFF)
def report(campaign_id: int) -> Answer:
    """What the campaign had come to when it was closed."""
    campaign, found = fetch(campaign_id), report_of(session(), campaign_id)
    if found is None:
        abort(404)
    users = {each.owner_user_id for each in found.call_backs if each.owner_user_id is not None}
    page = render_template(
        "campaigns/report.html",
        campaign=campaign,
        report=found,
        figures=found.figures,
        companies=company_names(session(), {each.company_id for each in found.call_backs}),
        owners=user_names(session(), users),
        units={unit.id: unit.name for unit in units(session())},
        themes=_theme_names(),
        **words(),
    )
    return make_response(page)


def _close(campaign_id: int, form: CloseForm) -> Answer:
    now = utc_now()
    try:
        with transaction() as work:
            campaign = fetch(campaign_id)
            reason = form.reason.data
            dropped = drop_call_backs(work, campaign, form.drop.data, reason, user_id=actor().id, now=now)
            close_campaign(work, campaign, version=form.version.data, now=now, dropped=dropped)
    except StaleEditError:
        flash(_("Somebody else changed the campaign meanwhile. This is how it stands now."), "warning")
        return go_to(url_for("campaigns.show", campaign_id=campaign_id))
    except Refusal as refusal:
        flash(str(refusal), "warning")
        return go_to(url_for("campaigns.show", campaign_id=campaign_id))
    flash(_("The campaign is closed. This is its report."), "success")
    return go_to(url_for("campaign_closing.report", campaign_id=campaign_id))


def _choices(left: Sequence[OpenCallBack]) -> list[tuple[int, str]]:
    """'Vindteknik Nord ApS, Anna Krogh, 3. november 14.30'."""
    names = company_names(session(), {each.company_id for each in left})
    owners = user_names(session(), (each.owner_user_id for each in left))
    unit_names = {unit.id: unit.name for unit in units(session())}
    return [(each.task_id, ", ".join(_words(each, names, owners, unit_names))) for each in left]


def _words(each: OpenCallBack, names: Any, owners: Any, unit_names: Any) -> list[str]:
    owner = owners.get(each.owner_user_id) or unit_names.get(each.unit_id, "")
    return [word for word in (names.get(each.company_id, ""), owner, moment(each.due_at)) if word]


def _theme_names() -> dict[str, str]:
    """Themes and cooperation types by their codes."""
    return {theme.value: str(name) for theme, name in THEMES.items()} | type_names(types(session()))
