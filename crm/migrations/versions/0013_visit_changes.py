"""visits remember who joined them, and that they were edited

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("booked", "confirmed", "moved", "handed_over", "held", "cancelled", "no_show")
ADDED = ("joined", "edited")
NAME = "ck_visit_change_kind"


def upgrade() -> None:
    _allow((*KINDS, *ADDED))


def downgrade() -> None:
    """What has no word in the older version is forgotten."""
    change = sa.table("visit_change", sa.column("kind"))
    op.execute(sa.delete(change).where(change.c.kind.in_(ADDED)))
    _allow(KINDS)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("visit_change") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), f"kind IN ({', '.join(repr(each) for each in kinds)})")
