from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type
from crm.employer_requests.words import (
    AttachmentKind,
    Channel,
    EventKind,
    GoalKind,
    LinkKind,
    Outcome,
    Priority,
    Status,
)
from crm.working_time.models import Kept


class RequestCategory(Row, Versioned, table=True):
    """What requests can be about; an administrator renames, adds and closes them."""

    __tablename__ = "request_category"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name_da: str = Field(max_length=80)
    name_en: str = Field(max_length=80)
    active: bool = Field(default=True)
    position: int = Field(default=0)
    public: bool = Field(default=True)  # companies can choose it in their form
    usual_priority: Priority = Field(default=Priority.NORMAL, sa_type=enum_type(Priority, "usual_priority"))


class EmployerRequest(Row, Versioned, table=True):
    """A company's request. What it has come to stands here for the lists; `RequestEvent` says how it came to it.

    It belongs to its owner until somebody else has said yes (`offered_…`), or to its unit while nobody has it.
    """

    __tablename__ = "employer_request"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(max_length=16, unique=True)  # VS-2026-00042
    channel: Channel = Field(sa_type=enum_type(Channel, "channel"))
    category_id: int = Field(foreign_key="request_category.id")
    priority: Priority = Field(default=Priority.NORMAL, sa_type=enum_type(Priority, "priority"))
    company_id: int | None = Field(default=None, foreign_key="company.id")
    workplace_id: int | None = Field(default=None, foreign_key="workplace.id", index=True)
    company_text: str = Field(default="", max_length=200)  # as the company called itself, while we don't know which
    person_id: int | None = Field(default=None, foreign_key="contact_person.id", index=True)
    caller_name: str = Field(default="", max_length=120)  # who is no registered contact person
    caller_phone: str = Field(default="", max_length=20)
    caller_email: str = Field(default="", max_length=254)
    subject: str = Field(max_length=200)
    description: str = Field(default="", sa_type=sa.Text)
    wanted_by: date | None = Field(default=None)
    language: str = Field(default="da", max_length=2)
    received_at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: the company itself
    status: Status = Field(default=Status.RECEIVED, sa_type=enum_type(Status, "status"))
    owner_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    unit_id: int = Field(foreign_key="unit.id")
    offered_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    offered_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    offered_at: datetime | None = Field(default=None, sa_type=Moment)
    waiting_since: datetime | None = Field(default=None, sa_type=Moment)  # for the company
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: Outcome | None = Field(default=None, sa_type=enum_type(Outcome, "outcome"))
    next_step: str = Field(default="", max_length=500)  # what happens next, as the company reads it
    merged_into_id: int | None = Field(default=None, foreign_key="employer_request.id", index=True)
    status_token_hash: str | None = Field(default=None, max_length=64, unique=True)  # of the company's own status page

    __table_args__ = (
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_with_moment"),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
        sa.CheckConstraint("workplace_id IS NULL OR company_id IS NOT NULL", name="workplace_of_company"),
        sa.CheckConstraint(
            "(offered_at IS NULL) = (offered_user_id IS NULL AND offered_unit_id IS NULL)", name="offered_to_somebody"
        ),
        # The queue, the guard and the ladder look at open requests only.
        sa.Index(
            "ix_employer_request_open",
            "company_id",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index("ix_employer_request_company", "company_id", "received_at"),
        sa.Index("ix_employer_request_owner", "owner_user_id", "closed_at"),
        sa.Index("ix_employer_request_unit", "unit_id", "closed_at"),
        sa.Index("ix_employer_request_offered", "offered_user_id", "offered_unit_id"),
        sa.Index("ix_employer_request_received", "received_at"),
        sa.Index("ix_employer_request_closed", "closed_at"),
    )


class RequestEvent(Row, table=True):
    """One thing that happened to a request. Never changed; clocks and figures are worked out from these."""

    __tablename__ = "request_event"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="employer_request.id")
    kind: EventKind = Field(sa_type=enum_type(EventKind, "kind"))
    at: datetime = Field(sa_type=Moment)
    by_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: the company, or a rule
    text: str = Field(default="", sa_type=sa.Text)  # the reason, the note, the message, the rule and why
    quoted: str | None = Field(default=None, sa_type=sa.Text)  # earlier mail that a mail repeats
    category_id: int | None = Field(default=None, foreign_key="request_category.id")  # from now on
    priority: Priority | None = Field(default=None, sa_type=enum_type(Priority, "priority"))  # from now on
    to_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    to_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    other_id: int | None = Field(default=None, foreign_key="employer_request.id", index=True)  # merged or split
    outcome: Outcome | None = Field(default=None, sa_type=enum_type(Outcome, "outcome"))

    __table_args__ = (
        sa.Index("ix_request_event_request", "request_id", "at"),
        sa.Index("ix_request_event_kind", "kind", "at"),
    )


class RequestLink(Row, table=True):
    """A visit, a contact (its identity over corrections) or a cooperation that a request led to."""

    __tablename__ = "request_link"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="employer_request.id", index=True)
    kind: LinkKind = Field(sa_type=enum_type(LinkKind, "kind"))
    visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    contact_entry: str | None = Field(default=None, max_length=32, index=True)
    cooperation_id: int | None = Field(default=None, foreign_key="cooperation.id", index=True)
    at: datetime = Field(sa_type=Moment)
    by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.UniqueConstraint("request_id", "visit_id"),
        sa.UniqueConstraint("request_id", "contact_entry"),
        sa.UniqueConstraint("request_id", "cooperation_id"),
        sa.CheckConstraint(
            "(kind = 'visit') = (visit_id IS NOT NULL) AND (kind = 'contact') = (contact_entry IS NOT NULL)"
            " AND (kind = 'cooperation') = (cooperation_id IS NOT NULL)",
            name="one_thing",
        ),
    )


class ServiceGoal(Row, Kept, table=True):
    """So many working minutes at most, for requests received from `valid_from` on.

    Without a category or priority it holds for all; the more special one counts. Without minutes there is no goal.
    """

    __tablename__ = "service_goal"

    id: int | None = Field(default=None, primary_key=True)
    category_id: int | None = Field(default=None, foreign_key="request_category.id")
    priority: Priority | None = Field(default=None, sa_type=enum_type(Priority, "priority"))
    kind: GoalKind = Field(sa_type=enum_type(GoalKind, "kind"))
    minutes: int | None = Field(default=None)
    valid_from: date

    __table_args__ = (sa.CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_positive"),)


class RequestReminder(Row, table=True):
    """A step of the ladder that was taken, with the mails it queued: once for each request, goal and step."""

    __tablename__ = "request_reminder"

    request_id: int = Field(foreign_key="employer_request.id", primary_key=True)
    goal: GoalKind = Field(sa_type=enum_type(GoalKind, "goal"), primary_key=True)
    step: str = Field(max_length=10, primary_key=True)  # half, most, breach, or the day of a daily one
    at: datetime = Field(sa_type=Moment)


class RequestNumber(Row, table=True):
    """The last number of a year that was given out."""

    __tablename__ = "request_number"

    year: int = Field(primary_key=True)
    last: int


class RequestAttachment(Row, table=True):
    """A file that came with a request. It lies in the instance's folder under a random name."""

    __tablename__ = "request_attachment"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="employer_request.id", index=True)
    name: str = Field(max_length=120)
    kind: AttachmentKind = Field(sa_type=enum_type(AttachmentKind, "kind"))
    size: int
    stored_as: str = Field(max_length=32, unique=True)
    at: datetime = Field(sa_type=Moment)
    by_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: the company itself


class Offer(Row, Versioned, table=True):
    """What companies can get from the job centre, as their page says it. The bodies are Markdown."""

    __tablename__ = "offer"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)  # in its address
    category_id: int | None = Field(default=None, foreign_key="request_category.id")  # of a request that starts there
    title_da: str = Field(max_length=80)
    title_en: str = Field(max_length=80)
    summary_da: str = Field(max_length=300)
    summary_en: str = Field(max_length=300)
    body_da: str = Field(sa_type=sa.Text)
    body_en: str = Field(sa_type=sa.Text)
    active: bool = Field(default=True)
    position: int = Field(default=0)


class RequestReader(Row, table=True):
    """Who had a request open on the screen, and when last."""

    __tablename__ = "request_reader"

    request_id: int = Field(foreign_key="employer_request.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    seen_at: datetime = Field(sa_type=Moment)


class AnswerText(Row, Versioned, table=True):
    """The beginning of an answer to a company. What stands in braces is filled in for each request."""

    __tablename__ = "answer_text"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    language: str = Field(default="da", max_length=2)
    subject: str = Field(max_length=150)
    body: str = Field(sa_type=sa.Text)
    active: bool = Field(default=True)

    __table_args__ = (sa.UniqueConstraint("name", "language"),)
