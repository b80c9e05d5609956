"""saved views of the list of companies, secret links with which companies refuse contact

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_user_id"], ["user_account.id"], name=op.f("fk_saved_view_owner_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner_user_id", "name", name=op.f("uq_saved_view_owner_user_id_name")),
    )
    op.create_index(op.f("ix_saved_view_shared"), "saved_view", ["shared"])
    op.create_table(
        "contact_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_contact_link_moments_in_order")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_link_company_id_company")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["user_account.id"], name=op.f("fk_contact_link_created_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_user_id"], ["user_account.id"], name=op.f("fk_contact_link_revoked_by_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_link_token_hash")),
    )
    op.create_index(op.f("ix_contact_link_company_id"), "contact_link", ["company_id"])


def downgrade() -> None:
    op.drop_table("contact_link")
    op.drop_table("saved_view")
