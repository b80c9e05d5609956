"""the yearly visiting programme; plans that choose from given companies

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_programme_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "company_group",
            sa.Enum(
                "large", "growth", "startup", name="group", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("section", sa.String(length=1), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("interval_months", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quota > 0", name=op.f("ck_visit_programme_line_quota_positive")),
        sa.CheckConstraint("interval_months > 0", name=op.f("ck_visit_programme_line_interval_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"],
            ["user_account.id"],
            name=op.f("fk_visit_programme_line_created_by_user_id_user_account"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_visit_programme_line_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_programme_line")),
        sa.UniqueConstraint(
            "year", "company_group", "section", "unit_id",
            name=op.f("uq_visit_programme_line_year_company_group_section_unit_id"),
        ),
    )  # fmt: skip
    op.create_index(
        "uq_visit_programme_line_all_units",
        "visit_programme_line",
        ["year", "company_group", "section"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_table(
        "visit_plan_company",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_visit_plan_company_company_id_company")),
        sa.ForeignKeyConstraint(["plan_id"], ["visit_plan.id"], name=op.f("fk_visit_plan_company_plan_id_visit_plan")),
        sa.PrimaryKeyConstraint("plan_id", "company_id", name=op.f("pk_visit_plan_company")),
    )
    op.add_column("visit_plan_person", sa.Column("start_postcode", sa.String(length=4), nullable=True))


def downgrade() -> None:
    op.drop_column("visit_plan_person", "start_postcode")
    op.drop_table("visit_plan_company")
    op.drop_index("uq_visit_programme_line_all_units", table_name="visit_programme_line")
    op.drop_table("visit_programme_line")
