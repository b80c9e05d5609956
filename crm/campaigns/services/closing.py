"""The closing report, written once; and promised calls that are dropped when a campaign is closed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from crm.campaigns.models import Campaign, CampaignReport
from crm.campaigns.queries.closing import draw_report, open_call_backs
from crm.campaigns.report import OpenCallBack
from crm.contacts.queries.tasks import task_by_id
from crm.contacts.services.tasks import finish_task


def freeze_report(
    on: Session, campaign: Campaign, dropped: Collection[OpenCallBack] = (), *, now: datetime
) -> CampaignReport:
    """Keep the campaign's figures as they are now."""
    report = draw_report(on, campaign, tuple(dropped), now=now)
    made = CampaignReport(campaign_id=campaign.id or 0, made_at=now, content=report.to_json())
    on.add(made)
    on.flush()
    return made


def drop_call_backs(
    on: Session, campaign: Campaign, task_ids: Collection[int], reason: str, *, user_id: int, now: datetime
) -> list[OpenCallBack]:
    """These promised calls won't be made: their tasks are closed, and the company is free again."""
    dropped = []
    for each in open_call_backs(on, campaign):
        task = task_by_id(on, each.task_id) if each.task_id in task_ids else None
        if task is not None:
            finish_task(on, task, version=task.version, user_id=user_id, now=now)
            dropped.append(replace(each, dropped=reason))
    return dropped
