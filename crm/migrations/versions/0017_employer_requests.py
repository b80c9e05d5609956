"""the opening calendar, service goals, and the requests of companies with what happened to them

Revision ID: 0017
Revises: 0016
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PRIORITIES = ("normal", "high", "urgent")
GOALS = ("first_answer", "plan_agreed", "done")
OUTCOMES = (
    "cooperation",
    "job_order",
    "advised",
    "visit_agreed",
    "passed_on",
    "not_possible",
    "no_answer",
    "withdrawn",
    "duplicate",
    "not_a_request",
)


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def kept() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by_user_id", sa.Integer(), nullable=True),
    )


def by_whom(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(refers(table, column, "user_account") for column in ("recorded_by_user_id", "retired_by_user_id"))


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    settings()
    requests()
    histories()


def settings() -> None:
    op.create_table(
        "request_category",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_da", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_category")),
        sa.UniqueConstraint("code", name=op.f("uq_request_category_code")),
    )
    op.create_table(
        "request_number",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_request_number")),
    )
    op.create_table(
        "closed_day",
        *kept(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("open_until", sa.Time(), nullable=True),
        sa.Column("open_from", sa.Time(), nullable=True),
        sa.CheckConstraint("open_until IS NULL OR open_from IS NULL", name=op.f("ck_closed_day_one_half")),
        *by_whom("closed_day"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
    )
    op.create_index("uq_closed_day_current", "closed_day", ["day"], unique=True, **where("retired_at IS NULL"))
    op.create_table(
        "opening_block",
        *kept(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("closes > opens", name=op.f("ck_opening_block_times_in_order")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_block_weekday_of_a_week")),
        *by_whom("opening_block"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_block")),
    )
    op.create_index(
        "uq_opening_block_current",
        "opening_block",
        ["valid_from", "weekday", "opens"],
        unique=True,
        **where("retired_at IS NULL"),
    )
    op.create_table(
        "service_goal",
        *kept(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("priority", one_of("priority", *PRIORITIES), nullable=True),
        sa.Column("kind", one_of("kind", *GOALS), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_service_goal_minutes_positive")),
        refers("service_goal", "category_id", "request_category"),
        *by_whom("service_goal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_goal")),
    )


def requests() -> None:
    op.create_table(
        "employer_request",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column(
            "channel",
            one_of("channel", "phone", "mail", "form", "business_council", "walk_in", "letter"),
            nullable=False,
        ),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("priority", one_of("priority", *PRIORITIES), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("company_text", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("caller_name", sa.String(length=120), nullable=False),
        sa.Column("caller_phone", sa.String(length=20), nullable=False),
        sa.Column("caller_email", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=True),
        sa.Column(
            "status", one_of("status", "received", "assigned", "answered", "planned", "done", "closed"), nullable=False
        ),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("offered_user_id", sa.Integer(), nullable=True),
        sa.Column("offered_unit_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", one_of("outcome", *OUTCOMES), nullable=True),
        sa.Column("next_step", sa.String(length=500), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("status_token_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_employer_request_closed_with_moment")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_employer_request_closed_with_outcome")
        ),
        sa.CheckConstraint(
            "(offered_at IS NULL) = (offered_user_id IS NULL AND offered_unit_id IS NULL)",
            name=op.f("ck_employer_request_offered_to_somebody"),
        ),
        sa.CheckConstraint(
            "workplace_id IS NULL OR company_id IS NOT NULL", name=op.f("ck_employer_request_workplace_of_company")
        ),
        refers("employer_request", "category_id", "request_category"),
        refers("employer_request", "company_id", "company"),
        refers("employer_request", "merged_into_id", "employer_request"),
        refers("employer_request", "offered_unit_id", "unit"),
        refers("employer_request", "offered_user_id", "user_account"),
        refers("employer_request", "owner_user_id", "user_account"),
        refers("employer_request", "person_id", "contact_person"),
        refers("employer_request", "recorded_by_user_id", "user_account"),
        refers("employer_request", "unit_id", "unit"),
        refers("employer_request", "workplace_id", "workplace"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_employer_request_reference")),
        sa.UniqueConstraint("status_token_hash", name=op.f("uq_employer_request_status_token_hash")),
    )
    op.create_index("ix_employer_request_closed", "employer_request", ["closed_at"])
    op.create_index("ix_employer_request_company", "employer_request", ["company_id", "received_at"])
    op.create_index(op.f("ix_employer_request_merged_into_id"), "employer_request", ["merged_into_id"])
    op.create_index("ix_employer_request_offered", "employer_request", ["offered_user_id", "offered_unit_id"])
    op.create_index("ix_employer_request_open", "employer_request", ["company_id"], **where("closed_at IS NULL"))
    op.create_index("ix_employer_request_owner", "employer_request", ["owner_user_id", "closed_at"])
    op.create_index(op.f("ix_employer_request_person_id"), "employer_request", ["person_id"])
    op.create_index("ix_employer_request_received", "employer_request", ["received_at"])
    op.create_index("ix_employer_request_unit", "employer_request", ["unit_id", "closed_at"])
    op.create_index(op.f("ix_employer_request_workplace_id"), "employer_request", ["workplace_id"])


def histories() -> None:
    op.create_table(
        "request_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "kind",
                "received",
                "matched",
                "edited",
                "recategorised",
                "priority_changed",
                "assigned",
                "taken",
                "returned",
                "handed_over",
                "hand_over_accepted",
                "hand_over_refused",
                "waiting_for_company",
                "resumed",
                "first_answer",
                "plan_agreed",
                "done",
                "message_in",
                "message_out",
                "note",
                "linked",
                "merged",
                "split",
                "closed",
                "reopened",
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("priority", one_of("priority", *PRIORITIES), nullable=True),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("outcome", one_of("outcome", *OUTCOMES), nullable=True),
        refers("request_event", "by_user_id", "user_account"),
        refers("request_event", "category_id", "request_category"),
        refers("request_event", "other_id", "employer_request"),
        refers("request_event", "request_id", "employer_request"),
        refers("request_event", "to_unit_id", "unit"),
        refers("request_event", "to_user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_event")),
    )
    op.create_index("ix_request_event_kind", "request_event", ["kind", "at"])
    op.create_index(op.f("ix_request_event_other_id"), "request_event", ["other_id"])
    op.create_index("ix_request_event_request", "request_event", ["request_id", "at"])
    op.create_table(
        "request_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("kind", "visit", "contact", "cooperation"), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("contact_entry", sa.String(length=32), nullable=True),
        sa.Column("cooperation_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'visit') = (visit_id IS NOT NULL) AND (kind = 'contact') = (contact_entry IS NOT NULL) AND (kind = 'cooperation') = (cooperation_id IS NOT NULL)",
            name=op.f("ck_request_link_one_thing"),
        ),
        refers("request_link", "by_user_id", "user_account"),
        refers("request_link", "cooperation_id", "cooperation"),
        refers("request_link", "request_id", "employer_request"),
        refers("request_link", "visit_id", "visit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_link")),
        sa.UniqueConstraint("request_id", "contact_entry", name=op.f("uq_request_link_request_id_contact_entry")),
        sa.UniqueConstraint("request_id", "cooperation_id", name=op.f("uq_request_link_request_id_cooperation_id")),
        sa.UniqueConstraint("request_id", "visit_id", name=op.f("uq_request_link_request_id_visit_id")),
    )
    op.create_index(op.f("ix_request_link_contact_entry"), "request_link", ["contact_entry"])
    op.create_index(op.f("ix_request_link_cooperation_id"), "request_link", ["cooperation_id"])
    op.create_index(op.f("ix_request_link_request_id"), "request_link", ["request_id"])
    op.create_index(op.f("ix_request_link_visit_id"), "request_link", ["visit_id"])
    op.create_table(
        "request_reminder",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("goal", one_of("goal", *GOALS), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        refers("request_reminder", "request_id", "employer_request"),
        sa.PrimaryKeyConstraint("request_id", "goal", "step", name=op.f("pk_request_reminder")),
    )


def downgrade() -> None:
    for table in (
        "request_reminder",
        "request_link",
        "request_event",
        "employer_request",
        "service_goal",
        "opening_block",
        "closed_day",
        "request_number",
        "request_category",
    ):
        op.drop_table(table)
