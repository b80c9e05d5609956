"""Whether one gets the morning mail: a part of one's account."""

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import user_by_id
from crm.contacts.forms.digest import MorningMailForm
from crm.contacts.services.digest import set_digest, wants_digest
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to

digest = Blueprint("digest", __name__)


@digest.route("/account/morning-mail", methods=["GET", "POST"])
@allow(*STAFF)
def edit() -> Answer:
    form = MorningMailForm(data={"wanted": wants_digest(session(), actor().id)})
    if request.method != "POST":
        return make_response(render_template("contacts/morning_mail.html", form=form))
    if not form.validate():
        return make_response(render_template("contacts/morning_mail.html", form=form), 422)
    with transaction() as work:
        me = user_by_id(work, actor().id) or abort(404)
        set_digest(work, me, wanted=form.wanted.data, now=utc_now())
    said = _("You get the morning mail.") if form.wanted.data else _("You get no morning mail any more.")
    flash(said, "success")
    return go_to(url_for("accounts.account"))
