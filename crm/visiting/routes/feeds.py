"""One's visits in one's own calendar program: a secret address, made and revoked by oneself."""

from flask import Blueprint, Response, abort, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.throttle import wait_before
from crm.contacts.services.links import hashed
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.visiting.forms.feeds import FeedForm
from crm.visiting.queries.feeds import busy_times, feed_by_hash, feed_of
from crm.visiting.services.feeds import create_feed, feed_mark, feed_token, revoke_feeds, written_feed
from crm.web.access import STAFF, actor, allow, public, quiet
from crm.web.addresses import whole_address
from crm.web.errors import TooManyAttemptsError
from crm.web.htmx import Answer, go_to
from crm.web.i18n import in_language
from crm.web.once import once

calendar_feed = Blueprint("calendar_feed", __name__)


@calendar_feed.get("/calendar/<token>.ics")
@public
@quiet
def show(token: str) -> Answer:
    """Asked for by programs every few minutes: what has not changed is not written again."""
    found = feed_by_hash(session(), hashed(token))
    if found is None:
        _count_attempt()
        abort(404)
    feed, user = found
    busy = busy_times(session(), feed.user_id, now=utc_now())
    mark = feed_mark(busy, user.language or "")
    answer = Response(mimetype="text/calendar")
    answer.set_etag(mark)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = "inline; filename=visits.ics"
    if request.if_none_match.contains_weak(mark):
        answer.status_code = 304
        return answer
    with in_language(user.language or current_app.extensions["crm_settings"].language):
        answer.set_data(written_feed(busy, _("Company visits")))
    return answer


@calendar_feed.get("/account/calendar")
@allow(*STAFF)
def address() -> Answer:
    return _page()


@calendar_feed.post("/account/calendar")
@allow(*STAFF)
def create() -> Answer:
    """The answer is the one page that ever shows the address: only its hash is kept."""
    form = FeedForm()
    if not form.validate():
        return _page(status=422)
    token = feed_token(form.once.data)

    def add() -> str:
        create_feed(work, token, user_id=actor().id, now=utc_now())
        return url_for("calendar_feed.address")

    with transaction() as work:
        once(work, form.once.data, add)
    return _page(url=whole_address("calendar_feed.show", token=token))


@calendar_feed.post("/account/calendar/revoke")
@allow(*STAFF)
def revoke() -> Answer:
    with transaction() as work:
        revoke_feeds(work, user_id=actor().id, now=utc_now())
    flash(_("The address is revoked. It opens nothing any more."), "success")
    return go_to(url_for("calendar_feed.address"))


def _page(status: int = 200, url: str | None = None) -> Response:
    page = render_template(
        "visits/feed.html", form=FeedForm(formdata=None), feed=feed_of(session(), actor().id), url=url
    )
    return make_response(page, status)


def _count_attempt() -> None:
    """Who tries many addresses waits, as when signing in."""
    with transaction() as work:
        seconds = wait_before(work, "calendar-feed:unknown", request.remote_addr or "", now=utc_now())
    if seconds:
        raise TooManyAttemptsError(seconds)
