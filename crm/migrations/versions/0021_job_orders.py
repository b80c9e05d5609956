"""job orders; questionnaires about requests

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

QUESTIONS = ("prepared", "understood", "useful", "agreed")


def upgrade() -> None:
    op.create_table(
        "job_order",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("occupation", sa.String(length=120), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("wanted_start", sa.Date(), nullable=True),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("jobnet_number", sa.String(length=20), nullable=False),
        sa.Column("needed", sa.String(length=1000), nullable=False),
        sa.Column("realistic", sa.String(length=1000), nullable=False),
        sa.Column("match_now", sa.String(length=1000), nullable=False),
        sa.Column("we_do", sa.String(length=1000), nullable=False),
        sa.Column("company_does", sa.String(length=1000), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("contact_entry", sa.String(length=32), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "filled_by_us",
                "filled_otherwise",
                "not_filled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("filled_by_us", sa.Integer(), nullable=False),
        sa.Column("filled_otherwise", sa.Integer(), nullable=False),
        sa.Column(
            "not_filled",
            sa.Enum(
                "nobody_fits",
                "nobody_chosen",
                "declined",
                "terms",
                "called_off",
                "other",
                name="not_filled",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'open' OR filled_by_us + filled_otherwise = positions) = (not_filled IS NULL)",
            name=op.f("ck_job_order_rest_with_reason"),
        ),
        sa.CheckConstraint("(status = 'open') = (answered_on IS NULL)", name=op.f("ck_job_order_answered_with_day")),
        sa.CheckConstraint(
            "(status IN ('filled_by_us', 'filled_otherwise')) = (filled_by_us + filled_otherwise > 0)",
            name=op.f("ck_job_order_filled_with_number"),
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= ordered_on", name=op.f("ck_job_order_answered_after_order")
        ),
        sa.CheckConstraint("deadline >= ordered_on", name=op.f("ck_job_order_deadline_after_order")),
        sa.CheckConstraint(
            "filled_by_us >= 0 AND filled_otherwise >= 0 AND filled_by_us + filled_otherwise <= positions",
            name=op.f("ck_job_order_filled_of_positions"),
        ),
        sa.CheckConstraint("positions > 0", name=op.f("ck_job_order_positions_positive")),
        sa.ForeignKeyConstraint(
            ["answered_by_user_id"], ["user_account.id"], name=op.f("fk_job_order_answered_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["user_account.id"], name=op.f("fk_job_order_created_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["employer_request.id"], name=op.f("fk_job_order_request_id_employer_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_order")),
    )
    op.create_index("ix_job_order_answered", "job_order", ["answered_on"])
    op.create_index(op.f("ix_job_order_contact_entry"), "job_order", ["contact_entry"])
    op.create_index(op.f("ix_job_order_request_id"), "job_order", ["request_id"])
    op.create_index("ix_job_order_status", "job_order", ["status", "deadline"])

    op.create_table(
        "job_order_follow_up",
        sa.Column("job_order_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_order_id"], ["job_order.id"], name=op.f("fk_job_order_follow_up_job_order_id_job_order")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_job_order_follow_up_task_id_task")),
        sa.PrimaryKeyConstraint("job_order_id", "day", name=op.f("pk_job_order_follow_up")),
        sa.UniqueConstraint("task_id", name=op.f("uq_job_order_follow_up_task_id")),
    )
    op.create_table(
        "job_order_referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_order_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (voided_by_user_id IS NULL)", name=op.f("ck_job_order_referral_voided_by_somebody")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_job_order_referral_number_positive")),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["user_account.id"], name=op.f("fk_job_order_referral_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["job_order_id"], ["job_order.id"], name=op.f("fk_job_order_referral_job_order_id_job_order")
        ),
        sa.ForeignKeyConstraint(
            ["voided_by_user_id"],
            ["user_account.id"],
            name=op.f("fk_job_order_referral_voided_by_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_order_referral")),
    )
    op.create_index(op.f("ix_job_order_referral_job_order_id"), "job_order_referral", ["job_order_id"])

    _keep_answers()
    with op.batch_alter_table("survey_invitation") as batch:
        batch.add_column(sa.Column("request_id", sa.Integer(), nullable=True))
        batch.alter_column("visit_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch.create_unique_constraint(op.f("uq_survey_invitation_request_id"), ["request_id"])
        batch.create_foreign_key(
            op.f("fk_survey_invitation_request_id_employer_request"), "employer_request", ["request_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_survey_invitation_one_subject"), "(visit_id IS NULL) <> (request_id IS NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_survey_invitation_visit_with_person"), "visit_id IS NULL OR person_id IS NOT NULL"
        )
    _bring_answers_back("prepared", "quick", *QUESTIONS[1:])


def downgrade() -> None:
    """What companies said of their requests has no place in the older version: it is forgotten."""
    op.execute(
        "DELETE FROM survey_answer WHERE invitation_id IN"
        " (SELECT id FROM survey_invitation WHERE request_id IS NOT NULL)"
    )
    op.execute("DELETE FROM survey_invitation WHERE request_id IS NOT NULL")
    _keep_answers()
    with op.batch_alter_table("survey_invitation") as batch:
        batch.drop_constraint(op.f("ck_survey_invitation_visit_with_person"), type_="check")
        batch.drop_constraint(op.f("ck_survey_invitation_one_subject"), type_="check")
        batch.drop_constraint(op.f("fk_survey_invitation_request_id_employer_request"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_survey_invitation_request_id"), type_="unique")
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("visit_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("request_id")
    _bring_answers_back(*QUESTIONS)
    for name in ("job_order_referral", "job_order_follow_up", "job_order"):
        op.drop_table(name)


def _keep_answers() -> None:
    """SQLite makes a table anew to change it, which it refuses while rows of another point at it."""
    op.execute("CREATE TABLE survey_answer_kept AS SELECT invitation_id, question, value FROM survey_answer")
    op.drop_table("survey_answer")


def _bring_answers_back(*questions: str) -> None:
    op.create_table(
        "survey_answer",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column(
            "question",
            sa.Enum(*questions, name="question", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_survey_answer_value_of_the_scale")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["survey_invitation.id"],
            name=op.f("fk_survey_answer_invitation_id_survey_invitation"),
        ),
        sa.PrimaryKeyConstraint("invitation_id", "question", name=op.f("pk_survey_answer")),
    )
    op.execute(
        "INSERT INTO survey_answer (invitation_id, question, value)"
        " SELECT invitation_id, question, value FROM survey_answer_kept"
    )
    op.drop_table("survey_answer_kept")
