"""rules of routing and what they decided; stand-ins; what was passed on for absences

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "routing_rule",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "who",
            sa.Enum(
                "least_loaded",
                "queue",
                "person",
                "same_colleague",
                name="who",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column(
            "company_group",
            sa.Enum(
                "large", "growth", "startup", name="company_group", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("industry_section", sa.String(length=1), nullable=True),
        sa.Column("industry_code", sa.String(length=6), nullable=True),
        sa.Column("postcode_from", sa.String(length=4), nullable=True),
        sa.Column("postcode_to", sa.String(length=4), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=True),
        sa.Column("headcount_from", sa.Integer(), nullable=True),
        sa.Column("headcount_to", sa.Integer(), nullable=True),
        sa.Column(
            "sector",
            sa.Enum("private", "public", name="sector", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column(
            "existing",
            sa.Enum(
                "fixed_contact",
                "open_request",
                "nobody",
                name="existing",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("arrangement", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(who = 'person') = (user_id IS NOT NULL)", name=op.f("ck_routing_rule_person_named")),
        sa.CheckConstraint("headcount_from <= headcount_to", name=op.f("ck_routing_rule_headcount_in_order")),
        sa.CheckConstraint("postcode_from <= postcode_to", name=op.f("ck_routing_rule_postcodes_in_order")),
        sa.ForeignKeyConstraint(
            ["arrangement"], ["cooperation_type.code"], name=op.f("fk_routing_rule_arrangement_cooperation_type")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["request_category.id"], name=op.f("fk_routing_rule_category_id_request_category")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_routing_rule_municipality_code_municipality")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_routing_rule_unit_id_unit")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_routing_rule_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
    )
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stand_in_user_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_stand_in_days_in_order")),
        sa.CheckConstraint("user_id <> stand_in_user_id", name=op.f("ck_stand_in_somebody_else")),
        sa.ForeignKeyConstraint(
            ["recorded_by_user_id"], ["user_account.id"], name=op.f("fk_stand_in_recorded_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_user_id"], ["user_account.id"], name=op.f("fk_stand_in_removed_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["stand_in_user_id"], ["user_account.id"], name=op.f("fk_stand_in_stand_in_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_stand_in_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    op.create_index(op.f("ix_stand_in_stand_in_user_id"), "stand_in", ["stand_in_user_id"], unique=False)
    op.create_index(op.f("ix_stand_in_user_id"), "stand_in", ["user_id"], unique=False)
    op.create_table(
        "absence_passing",
        sa.Column("absence_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["absence_id"], ["absence.id"], name=op.f("fk_absence_passing_absence_id_absence")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["employer_request.id"], name=op.f("fk_absence_passing_request_id_employer_request")
        ),
        sa.PrimaryKeyConstraint("absence_id", "request_id", name=op.f("pk_absence_passing")),
    )
    op.create_table(
        "request_routing",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("rule_name", sa.String(length=80), nullable=False),
        sa.Column("reasons", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["request_event.id"], name=op.f("fk_request_routing_event_id_request_event")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["employer_request.id"], name=op.f("fk_request_routing_request_id_employer_request")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["routing_rule.id"], name=op.f("fk_request_routing_rule_id_routing_rule")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_request_routing")),
    )
    op.create_index(op.f("ix_request_routing_request_id"), "request_routing", ["request_id"], unique=False)
    op.create_index(op.f("ix_request_routing_rule_id"), "request_routing", ["rule_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_request_routing_rule_id"), table_name="request_routing")
    op.drop_index(op.f("ix_request_routing_request_id"), table_name="request_routing")
    op.drop_table("request_routing")
    op.drop_table("absence_passing")
    op.drop_index(op.f("ix_stand_in_user_id"), table_name="stand_in")
    op.drop_index(op.f("ix_stand_in_stand_in_user_id"), table_name="stand_in")
    op.drop_table("stand_in")
    op.drop_table("routing_rule")
