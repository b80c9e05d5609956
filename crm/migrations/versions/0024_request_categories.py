"""whether companies can choose a category, and how urgent it usually is

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request_category", sa.Column("public", sa.Boolean(), server_default=sa.true(), nullable=False))
    # Written out: SQLite adds a column with its condition in one statement only, and other tables point at this one.
    op.execute(
        "ALTER TABLE request_category ADD COLUMN usual_priority VARCHAR(24) DEFAULT 'normal' NOT NULL"
        " CONSTRAINT ck_request_category_usual_priority CHECK (usual_priority IN ('normal', 'high', 'urgent'))"
    )


def downgrade() -> None:
    op.drop_column("request_category", "usual_priority")
    op.drop_column("request_category", "public")
