"""what became of mail to the desk; answers that are recognised; earlier mail that a mail repeats

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox_state",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailbox_state")),
    )
    op.create_table(
        "request_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "request",
                "message",
                "held",
                "automatic",
                "failed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("sender_hash", sa.String(length=64), nullable=False),
        sa.Column("sender_domain", sa.String(length=100), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome IN ('request', 'message')) = (request_id IS NOT NULL)",
            name=op.f("ck_request_mail_request_when_taken_in"),
        ),
        sa.ForeignKeyConstraint(
            ["done_by_user_id"], ["user_account.id"], name=op.f("fk_request_mail_done_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["employer_request.id"], name=op.f("fk_request_mail_request_id_employer_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_mail")),
        sa.UniqueConstraint("digest", name=op.f("uq_request_mail_digest")),
    )
    op.create_index("ix_request_mail_read", "request_mail", ["read_at"], unique=False)
    op.create_index(op.f("ix_request_mail_request_id"), "request_mail", ["request_id"], unique=False)
    op.create_index("ix_request_mail_sender", "request_mail", ["sender_hash", "read_at"], unique=False)
    op.create_index(
        "ix_request_mail_to_look_at",
        "request_mail",
        ["arrived_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND outcome IN ('held', 'failed')"),
        postgresql_where=sa.text("done_at IS NULL AND outcome IN ('held', 'failed')"),
    )
    op.add_column("outbox_mail", sa.Column("reply_to", sa.String(length=254), nullable=True))
    op.add_column("outbox_mail", sa.Column("thread", sa.String(length=20), nullable=True))
    op.add_column("request_event", sa.Column("quoted", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("request_event", "quoted")
    op.drop_column("outbox_mail", "thread")
    op.drop_column("outbox_mail", "reply_to")
    op.drop_index(
        "ix_request_mail_to_look_at",
        table_name="request_mail",
        sqlite_where=sa.text("done_at IS NULL AND outcome IN ('held', 'failed')"),
        postgresql_where=sa.text("done_at IS NULL AND outcome IN ('held', 'failed')"),
    )
    op.drop_index("ix_request_mail_sender", table_name="request_mail")
    op.drop_index(op.f("ix_request_mail_request_id"), table_name="request_mail")
    op.drop_index("ix_request_mail_read", table_name="request_mail")
    op.drop_table("request_mail")
    op.drop_table("mailbox_state")
