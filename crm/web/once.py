"""One-time keys: a create form that is sent twice is carried out once, and both get the first one's answer.

How a create page uses it (a `BaseForm` declares `once = OnceField()`; a bare `<form>` writes `{{ once_field() }}`):

    @companies.post("/companies/<int:company_id>/cooperations")
    @allow(Role.CONSULTANT, Role.MANAGER)
    def create_cooperation(company_id: int) -> Answer:
        form = CooperationForm()
        if not form.validate():
            return page_or_part("companies/new.html", "companies/_new.html", status=422, form=form)

        def create() -> str:
            added = services.add(work, form.to_input(), actor=actor(), now=utc_now())
            return url_for("cooperation.show", cooperation_id=added.id)

        with transaction() as work:
            location = once(work, form.once.data, create)      # bare form: once(work, submitted_key(), create)
        return go_to(location)

`create` runs for the first POST only and returns where the browser goes next. When it raises, the whole transaction
(and so the key) is undone: the same form may be sent again.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from flask import Flask, abort, g, request
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.models import OnceKey

FIELD = "once"
_KEEP = sa.update(OnceKey).where(col(OnceKey.key) == sa.bindparam("used")).values(location=sa.bindparam("where"))
_CLAIMS = {
    dialect: insert(OnceKey).on_conflict_do_nothing().returning(col(OnceKey.key))
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
SHAPE = re.compile(r"[A-Za-z0-9_-]{20,64}")


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(once_key=once_key, once_field=once_field)


def once_key() -> str:
    """A fresh key for a form that is being shown."""
    return secrets.token_urlsafe(24)


def once_field() -> Markup:
    """The hidden field for a form that has no form class; a form shown again keeps the key it was sent with."""
    sent = request.form.get(FIELD, "")
    key = sent if SHAPE.fullmatch(sent) else once_key()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, key)


def submitted_key() -> str:
    """The key of the form that was sent; 400 when it has none."""
    key = request.form.get(FIELD, "")
    if not SHAPE.fullmatch(key):
        abort(400)
    return key


def once(on: Session, key: str, create: Callable[[], str], *, now: datetime | None = None) -> str:
    """Carry out `create` unless this key was used before; the location it returned, then or now.

    Inside the route's transaction. Of several at once one goes first; the others wait for it and get its location.
    Raises Refusal when the key is another person's.
    """
    user_id: int | None = g.get("actor_id")
    if not _claim(on, key, user_id, now or utc_now()):
        return _first_location(on, key, user_id)
    location = create()
    on.connection().execute(_KEEP, {"used": key, "where": location})
    return location


def forget_before(on: Session, moment: datetime) -> int:
    """Delete keys used before the moment; how many there were."""
    return on.connection().execute(sa.delete(OnceKey).where(col(OnceKey.used_at) < moment)).rowcount


def _claim(on: Session, key: str, user_id: int | None, now: datetime) -> bool:
    """One conditional insert; on PostgreSQL it waits for a transaction that holds the same key."""
    row = {"key": key, "user_id": user_id, "used_at": now, "location": ""}
    return on.connection().execute(_CLAIMS[on.get_bind().dialect.name], row).first() is not None


def _first_location(on: Session, key: str, user_id: int | None) -> str:
    found = (
        on.connection()
        .execute(sa.select(col(OnceKey.location), col(OnceKey.user_id)).where(col(OnceKey.key) == key))
        .one()
    )
    if found.user_id != user_id:
        raise Refusal(_("This form was already sent by somebody else. Open the page again and fill it in."))
    return str(found.location)
