"""who reads a request; texts for answers; saved views of other lists

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_reader",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["employer_request.id"], name=op.f("fk_request_reader_request_id_employer_request")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_request_reader_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("request_id", "user_id", name=op.f("pk_request_reader")),
    )  # fmt: skip
    op.create_table(
        "answer_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_text")),
        sa.UniqueConstraint("name", "language", name=op.f("uq_answer_text_name_language")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.add_column(sa.Column("listing", sa.String(length=20), nullable=False, server_default="companies"))
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.alter_column("listing", server_default=None)
        batch_op.drop_constraint(op.f("uq_saved_view_owner_user_id_name"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_saved_view_owner_user_id_listing_name"), ["owner_user_id", "listing", "name"]
        )


def downgrade() -> None:
    op.execute("DELETE FROM saved_view WHERE listing <> 'companies'")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_saved_view_owner_user_id_listing_name"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_saved_view_owner_user_id_name"), ["owner_user_id", "name"])
        batch_op.drop_column("listing")
    op.drop_table("answer_text")
    op.drop_table("request_reader")
