"""the closing report of a campaign, and what its statistics read

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CURRENT = sa.text("retired_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "campaign_report",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_report_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_report"),
    )
    op.create_index(
        "ix_call_record_by_target",
        "call_record",
        ["campaign_id", "undone_at", "target_id", "outcome", "started_at"],
    )
    op.create_index(
        "ix_call_record_by_caller",
        "call_record",
        ["campaign_id", "undone_at", "user_id", "outcome", "started_at", "ended_at"],
    )
    op.create_index(
        "ix_campaign_target_counted", "campaign_target", ["campaign_id", "state", "reason", "last_called_at"]
    )
    op.drop_index("ix_target_answer_question_id", "target_answer")
    op.create_index("ix_target_answer_counted", "target_answer", ["question_id", "value"])
    op.create_index(
        "ix_cooperation_start",
        "cooperation",
        ["start_date", "workplace_id"],
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def downgrade() -> None:
    op.drop_index("ix_cooperation_start", "cooperation")
    op.drop_index("ix_target_answer_counted", "target_answer")
    op.create_index("ix_target_answer_question_id", "target_answer", ["question_id"])
    op.drop_index("ix_campaign_target_counted", "campaign_target")
    op.drop_index("ix_call_record_by_caller", "call_record")
    op.drop_index("ix_call_record_by_target", "call_record")
    op.drop_table("campaign_report")
