"""indexes for the first pages: who was spoken with, what ends soon

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CURRENT = {
    "sqlite_where": sa.text("retired_at IS NULL"),
    "postgresql_where": sa.text("retired_at IS NULL"),
}


def upgrade() -> None:
    op.create_index("ix_interaction_spoken", "interaction", ["company_id", "at", "kind", "outcome"], **CURRENT)
    op.create_index("ix_cooperation_end", "cooperation", ["end_date", "workplace_id"], **CURRENT)


def downgrade() -> None:
    op.drop_index("ix_cooperation_end", "cooperation", **CURRENT)
    op.drop_index("ix_interaction_spoken", "interaction", **CURRENT)
