"""Unsent text, kept until it is saved. What looks like a CPR number is taken out before it is kept."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from crm.contacts.models import Draft
from crm.refusal import Refusal
from crm.values.cpr_guard import contains_cpr, redact_cpr

Content = Mapping[str, str | list[str]]
LONGEST = 40_000
MOST_FIELDS = 100
NOT_KEPT = frozenset({"csrf_token", "once"})


_THIS = (
    col(Draft.user_id) == sa.bindparam("me", type_=sa.Integer),
    col(Draft.form) == sa.bindparam("of_form", type_=sa.String),
    col(Draft.subject) == sa.bindparam("about", type_=sa.String),
)
_LOAD, _DROP = select(Draft).where(*_THIS), sa.delete(Draft).where(*_THIS)


def save_draft(on: Session, user_id: int, form: str, subject: str, content: Content, *, now: datetime) -> bool:
    """Keep it, over what was kept before; False when something that looks like a CPR number was taken out."""
    kept = {name: value for name, value in content.items() if name not in NOT_KEPT}
    if len(kept) > MOST_FIELDS or len(str(kept)) > LONGEST:
        raise Refusal(_("The text is too long to be kept as a draft. Shorten it, or save it now."))
    clean = {name: _redacted(value) for name, value in kept.items()}
    row = {"user_id": user_id, "form": form, "subject": subject, "content": clean, "updated_at": now}
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Draft).values(row)
    on.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "form", "subject"],
            set_={"content": statement.excluded.content, "updated_at": statement.excluded.updated_at},
        )
    )
    return clean == kept


def load_draft(on: Session, user_id: int, form: str, subject: str) -> Draft | None:
    return on.exec(_LOAD, params={"me": user_id, "of_form": form, "about": subject}).first()


def drafts_of(on: Session, user_id: int, form: str) -> list[Draft]:
    """What this person has begun and not sent, the latest first."""
    query = select(Draft).where(col(Draft.user_id) == user_id, col(Draft.form) == form)
    return list(on.exec(query.order_by(col(Draft.updated_at).desc())))


def drop_draft(on: Session, user_id: int, form: str, subject: str) -> bool:
    """It was saved, or thrown away."""
    return on.connection().execute(_DROP, {"me": user_id, "of_form": form, "about": subject}).rowcount == 1


def forget_before(on: Session, moment: datetime) -> int:
    """Delete what nobody has written on since the moment; how many there were."""
    return on.connection().execute(sa.delete(Draft).where(col(Draft.updated_at) < moment)).rowcount


def _redacted(value: str | list[str]) -> str | list[str]:
    if isinstance(value, str):
        return redact_cpr(value) if contains_cpr(value) else value
    return [redact_cpr(each) if contains_cpr(each) else each for each in value]
