"""questionnaires: the draw of visits, who was asked, what was answered

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def one_of(name: str, *values: str, length: int = 24) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)


def upgrade() -> None:
    op.create_table(
        "survey_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            one_of("name", "share_percent", "link_days", "company_months", "fewest_answers", length=40),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_survey_setting_name")),
    )
    op.create_table(
        "survey_draw",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            one_of("outcome", "not_drawn", "asked", "asked_before", "no_contact", "no_address"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name=op.f("ck_survey_draw_share_of_a_hundred")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_survey_draw_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_survey_draw")),
    )
    op.create_table(
        "survey_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expects", one_of("expects", "yes", "no", "dont_know"), nullable=True),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column("wants_contact", sa.Boolean(), nullable=False),
        sa.CheckConstraint("expires_at > sent_at", name=op.f("ck_survey_invitation_moments_in_order")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (expects IS NULL)", name=op.f("ck_survey_invitation_answered_whole")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contact_person.id"], name=op.f("fk_survey_invitation_person_id_contact_person")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_survey_invitation_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_invitation_token_hash")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_survey_invitation_visit_id")),
    )
    op.create_index(op.f("ix_survey_invitation_person_id"), "survey_invitation", ["person_id"])
    op.create_table(
        "survey_answer",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("question", one_of("question", "prepared", "understood", "useful", "agreed"), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_survey_answer_value_of_the_scale")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["survey_invitation.id"],
            name=op.f("fk_survey_answer_invitation_id_survey_invitation"),
        ),
        sa.PrimaryKeyConstraint("invitation_id", "question", name=op.f("pk_survey_answer")),
    )


def downgrade() -> None:
    op.drop_table("survey_answer")
    op.drop_table("survey_invitation")
    op.drop_table("survey_draw")
    op.drop_table("survey_setting")
