"""Who is signed in: a random token in the cookie, its hash in `web_session`.

Ends after 30 idle minutes (kept in the signed cookie, so that reading a page writes nothing to the database), after
12 hours, when revoked, when the account is closed.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, request
from flask import session as cookie
from sqlmodel import Session, col, select

from crm.accounts.cookies import Cookies
from crm.accounts.leaving import leave
from crm.accounts.models import Unit, User, WebSession
from crm.db import Moment, session
from crm.values.clock import utc_now
from crm.web import csrf
from crm.web.access import Actor, is_quiet

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
REFRESH = timedelta(seconds=60)  # how old the cookie's moment may be before it is written again
TOKEN, SEEN = "token", "seen"
KEPT_SIGNED_OUT = ("language", "_flashes")


def init_app(app: Flask) -> None:
    """Wire it before the access rule, which asks who is here."""
    app.config["PERMANENT_SESSION_LIFETIME"] = LONGEST
    app.session_interface = Cookies()
    app.before_request(load_actor)


def load_actor() -> None:
    """Set `g.actor` (and `g.actor_id` for the audit trail) from the cookie, in one query."""
    g.actor = g.actor_id = None
    if request.endpoint == "static" or TOKEN not in cookie:
        return
    now = utc_now()
    actor = None if _idle(now) else _find(session(), cookie[TOKEN], now)
    if actor is None:
        forget()
        return
    g.actor, g.actor_id = actor, actor.id
    if now.timestamp() - cookie[SEEN] > REFRESH.total_seconds() and not is_quiet(request.endpoint):
        cookie[SEEN] = int(now.timestamp())


def sign_in(on: Session, user: User, *, now: datetime) -> WebSession:
    """Start a session for a checked user: everything of the cookie's earlier life ends here."""
    forget()
    token = secrets.token_urlsafe(32)
    row = WebSession(token_hash=_hash(token), user_id=user.id or 0, created_at=now, ends_at=now + LONGEST)
    on.add(row)
    on.flush()
    cookie[TOKEN], cookie[SEEN] = token, int(now.timestamp())
    g.actor_id = user.id
    return row


def forget() -> None:
    """Empty the cookie but for the language and messages not yet read."""
    kept: dict[str, Any] = {key: cookie[key] for key in KEPT_SIGNED_OUT if key in cookie}
    cookie.clear()
    cookie.update(kept)
    csrf.renew()


def revoke(on: Session, session_id: int, user_id: int, *, now: datetime) -> bool:
    """End one session of this user; False when there is no such open session."""
    ended = _end(on, now, col(WebSession.id) == session_id, col(WebSession.user_id) == user_id) == 1
    if ended:
        leave(on, user_id)
    return ended


def revoke_all(on: Session, user_id: int, *, now: datetime, but: int | None = None) -> int:
    """End all open sessions of this user, but for the one named; how many."""
    leave(on, user_id)
    return _end(on, now, col(WebSession.user_id) == user_id, col(WebSession.id) != (but or 0))


def open_sessions(on: Session, user_id: int, *, now: datetime) -> list[WebSession]:
    """Newest first."""
    mine = col(WebSession.user_id) == user_id
    return list(on.exec(select(WebSession).where(mine, *_open(now)).order_by(col(WebSession.id).desc())))


def forget_ended(on: Session, moment: datetime) -> int:
    """Delete sessions that were over before the moment; how many."""
    over = sa.or_(col(WebSession.ends_at) < moment, col(WebSession.revoked_at) < moment)
    return on.connection().execute(sa.delete(WebSession).where(over)).rowcount


def _idle(now: datetime) -> bool:
    seen = cookie.get(SEEN)
    return not isinstance(seen, int) or now.timestamp() - seen > IDLE.total_seconds()


def _open(now: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return col(WebSession.revoked_at).is_(None), col(WebSession.ends_at) > now


_ACTOR: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(User.id),
        col(User.name),
        col(User.email),
        col(User.role),
        col(User.unit_id),
        col(Unit.name).label("unit"),
        col(User.language),
        col(User.must_change_password),
        col(WebSession.id).label("session_id"),
    )
    .join(WebSession, col(WebSession.user_id) == col(User.id))
    .join(Unit, col(Unit.id) == col(User.unit_id), isouter=True)
    .where(
        col(WebSession.token_hash) == sa.bindparam("hash", type_=sa.String),
        col(User.active),
        *_open(sa.bindparam("now", type_=Moment)),
    )
)


def _find(on: Session, token: str, now: datetime) -> Actor | None:
    found = on.connection().execute(_ACTOR, {"hash": _hash(token), "now": now}).mappings().one_or_none()
    return Actor(**found) if found else None


def _end(on: Session, now: datetime, *which: sa.ColumnElement[bool]) -> int:
    statement = sa.update(WebSession).where(*which, *_open(now)).values(revoked_at=now)
    return on.connection().execute(statement).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
