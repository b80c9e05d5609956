"""The mailbox that companies write to: when it was read, and what a person has to look at."""

from flask import Blueprint, abort, current_app, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.db import session, transaction
from crm.service_desk import mail_words
from crm.service_desk.queries.mailbox import mail_by_id, mailbox
from crm.service_desk.services.mailbox import look_after
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import actor, allow
from crm.web.htmx import Answer, go_to

request_mailbox = Blueprint("request_mailbox", __name__)
READERS = (Role.SERVICE_DESK, Role.MANAGER, Role.ADMIN)


@request_mailbox.get("/requests/mailbox")
@allow(*READERS)
def show() -> Answer:
    now = utc_now()
    settings = current_app.extensions["crm_settings"]
    page = render_template(
        "service_desk/mailbox.html",
        found=mailbox(session(), now=now),
        is_set=bool(settings.requests_imap_host),
        address=settings.requests_address,
        words=mail_words,
        now=now,
    )
    return make_response(page)


@request_mailbox.post("/requests/mailbox/<int:mail_id>/done")
@allow(*READERS)
def done(mail_id: int) -> Answer:
    with transaction() as work:
        look_after(work, mail_by_id(work, mail_id) or abort(404), user_id=actor().id, now=utc_now())
    flash(_("It is looked after."), "success")
    return go_to(url_for("request_mailbox.show"))
