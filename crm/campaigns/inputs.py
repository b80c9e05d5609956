"""What people say about campaigns and calls: checked for form before it gets here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm.campaigns.rules import AttemptsRule
from crm.campaigns.words import SourceKind
from crm.contacts.inputs import NeedInput, Override, RefusalInput
from crm.contacts.words import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInput:
    """`content` by kind: `filter` (of CompanyFilter), `groups`, `company_ids` and `unknown`, `view_id` and `filter`."""

    kind: SourceKind
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignInput:
    name: str
    starts_on: date
    ends_on: date
    unit_id: int
    purpose: str = ""
    themes: tuple[str, ...] = ()
    rule: AttemptsRule = field(default_factory=AttemptsRule)
    follows_source: bool = False
    shares_companies: bool = False
    pilot_size: int = 20
    goal_calls: int | None = None
    goal_reached: int | None = None
    goal_interested: int | None = None
    goal_visits: int | None = None
    caller_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInput:
    value: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackInput:
    """When the company was told that it would be called; `owner_user_id` None: anyone who calls in the campaign."""

    due_at: datetime
    owner_user_id: int | None
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInput:
    lead_user_id: int
    starts_at: datetime
    workplace_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverInput:
    """The interested company's next step is another unit's."""

    unit_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInput:
    """What became of a call. `answers` by question id; `incoming`: the company called."""

    outcome: Outcome
    note: str = ""
    answers: dict[int, AnswerInput] = field(default_factory=dict)
    person_ids: tuple[int, ...] = ()
    incoming: bool = False
    call_back: CallBackInput | None = None
    visit: VisitInput | None = None
    hand_over: HandOverInput | None = None
    refusal: RefusalInput | None = None
    needs: tuple[NeedInput, ...] = ()
    override: Override | None = None
