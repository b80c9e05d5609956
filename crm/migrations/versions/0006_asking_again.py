"""tasks that ask whether a refusal still holds, changes of a task in its history

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHECK = "ck_task_event_kind"
KINDS = ("created", "snoozed", "handed_over", "done", "reopened")


def upgrade() -> None:
    # Written out: SQLite adds a column with its reference in one statement only, and other tables point at this one.
    op.execute(
        "ALTER TABLE task ADD COLUMN refusal_id INTEGER"
        " CONSTRAINT fk_task_refusal_id_contact_refusal REFERENCES contact_refusal (id)"
    )
    op.create_index("uq_task_refusal", "task", ["refusal_id"], unique=True)
    with op.batch_alter_table("task_event") as batch:
        batch.alter_column("by_user_id", existing_type=sa.Integer(), nullable=True)
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), _among((*KINDS, "changed")))


def downgrade() -> None:
    op.execute("DELETE FROM task_event WHERE kind = 'changed'")
    op.execute(
        "UPDATE task_event SET by_user_id = (SELECT created_by_user_id FROM task WHERE task.id = task_event.task_id)"
        " WHERE by_user_id IS NULL"
    )
    with op.batch_alter_table("task_event") as batch:
        batch.alter_column("by_user_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), _among(KINDS))
    op.drop_index("uq_task_refusal", "task")
    op.drop_column("task", "refusal_id")


def _among(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
