"""What the closing report tells beyond the figures: what companies said, what is left open, other campaigns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.campaigns.models import Campaign, CampaignReport, CampaignTarget
from crm.campaigns.queries.campaigns import Progress, progress_of
from crm.campaigns.queries.statistics import goals_wanted, statistics_of
from crm.campaigns.report import Heard, OpenCallBack, OtherCampaign, Report
from crm.campaigns.words import TargetState
from crm.contacts.models import Interaction, InteractionTheme, InterestMark, LabourNeed, Task, TaskKind
from crm.contacts.words import NOT_REACHED

MOST_NEEDS = 15
OTHERS_SHOWN = 8


def report_of(on: Session, campaign_id: int) -> Report | None:
    """The report as it was made; None before the campaign is closed."""
    found = on.get(CampaignReport, campaign_id)
    return Report.from_json(found.content) if found is not None else None


def draw_report(on: Session, campaign: Campaign, dropped: Sequence[OpenCallBack] = (), *, now: datetime) -> Report:
    """Everything as it is now."""
    figures = statistics_of(on, campaign, now=now)
    never, again = _not_done(on, campaign)
    return Report(
        figures=figures,
        goals=goals_wanted(campaign),
        themes=_themes(on, campaign),
        interests=_interests(on, campaign),
        needs=_needs(on, campaign),
        call_backs=(*open_call_backs(on, campaign), *dropped),
        others=_others(on, campaign),
        never_called=never,
        to_be_tried_again=again,
        closed_at=now,
    )


def open_call_backs(on: Session, campaign: Campaign) -> list[OpenCallBack]:
    """Promised calls of the campaign that nobody has made, the earliest first."""
    columns: tuple[Any, ...] = (
        col(Task.id),
        col(Task.company_id),
        col(Task.due_at),
        col(Task.owner_user_id),
        col(Task.unit_id),
    )
    query = (
        sa.select(*columns)
        .join_from(Task, CampaignTarget, col(CampaignTarget.id) == col(Task.campaign_target_id))
        .where(
            col(CampaignTarget.campaign_id) == campaign.id,
            col(Task.kind) == TaskKind.CALL_BACK,
            col(Task.done_at).is_(None),
        )
        .order_by(col(Task.due_at), col(Task.id))
    )
    return [OpenCallBack(*row) for row in on.connection().execute(query)]


def _contacts(campaign: Campaign) -> list[sa.ColumnElement[bool]]:
    """Contacts in which somebody was spoken with, as they stand after corrections."""
    targets = sa.select(col(CampaignTarget.id)).where(col(CampaignTarget.campaign_id) == campaign.id)
    return [
        col(Interaction.campaign_target_id).in_(targets),
        col(Interaction.retired_at).is_(None),
        col(Interaction.outcome).not_in(NOT_REACHED),
    ]


def _themes(on: Session, campaign: Campaign) -> tuple[Heard, ...]:
    return _by_company(on, campaign, col(InteractionTheme.theme), col(InteractionTheme.interaction_id))


def _interests(on: Session, campaign: Campaign) -> tuple[Heard, ...]:
    return _by_company(on, campaign, col(InterestMark.type_code), col(InterestMark.interaction_id))


def _by_company(on: Session, campaign: Campaign, what: Any, interaction_id: Any) -> tuple[Heard, ...]:
    companies = sa.func.count(sa.distinct(col(Interaction.company_id)))
    query = (
        sa.select(what, companies)
        .join(Interaction, col(Interaction.id) == interaction_id)
        .where(*_contacts(campaign))
        .group_by(what)
        .order_by(companies.desc(), what)
    )
    return tuple(Heard(row[0], row[1]) for row in on.connection().execute(query))


def _needs(on: Session, campaign: Campaign) -> tuple[Heard, ...]:
    """Occupations that companies named, those of most companies first."""
    companies = sa.func.count(sa.distinct(col(Interaction.company_id)))
    query = (
        sa.select(
            sa.func.min(col(LabourNeed.occupation)),
            companies,
            sa.func.coalesce(sa.func.sum(col(LabourNeed.number)), 0),
        )
        .join_from(LabourNeed, Interaction, col(Interaction.id) == col(LabourNeed.interaction_id))
        .where(*_contacts(campaign))
        .group_by(col(LabourNeed.occupation_key))
        .order_by(companies.desc(), sa.func.min(col(LabourNeed.occupation_key)))
        .limit(MOST_NEEDS)
    )
    return tuple(Heard(row[0] or "", row[1], int(row[2] or 0)) for row in on.connection().execute(query))


def _not_done(on: Session, campaign: Campaign) -> tuple[int, int]:
    """Companies that still wait: never called, and called in vain."""
    query = sa.select(sa.func.count(), sa.func.count(col(CampaignTarget.last_called_at))).where(
        col(CampaignTarget.campaign_id) == campaign.id, col(CampaignTarget.state) == TargetState.WAITING
    )
    waiting, called = on.connection().execute(query).one()
    return waiting - called, called


def _others(on: Session, campaign: Campaign) -> tuple[OtherCampaign, ...]:
    """The latest of the others that have begun."""
    query = (
        sa.select(col(Campaign.id), col(Campaign.name))
        .where(col(Campaign.id) != campaign.id, col(Campaign.started_at).is_not(None))
        .order_by(col(Campaign.started_at).desc(), col(Campaign.id).desc())
        .limit(OTHERS_SHOWN)
    )
    found: Sequence[Any] = on.connection().execute(query).all()
    progress = progress_of(on, [row[0] for row in found])
    return tuple(OtherCampaign(row[0], row[1], *_counts(progress.get(row[0], Progress()))) for row in found)


def _counts(progress: Progress) -> tuple[int, int, int, int, int, int]:
    return (
        progress.companies,
        progress.called,
        progress.calls,
        progress.reached,
        progress.interested,
        progress.visits,
    )
