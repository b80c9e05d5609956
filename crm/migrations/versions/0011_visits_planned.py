"""visits: place, people, changes, invitations, reports; absence and working hours; calendar entries in mail

Revision ID: 0011
Revises: 0010
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PLACES = ("workplace", "online", "job_centre")
STATES = ("proposed", "confirmed", "held", "cancelled", "no_show")
STATUS = "ck_visit_status"


def upgrade() -> None:
    op.create_table(
        "visit_setting",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "travel_buffer_minutes",
                "report_working_days",
                name="name",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_visit_setting_name")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "holiday",
                "course",
                "meeting",
                "away",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_absence_moments_in_order")),
        sa.ForeignKeyConstraint(
            ["recorded_by_user_id"], ["user_account.id"], name=op.f("fk_absence_recorded_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_absence_user_id_user_account")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_user_id"], ["user_account.id"], name=op.f("fk_absence_withdrawn_by_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index("ix_absence_user", ["user_id", "starts_at"], unique=False)

    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_calendar_feed_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_user_id"), ["user_id"], unique=False)

    op.create_table(
        "working_hours",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > begins", name=op.f("ck_working_hours_times_in_order")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_working_hours_weekday_of_a_week")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_working_hours_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "weekday", name=op.f("pk_working_hours")),
    )
    op.create_table(
        "visit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "booked",
                "confirmed",
                "moved",
                "handed_over",
                "held",
                "cancelled",
                "no_show",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("old_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_lead_user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["user_account.id"], name=op.f("fk_visit_change_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["old_lead_user_id"], ["user_account.id"], name=op.f("fk_visit_change_old_lead_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_change_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_change")),
    )
    with op.batch_alter_table("visit_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_change_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "visit_colleague",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_colleague_user_id_user_account")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_colleague_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name=op.f("pk_visit_colleague")),
    )
    with op.batch_alter_table("visit_colleague", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_colleague_user_id"), ["user_id"], unique=False)

    op.create_table(
        "visit_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("sent_sequence", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "none",
                "accepted",
                "declined",
                "tentative",
                "counter",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_visit_invitation_one_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contact_person.id"], name=op.f("fk_visit_invitation_person_id_contact_person")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_visit_invitation_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_invitation_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_visit_invitation_token_hash")),
        sa.UniqueConstraint("visit_id", "person_id", name=op.f("uq_visit_invitation_visit_id_person_id")),
        sa.UniqueConstraint("visit_id", "user_id", name=op.f("uq_visit_invitation_visit_id_user_id")),
    )
    with op.batch_alter_table("visit_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "visit_person",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contact_person.id"], name=op.f("fk_visit_person_person_id_contact_person")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_person_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visit_person")),
    )
    with op.batch_alter_table("visit_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "visit_report",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by_user_id", sa.Integer(), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reported_by_user_id"], ["user_account.id"], name=op.f("fk_visit_report_reported_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_report_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_report")),
        sa.UniqueConstraint("entry", name=op.f("uq_visit_report_entry")),
    )
    op.create_table(
        "visit_theme",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_theme_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", "theme", name=op.f("pk_visit_theme")),
    )
    op.add_column("outbox_mail", sa.Column("calendar", sa.Text(), nullable=True))
    _visits_get_a_place()


def _visits_get_a_place() -> None:
    """A moved visit of before was over: another one had taken its place."""
    op.execute("UPDATE visit SET status = 'cancelled' WHERE status = 'moved'")
    with op.batch_alter_table("visit") as batch:
        batch.add_column(
            sa.Column(
                "place",
                sa.Enum(*PLACES, name="place", native_enum=False, create_constraint=True, length=24),
                nullable=False,
                server_default="workplace",
            )
        )
        batch.add_column(sa.Column("place_note", sa.String(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("agenda", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("series", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("uid", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    visit = sa.table("visit", sa.column("id"), sa.column("uid"))
    for (visit_id,) in op.get_bind().execute(sa.select(visit.c.id)).all():
        op.execute(sa.update(visit).where(visit.c.id == visit_id).values(uid=uuid4().hex))
    with op.batch_alter_table("visit") as batch:
        for name in ("place", "place_note", "agenda", "sequence"):
            batch.alter_column(name, server_default=None)
        batch.alter_column("uid", existing_type=sa.String(length=32), nullable=False)
        batch.create_unique_constraint(op.f("uq_visit_uid"), ["uid"])
        batch.create_index(op.f("ix_visit_series"), ["series"])
        batch.drop_constraint(op.f(STATUS), type_="check")
        batch.create_check_constraint(op.f(STATUS), _among("status", STATES))
    op.execute(_FIRST_CHANGES)
    op.execute(_LAST_CHANGES)


def downgrade() -> None:
    op.drop_column("outbox_mail", "calendar")
    for name in (
        "visit_theme",
        "visit_report",
        "visit_person",
        "visit_invitation",
        "visit_colleague",
        "visit_change",
        "working_hours",
        "calendar_feed",
        "absence",
        "visit_setting",
    ):
        op.drop_table(name)
    with op.batch_alter_table("visit") as batch:
        batch.drop_constraint(op.f("uq_visit_uid"), type_="unique")
        batch.drop_index(op.f("ix_visit_series"))
        batch.drop_constraint(op.f("ck_visit_place"), type_="check")
        batch.drop_constraint(op.f(STATUS), type_="check")
        batch.create_check_constraint(op.f(STATUS), _among("status", (*STATES, "moved")))
        for name in ("sequence", "uid", "series", "agenda", "place_note", "place"):
            batch.drop_column(name)


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


# What visits of before have behind them, as far as it is known.
_FIRST_CHANGES = (
    "INSERT INTO visit_change (visit_id, kind, at, by_user_id, reason)"
    " SELECT id, 'booked', created_at, created_by_user_id, '' FROM visit"
)
_LAST_CHANGES = (
    "INSERT INTO visit_change (visit_id, kind, at, by_user_id, reason)"
    " SELECT id, status, CASE WHEN ends_at > created_at THEN ends_at ELSE created_at END, lead_user_id, ''"
    " FROM visit WHERE status IN ('held', 'cancelled', 'no_show')"
)
