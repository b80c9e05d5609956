"""What a campaign had come to when it was closed: kept as it was then. No database."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from crm.campaigns.figures import CallGroup, Figures


@dataclass(frozen=True, slots=True)
class Heard:
    """What companies said: `companies` of them; `number` is the labour that they need, 0 where none was named."""

    what: str
    companies: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class OpenCallBack:
    """A promised call: it stays a task with the person or the unit, or was dropped for a reason."""

    task_id: int
    company_id: int
    due_at: datetime
    owner_user_id: int | None
    unit_id: int | None
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class OtherCampaign:
    """Another campaign as it stood on that day."""

    campaign_id: int
    name: str
    companies: int
    called: int
    calls: int
    reached: int
    interested: int
    visits: int


@dataclass(frozen=True, slots=True)
class Report:
    figures: Figures
    goals: dict[CallGroup, int | None]
    themes: tuple[Heard, ...] = ()
    interests: tuple[Heard, ...] = ()
    needs: tuple[Heard, ...] = ()
    call_backs: tuple[OpenCallBack, ...] = ()
    others: tuple[OtherCampaign, ...] = ()
    never_called: int = 0
    to_be_tried_again: int = 0
    closed_at: datetime | None = field(default=None)

    def to_json(self) -> dict[str, Any]:
        """Moments as text; callers without their names: the report is about companies."""
        stored = asdict(self) | {"figures": self.figures.to_json()}
        stored["figures"]["callers"] = [caller | {"name": ""} for caller in stored["figures"]["callers"]]
        stored["call_backs"] = [each | {"due_at": each["due_at"].isoformat()} for each in stored["call_backs"]]
        stored["closed_at"] = self.closed_at.isoformat() if self.closed_at else None
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Report":
        heard = {name: tuple(Heard(**each) for each in stored[name]) for name in ("themes", "interests", "needs")}
        return cls(
            figures=Figures.from_json(stored["figures"]),
            goals={CallGroup(key): wanted for key, wanted in stored["goals"].items()},
            call_backs=tuple(
                OpenCallBack(**(each | {"due_at": datetime.fromisoformat(each["due_at"])}))
                for each in stored["call_backs"]
            ),
            others=tuple(OtherCampaign(**each) for each in stored["others"]),
            never_called=stored["never_called"],
            to_be_tried_again=stored["to_be_tried_again"],
            closed_at=datetime.fromisoformat(stored["closed_at"]) if stored["closed_at"] else None,
            **heard,
        )
