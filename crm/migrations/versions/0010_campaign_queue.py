"""an index that holds all that the desk counts

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_campaign_target_standing", "campaign_target", ["campaign_id", "state", "reason", "pilot", "next_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_campaign_target_standing", "campaign_target")
