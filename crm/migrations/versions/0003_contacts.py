"""contacts, the contact guard, visits, mail to be sent

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cooldown_days",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "visit",
                "email",
                "meeting",
                "event",
                "letter",
                "message",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 365", name=op.f("ck_cooldown_days_days_of_a_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooldown_days")),
        sa.UniqueConstraint("kind", "reached", name=op.f("uq_cooldown_days_kind_reached")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_mail_waiting",
            ["try_after"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        )

    op.create_table(
        "company_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_user_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_owner_company_id_company")),
        sa.ForeignKeyConstraint(
            ["ended_by_user_id"], ["user_account.id"], name=op.f("fk_company_owner_ended_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_user_id"], ["user_account.id"], name=op.f("fk_company_owner_set_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_company_owner_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_owner")),
    )
    with op.batch_alter_table("company_owner", schema=None) as batch_op:
        batch_op.create_index("ix_company_owner_user", ["user_id"], unique=False)
        batch_op.create_index(
            "uq_company_owner_current",
            ["company_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "contact_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("campaign_target_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > claimed_at", name=op.f("ck_contact_claim_moments_in_order")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_claim_company_id_company")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_contact_claim_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_claim")),
        sa.UniqueConstraint("company_id", name=op.f("uq_contact_claim_company_id")),
    )
    with op.batch_alter_table("contact_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_claim_user_id"), ["user_id"], unique=False)

    op.create_table(
        "contact_person",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "management",
                "human_resources",
                "production",
                "administration",
                "safety",
                "other",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "preferred_channel",
            sa.Enum(
                "call",
                "visit",
                "email",
                "meeting",
                "event",
                "letter",
                "message",
                name="preferred_channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("preferred_time", sa.String(length=120), nullable=False),
        sa.Column("informed_on", sa.Date(), nullable=False),
        sa.Column("informed_by_user_id", sa.Integer(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_person_company_id_company")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["user_account.id"], name=op.f("fk_contact_person_created_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["informed_by_user_id"],
            ["user_account.id"],
            name=op.f("fk_contact_person_informed_by_user_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_contact_person_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
    )
    with op.batch_alter_table("contact_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_person_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_contact_person_name", ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_person_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "contact_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "all", "phone", "campaigns", "unit", name="scope", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("said_by", sa.String(length=120), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_user_id", sa.Integer(), nullable=True),
        sa.Column("lift_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(scope = 'unit') = (unit_id IS NOT NULL)", name=op.f("ck_contact_refusal_unit_named")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_refusal_company_id_company")),
        sa.ForeignKeyConstraint(
            ["lifted_by_user_id"], ["user_account.id"], name=op.f("fk_contact_refusal_lifted_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_user_id"],
            ["user_account.id"],
            name=op.f("fk_contact_refusal_recorded_by_user_id_user_account"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_contact_refusal_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_refusal")),
    )
    with op.batch_alter_table("contact_refusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_refusal_company_id"), ["company_id"], unique=False)

    op.create_table(
        "digest_opt_out",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_digest_opt_out_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest_opt_out")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_draft_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("user_id", "form", "subject", name=op.f("uq_draft_user_id_form_subject")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "guard_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("prevented", "overridden", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "call",
                "visit",
                "email",
                "meeting",
                "event",
                "letter",
                "message",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "introduction",
                "cooperation",
                "recruitment",
                "retention",
                "upskilling",
                "apprenticeship",
                "follow_up",
                "satisfaction",
                "campaign",
                "other",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("interaction_entry", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_guard_event_company_id_company")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_guard_event_unit_id_unit")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_guard_event_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guard_event")),
    )
    with op.batch_alter_table("guard_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guard_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_guard_event_company_id"), ["company_id"], unique=False)

    op.create_table(
        "outreach_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_outreach_pause_company_id_company")),
        sa.ForeignKeyConstraint(
            ["lifted_by_user_id"], ["user_account.id"], name=op.f("fk_outreach_pause_lifted_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_user_id"],
            ["user_account.id"],
            name=op.f("fk_outreach_pause_recorded_by_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_pause")),
    )
    with op.batch_alter_table("outreach_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outreach_pause_company_id"), ["company_id"], unique=False)

    op.create_table(
        "protection_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("consent", "legal_basis", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_protection_basis_company_id_company")),
        sa.ForeignKeyConstraint(
            ["recorded_by_user_id"],
            ["user_account.id"],
            name=op.f("fk_protection_basis_recorded_by_user_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_user_id"],
            ["user_account.id"],
            name=op.f("fk_protection_basis_withdrawn_by_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection_basis")),
    )
    with op.batch_alter_table("protection_basis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protection_basis_company_id"), ["company_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("lead_user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "confirmed",
                "held",
                "cancelled",
                "no_show",
                "moved",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("campaign_target_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_visit_moments_in_order")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_visit_company_id_company")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["user_account.id"], name=op.f("fk_visit_created_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["lead_user_id"], ["user_account.id"], name=op.f("fk_visit_lead_user_id_user_account")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_visit_unit_id_unit")),
        sa.ForeignKeyConstraint(["workplace_id"], ["workplace.id"], name=op.f("fk_visit_workplace_id_workplace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_campaign_target_id"), ["campaign_target_id"], unique=False)
        batch_op.create_index("ix_visit_company", ["company_id", "starts_at"], unique=False)
        batch_op.create_index("ix_visit_lead", ["lead_user_id", "starts_at"], unique=False)
        batch_op.create_index("ix_visit_starts_at", ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "interaction",
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_batch_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by_batch_id", sa.Integer(), nullable=True),
        sa.Column(
            "retirement",
            sa.Enum(
                "replaced", "voided", "undone", name="retirement", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "visit",
                "email",
                "meeting",
                "event",
                "letter",
                "message",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("outgoing", "incoming", name="direction", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "introduction",
                "cooperation",
                "recruitment",
                "retention",
                "upskilling",
                "apprenticeship",
                "follow_up",
                "satisfaction",
                "campaign",
                "other",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
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
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("campaign_target_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=False),
        sa.Column("retired_by_user_id", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 0 AND 1440", name=op.f("ck_interaction_minutes_of_a_day")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_interaction_company_id_company")),
        sa.ForeignKeyConstraint(
            ["recorded_by_batch_id"], ["import_batch.id"], name=op.f("fk_interaction_recorded_by_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_user_id"], ["user_account.id"], name=op.f("fk_interaction_recorded_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["retired_by_batch_id"], ["import_batch.id"], name=op.f("fk_interaction_retired_by_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["retired_by_user_id"], ["user_account.id"], name=op.f("fk_interaction_retired_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_interaction_unit_id_unit")),
        sa.ForeignKeyConstraint(["workplace_id"], ["workplace.id"], name=op.f("fk_interaction_workplace_id_workplace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
    )
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.create_index("ix_interaction_at", ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_interaction_campaign_target_id"), ["campaign_target_id"], unique=False)
        batch_op.create_index("ix_interaction_company", ["company_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_interaction_recorded_by_batch_id"), ["recorded_by_batch_id"], unique=False)
        batch_op.create_index("ix_interaction_recorder", ["recorded_by_user_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_interaction_retired_by_batch_id"), ["retired_by_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interaction_workplace_id"), ["workplace_id"], unique=False)
        batch_op.create_index(
            "uq_interaction_current",
            ["entry"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )

    op.create_table(
        "person_email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contact_person.id"], name=op.f("fk_person_email_person_id_contact_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_email")),
        sa.UniqueConstraint("person_id", "address", name=op.f("uq_person_email_person_id_address")),
    )
    with op.batch_alter_table("person_email", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email_address"), ["address"], unique=False)

    op.create_table(
        "person_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contact_person.id"], name=op.f("fk_person_phone_person_id_contact_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_phone")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_person_phone_person_id_number")),
    )
    with op.batch_alter_table("person_phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_phone_number"), ["number"], unique=False)

    op.create_table(
        "task",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("follow_up", "call_back", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("interaction_entry", sa.String(length=32), nullable=True),
        sa.Column("campaign_target_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("promised", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_user_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("owner_user_id IS NOT NULL OR unit_id IS NOT NULL", name=op.f("ck_task_somebody_has_it")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_task_company_id_company")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["user_account.id"], name=op.f("fk_task_created_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_user_id"], ["user_account.id"], name=op.f("fk_task_done_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["owner_user_id"], ["user_account.id"], name=op.f("fk_task_owner_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["contact_person.id"], name=op.f("fk_task_person_id_contact_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_unit_id_unit")),
        sa.ForeignKeyConstraint(["workplace_id"], ["workplace.id"], name=op.f("fk_task_workplace_id_workplace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_campaign_target_id"), ["campaign_target_id"], unique=False)
        batch_op.create_index("ix_task_company", ["company_id", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_interaction_entry"), ["interaction_entry"], unique=False)
        batch_op.create_index(
            "ix_task_owner_open",
            ["owner_user_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_task_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_task_unit_open",
            ["unit_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "interaction_participant",
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_interaction_participant_interaction_id_interaction")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_interaction_participant_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("interaction_id", "user_id", name=op.f("pk_interaction_participant")),
    )
    with op.batch_alter_table("interaction_participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interaction_participant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "interaction_person",
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_interaction_person_interaction_id_interaction")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contact_person.id"], name=op.f("fk_interaction_person_person_id_contact_person")
        ),
        sa.PrimaryKeyConstraint("interaction_id", "person_id", name=op.f("pk_interaction_person")),
    )
    with op.batch_alter_table("interaction_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interaction_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "interaction_theme",
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_interaction_theme_interaction_id_interaction")
        ),
        sa.PrimaryKeyConstraint("interaction_id", "theme", name=op.f("pk_interaction_theme")),
    )
    op.create_table(
        "interest_mark",
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("type_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_interest_mark_interaction_id_interaction")
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["cooperation_type.code"], name=op.f("fk_interest_mark_type_code_cooperation_type")
        ),
        sa.PrimaryKeyConstraint("interaction_id", "type_code", name=op.f("pk_interest_mark")),
    )
    with op.batch_alter_table("interest_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interest_mark_type_code"), ["type_code"], unique=False)

    op.create_table(
        "labour_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("occupation", sa.String(length=120), nullable=False),
        sa.Column("occupation_key", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("skills", sa.String(length=500), nullable=False),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.CheckConstraint("number IS NULL OR number > 0", name=op.f("ck_labour_need_number_positive")),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_labour_need_interaction_id_interaction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_need")),
    )
    with op.batch_alter_table("labour_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_labour_need_interaction_id"), ["interaction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_labour_need_occupation_key"), ["occupation_key"], unique=False)

    op.create_table(
        "task_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "created",
                "snoozed",
                "handed_over",
                "done",
                "reopened",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["user_account.id"], name=op.f("fk_task_event_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["owner_user_id"], ["user_account.id"], name=op.f("fk_task_event_owner_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_event_task_id_task")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_event_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_event")),
    )
    with op.batch_alter_table("task_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_event_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_event_task_id"))

    op.drop_table("task_event")
    with op.batch_alter_table("labour_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_labour_need_occupation_key"))
        batch_op.drop_index(batch_op.f("ix_labour_need_interaction_id"))

    op.drop_table("labour_need")
    with op.batch_alter_table("interest_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interest_mark_type_code"))

    op.drop_table("interest_mark")
    op.drop_table("interaction_theme")
    with op.batch_alter_table("interaction_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interaction_person_person_id"))

    op.drop_table("interaction_person")
    with op.batch_alter_table("interaction_participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interaction_participant_user_id"))

    op.drop_table("interaction_participant")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_task_unit_open", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_task_person_id"))
        batch_op.drop_index(
            "ix_task_owner_open", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_task_interaction_entry"))
        batch_op.drop_index("ix_task_company")
        batch_op.drop_index(batch_op.f("ix_task_campaign_target_id"))

    op.drop_table("task")
    with op.batch_alter_table("person_phone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_phone_number"))

    op.drop_table("person_phone")
    with op.batch_alter_table("person_email", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_email_address"))

    op.drop_table("person_email")
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_interaction_current",
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_interaction_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_interaction_retired_by_batch_id"))
        batch_op.drop_index("ix_interaction_recorder")
        batch_op.drop_index(batch_op.f("ix_interaction_recorded_by_batch_id"))
        batch_op.drop_index("ix_interaction_company")
        batch_op.drop_index(batch_op.f("ix_interaction_campaign_target_id"))
        batch_op.drop_index("ix_interaction_at")

    op.drop_table("interaction")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_workplace_id"))
        batch_op.drop_index("ix_visit_starts_at")
        batch_op.drop_index("ix_visit_lead")
        batch_op.drop_index("ix_visit_company")
        batch_op.drop_index(batch_op.f("ix_visit_campaign_target_id"))

    op.drop_table("visit")
    with op.batch_alter_table("protection_basis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_protection_basis_company_id"))

    op.drop_table("protection_basis")
    with op.batch_alter_table("outreach_pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outreach_pause_company_id"))

    op.drop_table("outreach_pause")
    with op.batch_alter_table("guard_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guard_event_company_id"))
        batch_op.drop_index(batch_op.f("ix_guard_event_at"))

    op.drop_table("guard_event")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_updated_at"))

    op.drop_table("draft")
    op.drop_table("digest_opt_out")
    with op.batch_alter_table("contact_refusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_refusal_company_id"))

    op.drop_table("contact_refusal")
    with op.batch_alter_table("contact_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_person_workplace_id"))
        batch_op.drop_index("ix_contact_person_name")
        batch_op.drop_index(batch_op.f("ix_contact_person_company_id"))

    op.drop_table("contact_person")
    with op.batch_alter_table("contact_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_claim_user_id"))

    op.drop_table("contact_claim")
    with op.batch_alter_table("company_owner", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_owner_current",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_company_owner_user")

    op.drop_table("company_owner")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_mail_waiting",
            sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        )

    op.drop_table("outbox_mail")
    op.drop_table("cooldown_days")
