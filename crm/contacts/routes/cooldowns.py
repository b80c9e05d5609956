"""How many days of quiet follow an outgoing contact: the administrator's settings."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.contacts.forms.restrictions import CooldownForm
from crm.contacts.labels import KINDS
from crm.contacts.models import CooldownDays
from crm.contacts.services import cooldowns as services
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to

cooldowns = Blueprint("cooldowns", __name__, url_prefix="/admin/cool-down")


@cooldowns.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    rows = services.cooldowns(session())
    return make_response(render_template("contacts/cooldowns.html", rows=rows, kinds=KINDS))


@cooldowns.route("/<int:row_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(row_id: int) -> Answer:
    row = _row(row_id)
    form = CooldownForm(obj=row)
    if request.method != "POST":
        return _page(form, row)
    if not form.validate():
        return _page(form, row, 422)
    try:
        with transaction() as work:
            services.set_days(work, _row(row_id), form.days.data, version=form.version.data, now=utc_now())
    except StaleEditError:
        row = _row(row_id)
        changes = field_changes(form, CooldownForm(formdata=None, obj=row))
        form.version.renew(row.version)
        return _page(form, row, 409, changes=changes)
    except Refusal as refusal:
        form.days.errors = [str(refusal)]
        return _page(form, row, 422)
    flash(_("The cool-down is saved. It holds from now on, also after contacts that were had already."), "success")
    return go_to(url_for("cooldowns.index"))


def _page(form: CooldownForm, row: CooldownDays, status: int = 200, **more: object) -> Response:
    return make_response(render_template("contacts/cooldown.html", form=form, row=row, kinds=KINDS, **more), status)


def _row(row_id: int) -> CooldownDays:
    return services.cooldown_by_id(session(), row_id) or abort(404)
