from datetime import datetime
from enum import StrEnum
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type


class VisitStatus(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    HELD = "held"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


PLANNED = (VisitStatus.PROPOSED, VisitStatus.CONFIRMED)
"""Visits that take up their time."""
OVER = (VisitStatus.HELD, VisitStatus.CANCELLED, VisitStatus.NO_SHOW)


class VisitPlace(StrEnum):
    WORKPLACE = "workplace"
    ONLINE = "online"
    JOB_CENTRE = "job_centre"


class Visit(Row, Versioned, table=True):
    """One agreed or proposed visit, from `starts_at` up to `ends_at`. A move keeps the visit; see `VisitChange`."""

    __tablename__ = "visit"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    workplace_id: int | None = Field(default=None, foreign_key="workplace.id", index=True)
    lead_user_id: int = Field(foreign_key="user_account.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")  # the lead's unit when it was booked
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    status: VisitStatus = Field(sa_type=enum_type(VisitStatus, "status"))
    place: VisitPlace = Field(default=VisitPlace.WORKPLACE, sa_type=enum_type(VisitPlace, "place"))
    place_note: str = Field(default="", max_length=200)  # a room, a gate, the address of an online meeting
    purpose: str = Field(max_length=200)
    agenda: str = Field(default="", sa_type=sa.Text)
    series: str | None = Field(default=None, max_length=32, index=True)  # visits booked together as one row of visits
    uid: str = Field(default_factory=lambda: uuid4().hex, max_length=32, unique=True)  # of the calendar entry
    sequence: int = Field(default=0)  # counts what calendars must hear of (RFC 5545, SEQUENCE)
    campaign_target_id: int | None = Field(default=None, index=True)  # a number of the campaigns, which build on this
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="moments_in_order"),
        sa.Index("ix_visit_company", "company_id", "starts_at"),
        sa.Index("ix_visit_lead", "lead_user_id", "starts_at"),
        sa.Index("ix_visit_starts_at", "starts_at"),
    )


class VisitTheme(Row, table=True):
    """What it is to be about: a theme of the contacts, or the code of a cooperation type."""

    __tablename__ = "visit_theme"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    theme: str = Field(max_length=40, primary_key=True)


class VisitColleague(Row, table=True):
    """One of ours who comes along."""

    __tablename__ = "visit_colleague"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, index=True)


class VisitPerson(Row, table=True):
    """A contact person of the company who is to take part."""

    __tablename__ = "visit_person"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    person_id: int = Field(foreign_key="contact_person.id", primary_key=True, index=True)


class VisitChangeKind(StrEnum):
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    HANDED_OVER = "handed_over"  # another lead
    JOINED = "joined"  # one of ours comes along, by their own doing
    EDITED = "edited"  # people, place, agenda or themes
    HELD = "held"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class VisitChange(Row, table=True):
    """What happened to a visit: who, when and why; a move tells the time it had before. Never changed."""

    __tablename__ = "visit_change"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    kind: VisitChangeKind = Field(sa_type=enum_type(VisitChangeKind, "kind"))
    at: datetime = Field(sa_type=Moment)
    by_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: the company, by its link
    reason: str = Field(default="", max_length=500)
    old_starts_at: datetime | None = Field(default=None, sa_type=Moment)
    old_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    old_lead_user_id: int | None = Field(default=None, foreign_key="user_account.id")
