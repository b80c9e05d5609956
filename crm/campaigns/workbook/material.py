"""Everything the workbook shows, read once and checked to agree with itself."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from crm.campaigns.figures import CallGroup, Figures, Stage, outcomes_of
from crm.campaigns.models import Campaign
from crm.campaigns.queries.campaigns import unit_name
from crm.campaigns.queries.rows import (
    ON_THE_PHONE,
    CallLine,
    all_answers,
    all_calls,
    all_targets,
    held_targets,
)
from crm.campaigns.queries.statistics import cooperating_targets, statistics_of
from crm.campaigns.words import QuestionKind, TargetState
from crm.refusal import Refusal

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Material:
    """What goes into the sheets. `stages` are the target ids that have come so far."""

    campaign: Campaign
    unit: str
    figures: Figures
    calls: Sequence[CallLine]
    targets: Sequence[Any]
    stages: dict[Stage, frozenset[int]]
    answers: Sequence[Any]
    caller_names: dict[int, str]
    by_name: str
    now: datetime


def gather(on: Session, campaign: Campaign, *, by_name: str, now: datetime, days: int, written: bool) -> Material:
    """Read all of it; `written`: also what was said in own words. Raises Refusal when calls keep coming in."""
    for _attempt in range(_ATTEMPTS):
        figures = statistics_of(on, campaign, now=now, days=days)
        calls, targets = all_calls(on, campaign), all_targets(on, campaign)
        stages = _stages(on, campaign, calls, targets, now=now, days=days)
        if figures.calls() == len(calls) and all(len(stages[stage]) == figures.funnel[stage] for stage in Stage):
            break
        on.rollback()  # somebody saved a call in between: read again, from a new moment
    else:
        raise Refusal(_("Calls are being saved right now, so that figures and lists do not agree. Try again shortly."))
    answers = all_answers(on, campaign)
    return Material(
        campaign=campaign,
        unit=unit_name(on, campaign.unit_id),
        figures=figures,
        calls=calls,
        targets=targets,
        stages=stages,
        answers=answers if written else [row for row in answers if row.kind is not QuestionKind.TEXT],
        caller_names=_names_apart([(caller.user_id, caller.name) for caller in figures.callers]),
        by_name=by_name,
        now=now,
    )


def _stages(
    on: Session, campaign: Campaign, calls: Sequence[CallLine], targets: Sequence[Any], *, now: datetime, days: int
) -> dict[Stage, frozenset[int]]:
    listed = frozenset(
        row.id for row in targets if row.state is not TargetState.LEFT_OUT or row.last_called_at is not None
    )

    def called(group: CallGroup) -> frozenset[int]:
        return frozenset(call.target_id for call in calls if call.outcome in outcomes_of(group))

    return {
        Stage.LISTED: listed,
        **{stage: called(group) for stage, group in ON_THE_PHONE.items()},
        Stage.HELD: held_targets(on, campaign),
        Stage.COOPERATION: frozenset(cooperating_targets(on, campaign, now=now, days=days)),
    }


def _names_apart(people: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Two of one name are two: formulas count by name."""
    seen: Counter[str] = Counter()
    found = {}
    for user_id, name in people:
        seen[name] += 1
        found[user_id] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return found
