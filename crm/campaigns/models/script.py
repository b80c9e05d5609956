import sqlalchemy as sa
from sqlmodel import Field

from crm.campaigns.words import QuestionKind
from crm.db import Row, enum_type


class ScriptStep(Row, table=True):
    """What the caller says, step by step."""

    __tablename__ = "script_step"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    place: int
    text: str = Field(max_length=1000)


class ScriptQuestion(Row, table=True):
    """A question of a step; its answers are kept by kind."""

    __tablename__ = "script_question"

    id: int | None = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="script_step.id", index=True)
    place: int
    text: str = Field(max_length=200)
    kind: QuestionKind = Field(sa_type=enum_type(QuestionKind, "kind"))
    choices: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # only of kind choice
    retired: bool = Field(default=False)  # no longer asked; its answers are kept
