"""The companies of open campaigns: the guard is asked anew about each, and filters that are followed are followed."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from crm.values.clock import local_date
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    """One transaction for each campaign: callers are at their desks."""
    from crm.campaigns.queries.campaigns import campaign_by_id, open_campaigns
    from crm.campaigns.services.lifecycle import refresh

    done = 0
    for campaign_id in open_campaigns(session):
        with transaction(session) as on:
            campaign = campaign_by_id(on, campaign_id)
            if campaign is not None and campaign.closed_at is None:
                refresh(on, campaign, now=now, today=local_date(now))
                done += 1
    return {"campaigns": done}
