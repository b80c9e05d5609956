"""The tables of the campaigns, by subject."""

from crm.campaigns.models.calls import CallRecord, TargetAnswer, TargetSkip
from crm.campaigns.models.campaign import Campaign, CampaignCaller, CampaignSource
from crm.campaigns.models.report import CampaignReport
from crm.campaigns.models.script import ScriptQuestion, ScriptStep
from crm.campaigns.models.targets import CampaignTarget

__all__ = [
    "CallRecord",
    "Campaign",
    "CampaignCaller",
    "CampaignReport",
    "CampaignSource",
    "CampaignTarget",
    "ScriptQuestion",
    "ScriptStep",
    "TargetAnswer",
    "TargetSkip",
]
