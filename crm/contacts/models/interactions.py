from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.db import CURRENT, Fact, Moment, Row, enum_type


class Interaction(Row, Fact, table=True):
    """One contact with a company. A correction retires the row and records a new one of the same `entry`.

    Only `crm.contacts.guard.enforce` makes these rows: no outgoing contact is written past the guard.
    """

    __tablename__ = "interaction"

    id: int | None = Field(default=None, primary_key=True)
    entry: str = Field(max_length=32)  # the identity over corrections
    company_id: int = Field(foreign_key="company.id")
    workplace_id: int | None = Field(default=None, foreign_key="workplace.id", index=True)
    kind: ContactKind = Field(sa_type=enum_type(ContactKind, "kind"))
    direction: Direction = Field(sa_type=enum_type(Direction, "direction"))
    at: datetime = Field(sa_type=Moment)
    minutes: int | None = Field(default=None)
    purpose: Purpose = Field(sa_type=enum_type(Purpose, "purpose"))
    outcome: Outcome = Field(sa_type=enum_type(Outcome, "outcome"))
    note: str = Field(default="", sa_type=sa.Text)
    campaign_target_id: int | None = Field(default=None, index=True)  # a number of the campaigns, which build on this
    unit_id: int | None = Field(default=None, foreign_key="unit.id")  # the unit that had the contact
    recorded_by_user_id: int = Field(foreign_key="user_account.id")
    retired_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    void_reason: str | None = Field(default=None, max_length=500)

    __table_args__ = (
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name="minutes_of_a_day"),
        sa.Index("uq_interaction_current", "entry", unique=True, **CURRENT),
        sa.Index("ix_interaction_company", "company_id", "at"),
        # Holds all that says when a company was last spoken with.
        sa.Index("ix_interaction_spoken", "company_id", "at", "kind", "outcome", **CURRENT),
        sa.Index("ix_interaction_recorder", "recorded_by_user_id", "at"),
        sa.Index("ix_interaction_at", "at"),
    )


class InteractionTheme(Row, table=True):
    """A theme of the contact: one of `Theme`, or the code of a cooperation type. It counts in no rate."""

    __tablename__ = "interaction_theme"

    interaction_id: int = Field(foreign_key="interaction.id", primary_key=True)
    theme: str = Field(max_length=40, primary_key=True)


class InteractionPerson(Row, table=True):
    """A contact person of the company who took part."""

    __tablename__ = "interaction_person"

    interaction_id: int = Field(foreign_key="interaction.id", primary_key=True)
    person_id: int = Field(foreign_key="contact_person.id", primary_key=True, index=True)


class InteractionParticipant(Row, table=True):
    """One of ours who took part."""

    __tablename__ = "interaction_participant"

    interaction_id: int = Field(foreign_key="interaction.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, index=True)


class LabourNeed(Row, table=True):
    """Labour the company said it needs."""

    __tablename__ = "labour_need"

    id: int | None = Field(default=None, primary_key=True)
    interaction_id: int = Field(foreign_key="interaction.id", index=True)
    occupation: str = Field(max_length=120)
    occupation_key: str = Field(max_length=120, index=True)  # how occupations are compared
    number: int | None = Field(default=None)  # how many people; None = not said
    from_date: date | None = Field(default=None)
    skills: str = Field(default="", max_length=500)
    hours_per_week: Decimal | None = Field(default=None, max_digits=4, decimal_places=1)

    __table_args__ = (sa.CheckConstraint("number IS NULL OR number > 0", name="number_positive"),)


class InterestMark(Row, table=True):
    """The company showed interest in a cooperation type."""

    __tablename__ = "interest_mark"

    interaction_id: int = Field(foreign_key="interaction.id", primary_key=True)
    type_code: str = Field(max_length=40, foreign_key="cooperation_type.code", primary_key=True, index=True)
