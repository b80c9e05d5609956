"""phone campaigns: targets, scripts, calls

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=1000), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "pilot",
                "running",
                "paused",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "resumes_as",
            sa.Enum(
                "draft",
                "pilot",
                "running",
                "paused",
                "closed",
                name="resumes_as",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("follows_source", sa.Boolean(), nullable=False),
        sa.Column("shares_companies", sa.Boolean(), nullable=False),
        sa.Column("pilot_size", sa.Integer(), nullable=False),
        sa.Column("goal_calls", sa.Integer(), nullable=True),
        sa.Column("goal_reached", sa.Integer(), nullable=True),
        sa.Column("goal_interested", sa.Integer(), nullable=True),
        sa.Column("goal_visits", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaign_dates_in_order")),
        sa.CheckConstraint("pilot_size BETWEEN 1 AND 1000", name=op.f("ck_campaign_pilot_of_some")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["user_account.id"], name=op.f("fk_campaign_created_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_status", ["status"], unique=False)

    op.create_table(
        "campaign_caller",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_caller_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_campaign_caller_user_id_user_account")),
        sa.PrimaryKeyConstraint("campaign_id", "user_id", name=op.f("pk_campaign_caller")),
    )
    with op.batch_alter_table("campaign_caller", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_caller_user_id"), ["user_id"], unique=False)

    op.create_table(
        "campaign_source",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "filter", "groups", "list", "view", name="kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_source_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_source")),
    )
    op.create_table(
        "campaign_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "call_back",
                "done",
                "left_out",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "refused",
                "protected",
                "cooling_down",
                "visit_planned",
                "paused",
                "promised",
                "claimed",
                "no_phone",
                "other_campaign",
                "closed",
                "skipped",
                "not_in_source",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_back_user_id", sa.Integer(), nullable=True),
        sa.Column(
            "last_outcome",
            sa.Enum(
                "done",
                "no_answer",
                "busy",
                "wrong_number",
                "call_back",
                "refused",
                "not_relevant",
                "interested",
                "visit_booked",
                "need_noted",
                "no_contact",
                name="last_outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("last_called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_back_user_id"], ["user_account.id"], name=op.f("fk_campaign_target_call_back_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_target_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_campaign_target_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_target")),
        sa.UniqueConstraint("campaign_id", "company_id", name=op.f("uq_campaign_target_campaign_id_company_id")),
    )
    with op.batch_alter_table("campaign_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_target_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_campaign_target_queue", ["campaign_id", "state", "attempts", "place"], unique=False)

    op.create_table(
        "script_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_script_step_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_step")),
    )
    with op.batch_alter_table("script_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_script_step_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "call_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("incoming", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "no_answer",
                "busy",
                "wrong_number",
                "call_back",
                "refused",
                "not_relevant",
                "interested",
                "visit_booked",
                "need_noted",
                "no_contact",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("refusal_id", sa.Integer(), nullable=True),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_call_record_moments_in_order")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_call_record_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["refusal_id"], ["contact_refusal.id"], name=op.f("fk_call_record_refusal_id_contact_refusal")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["campaign_target.id"], name=op.f("fk_call_record_target_id_campaign_target")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_call_record_user_id_user_account")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_call_record_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_record")),
        sa.UniqueConstraint("entry", name=op.f("uq_call_record_entry")),
    )
    with op.batch_alter_table("call_record", schema=None) as batch_op:
        batch_op.create_index("ix_call_record_caller", ["user_id", "ended_at"], unique=False)
        batch_op.create_index("ix_call_record_campaign", ["campaign_id", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_record_target_id"), ["target_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_record_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "script_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "text", "yes_no", "choice", "number", name="kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["script_step.id"], name=op.f("fk_script_question_step_id_script_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_question")),
    )
    with op.batch_alter_table("script_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_script_question_step_id"), ["step_id"], unique=False)

    op.create_table(
        "target_skip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "later",
                "colleague",
                "wrong_target",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["campaign_target.id"], name=op.f("fk_target_skip_target_id_campaign_target")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_target_skip_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_skip")),
    )
    with op.batch_alter_table("target_skip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_skip_target_id"), ["target_id"], unique=False)

    op.create_table(
        "target_answer",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=1000), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call_record.id"], name=op.f("fk_target_answer_call_id_call_record")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["script_question.id"], name=op.f("fk_target_answer_question_id_script_question")
        ),
        sa.PrimaryKeyConstraint("call_id", "question_id", name=op.f("pk_target_answer")),
    )
    with op.batch_alter_table("target_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_answer_question_id"), ["question_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("target_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_answer_question_id"))

    op.drop_table("target_answer")
    with op.batch_alter_table("target_skip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_skip_target_id"))

    op.drop_table("target_skip")
    with op.batch_alter_table("script_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_script_question_step_id"))

    op.drop_table("script_question")
    with op.batch_alter_table("call_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_record_visit_id"))
        batch_op.drop_index(batch_op.f("ix_call_record_target_id"))
        batch_op.drop_index("ix_call_record_campaign")
        batch_op.drop_index("ix_call_record_caller")

    op.drop_table("call_record")
    with op.batch_alter_table("script_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_script_step_campaign_id"))

    op.drop_table("script_step")
    with op.batch_alter_table("campaign_target", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_target_queue")
        batch_op.drop_index(batch_op.f("ix_campaign_target_company_id"))

    op.drop_table("campaign_target")
    op.drop_table("campaign_source")
    with op.batch_alter_table("campaign_caller", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_caller_user_id"))

    op.drop_table("campaign_caller")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_status")

    op.drop_table("campaign")
