"""plans of visits: what was asked for, the visits proposed, the companies left out

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=True),
        sa.Column("postcode_from", sa.String(length=4), nullable=True),
        sa.Column("postcode_to", sa.String(length=4), nullable=True),
        sa.Column("district", sa.String(length=60), nullable=True),
        sa.Column("start_postcode", sa.String(length=4), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("visit_minutes", sa.Integer(), nullable=False),
        sa.Column("most_per_day", sa.Integer(), nullable=False),
        sa.Column("earliest", sa.Time(), nullable=False),
        sa.Column("latest", sa.Time(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "solving",
                "done",
                "failed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "phase",
            sa.Enum(
                "waiting", "gathering", "searching", name="phase", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("considered", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_visit_plan_days_in_order")),
        sa.CheckConstraint("latest > earliest", name=op.f("ck_visit_plan_times_in_order")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["user_account.id"], name=op.f("fk_visit_plan_created_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_visit_plan_municipality_code_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plan")),
    )
    op.create_index(op.f("ix_visit_plan_status"), "visit_plan", ["status"])

    op.create_table(
        "visit_plan_left_out",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "no_room",
                "stop",
                "wait",
                "join",
                "has_visit",
                "visited_lately",
                "no_place",
                "no_time",
                "dropped",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("guard", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_visit_plan_left_out_company_id_company")),
        sa.ForeignKeyConstraint(["plan_id"], ["visit_plan.id"], name=op.f("fk_visit_plan_left_out_plan_id_visit_plan")),
        sa.PrimaryKeyConstraint("plan_id", "company_id", name=op.f("pk_visit_plan_left_out")),
    )
    op.create_table(
        "visit_plan_person",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["visit_plan.id"], name=op.f("fk_visit_plan_person_plan_id_visit_plan")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_visit_plan_person_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("plan_id", "user_id", name=op.f("pk_visit_plan_person")),
    )
    op.create_table(
        "visit_plan_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum("none", "pinned", "dropped", name="mark", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_visit_plan_stop_moments_in_order")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_visit_plan_stop_company_id_company")),
        sa.ForeignKeyConstraint(["plan_id"], ["visit_plan.id"], name=op.f("fk_visit_plan_stop_plan_id_visit_plan")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_plan_stop_user_id_user_account")),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_visit_plan_stop_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plan_stop")),
        sa.UniqueConstraint("plan_id", "company_id", name=op.f("uq_visit_plan_stop_plan_id_company_id")),
    )


def downgrade() -> None:
    op.drop_table("visit_plan_stop")
    op.drop_table("visit_plan_person")
    op.drop_table("visit_plan_left_out")
    op.drop_table("visit_plan")
