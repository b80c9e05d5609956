"""what somebody said with their answer to an invitation

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit_invitation", sa.Column("answer_note", sa.String(300), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("visit_invitation", "answer_note")
