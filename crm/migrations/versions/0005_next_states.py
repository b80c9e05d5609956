"""the day of a workplace's next state, beside every state known now

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_workplace_state_history"
BEFORE = ["workplace_id", "valid_from", "municipality_code", "company_id", "headcount", "headcount_exact", "sector"]
SECTION, MOMENTS = ["industry_section"], ["recorded_at", "retired_at"]


def upgrade() -> None:
    op.drop_index(INDEX, "workplace_state")
    op.add_column("workplace_state", sa.Column("next_from", sa.Date(), nullable=True))
    op.execute(
        "UPDATE workplace_state SET next_from = (SELECT min(later.valid_from) FROM workplace_state AS later"
        " WHERE later.workplace_id = workplace_state.workplace_id AND later.valid_from > workplace_state.valid_from"
        " AND later.retired_at IS NULL) WHERE retired_at IS NULL"
    )
    op.create_index(INDEX, "workplace_state", [*BEFORE, *SECTION, "next_from", *MOMENTS])


def downgrade() -> None:
    op.drop_index(INDEX, "workplace_state")
    op.drop_column("workplace_state", "next_from")
    op.create_index(INDEX, "workplace_state", [*BEFORE, *SECTION, *MOMENTS])
