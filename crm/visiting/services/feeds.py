"""The secret address under which somebody's own calendar program reads when they are out."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.contacts.services.links import LETTERS, hashed
from crm.visiting.calendar_text import Entry, feed_text
from crm.visiting.labels import PLACES
from crm.visiting.queries.feeds import Busy
from crm.visits.models import CalendarFeed, VisitPlace


def feed_token(once_key: str) -> str:
    """Made of the form's key: sent twice, the form shows the same address twice."""
    key = str(current_app.secret_key).encode()
    made = hmac.new(key, f"calendar feed:{once_key}".encode(), hashlib.sha256).hexdigest()
    return made[:48].translate(LETTERS)


def create_feed(on: Session, token: str, *, user_id: int, now: datetime) -> CalendarFeed:
    """A new address; the one before opens nothing any more."""
    revoke_feeds(on, user_id=user_id, now=now)
    feed = CalendarFeed(user_id=user_id, token_hash=hashed(token), created_at=now)
    on.add(feed)
    on.flush()
    record(on, "calendar_feed.create", feed, now=now)
    return feed


def revoke_feeds(on: Session, *, user_id: int, now: datetime) -> int:
    """How many addresses of the person opened something until now."""
    query = select(CalendarFeed).where(CalendarFeed.user_id == user_id, col(CalendarFeed.revoked_at).is_(None))
    feeds = on.exec(query).all()
    for feed in feeds:
        feed.revoked_at = now
        on.add(feed)
        record(on, "calendar_feed.revoke", feed, now=now)
    return len(feeds)


def feed_mark(busy: Sequence[Busy], name: str) -> str:
    """Changes whenever the feed's text would."""
    return hashlib.sha256(repr((name, list(busy))).encode()).hexdigest()[:32]


def written_feed(busy: Sequence[Busy], name: str) -> str:
    return feed_text([_entry(each) for each in busy], name)


def _entry(busy: Busy) -> Entry:
    where = busy.address
    if busy.place is not VisitPlace.WORKPLACE:
        where = str(PLACES[busy.place])
    return Entry(
        uid=busy.uid,
        sequence=busy.sequence,
        status=busy.status,
        starts_at=busy.starts_at,
        ends_at=busy.ends_at,
        summary=str(_("Visit: %(company)s", company=busy.company_name)),
        location=where,
        stamp=busy.changed_at,
    )
