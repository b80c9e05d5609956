"""The statistics of a campaign, live, and as a workbook."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, abort, request, send_file, url_for

from crm.campaigns import labels, statistics_labels
from crm.campaigns.figures import USUAL_DAYS, WITHIN_DAYS
from crm.campaigns.models import Campaign
from crm.campaigns.queries.campaigns import campaign_by_id
from crm.campaigns.queries.statistics import goals_wanted, statistics_of
from crm.campaigns.words import CALLING
from crm.campaigns.workbook.writing import record_export, suggested_name, write_campaign
from crm.contacts.labels import OUTCOMES
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import STAFF, actor, allow, may, quiet
from crm.web.htmx import Answer, go_to, page_or_part, wants_part
from crm.workbook.files import MIMETYPE

campaign_statistics = Blueprint("campaign_statistics", __name__)
READS_ANSWERS = (Role.MANAGER, Role.ADMIN)
"""What companies said in their own words is for managers."""


@campaign_statistics.get("/campaigns/<int:campaign_id>/statistics")
@allow(*STAFF)
def show(campaign_id: int) -> Answer:
    """How the campaign goes."""
    return _page(fetch(campaign_id))


@campaign_statistics.get("/campaigns/<int:campaign_id>/statistics/live")
@allow(*STAFF)
@quiet
def live(campaign_id: int) -> Answer:
    """The figures again: asked for by the page itself while the campaign runs."""
    campaign = fetch(campaign_id)
    if not wants_part():
        return go_to(url_for("campaign_statistics.show", campaign_id=campaign_id, days=request.args.get("days")))
    return _page(campaign)


@campaign_statistics.post("/campaigns/<int:campaign_id>/statistics/export")
@allow(*STAFF)
def export(campaign_id: int) -> Answer:
    """The workbook is written before the short transaction that leaves its audit line."""
    campaign, now = fetch(campaign_id), utc_now()
    with TemporaryDirectory() as folder:
        target = Path(folder) / "campaign.xlsx"
        material = write_campaign(
            session(), campaign, target,
            by_name=actor().name, now=now, days=wanted_days(), written=may(*READS_ANSWERS),
        )  # fmt: skip
        with transaction() as on:
            record_export(on, material, now=now)
        # Opened here: the file lives on under the open handle when its folder is gone.
        return send_file(target.open("rb"), MIMETYPE, as_attachment=True, download_name=suggested_name(campaign))


def fetch(campaign_id: int) -> Campaign:
    return campaign_by_id(session(), campaign_id) or abort(404)


def wanted_days() -> int:
    """The days within which a cooperation counts; anything odd is as usual."""
    text = request.args.get("days", "")
    return next((days for days in WITHIN_DAYS if str(days) == text), USUAL_DAYS)


def words() -> dict[str, Any]:
    """What templates of figures need to put them in words."""
    return {"labels": labels, "names": statistics_labels, "outcomes": OUTCOMES}


def _page(campaign: Campaign) -> Answer:
    now = utc_now()
    return page_or_part(
        "campaigns/statistics.html",
        "campaigns/_statistics.html",
        campaign=campaign,
        figures=statistics_of(session(), campaign, now=now, days=wanted_days()),
        goals=goals_wanted(campaign),
        within=WITHIN_DAYS,
        now=now,
        is_live=campaign.status in CALLING,
        reads_answers=may(*READS_ANSWERS),
        **words(),
    )
