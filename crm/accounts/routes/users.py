"""Administration of accounts."""

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts import queries, services, sessions
from crm.accounts.forms import NewUserForm, UserForm
from crm.accounts.models import User
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import actor, allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once
from crm.web.paging import paged, wanted_page
from crm.web.search import search_text

users = Blueprint("users", __name__, url_prefix="/admin/users")


@users.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    search = search_text()
    rows, count = queries.user_list(search.text)
    page = paged(session(), rows, count=count, number=wanted_page(request.args.get("page")))
    return make_response(render_template("accounts/users.html", page=page, search=search), search.status)


@users.route("/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new() -> Answer:
    form = NewUserForm()
    form.offer(queries.units(session()))
    if request.method != "POST":
        return make_response(render_template("accounts/user_new.html", form=form))
    if not form.validate():
        return make_response(render_template("accounts/user_new.html", form=form), 422)

    def create() -> str:
        user = services.add_user_without_password(work, form.to_input(active=True), now=utc_now())
        return url_for("users.edit", user_id=user.id)

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors = [str(refusal)]
        return make_response(render_template("accounts/user_new.html", form=form), 422)
    flash(_("The account is made. Now make a password to hand over."))
    return go_to(location)


@users.route("/<int:user_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(user_id: int) -> Answer:
    user = _user(user_id)
    form = UserForm(obj=user, data={"unit": user.unit_id or 0})
    form.offer(queries.units(session()))
    if request.method != "POST":
        return _edit_page(form, user)
    if not form.validate():
        return _edit_page(form, user, 422)
    given = form.to_input(active=form.active.data)
    try:
        with transaction() as work:
            services.edit_user(work, user, given, form.version.data, actor_id=actor().id, now=utc_now())
    except StaleEditError:
        return _stale(form, _user(user_id))
    except Refusal as refusal:
        form.form_errors = [str(refusal)]
        return _edit_page(form, _user(user_id), 422)
    flash(_("The account is saved."))
    return go_to(url_for("users.index"))


@users.post("/<int:user_id>/password")
@allow(Role.ADMIN)
def reset_password(user_id: int) -> Answer:
    """Shows the new password this once; no redirect, for it must not lie in a cookie on the way."""
    with transaction() as work:
        user = _user(user_id)
        password = services.reset_password(work, user, now=utc_now())
    return make_response(render_template("accounts/user_password.html", user=user, password=password))


@users.post("/<int:user_id>/end-sessions")
@allow(Role.ADMIN)
def end_sessions(user_id: int) -> Answer:
    with transaction() as work:
        count = services.revoke_sessions(work, _user(user_id), now=utc_now(), but=actor().session_id)
    flash(ngettext("%(num)d session ended.", "%(num)d sessions ended.", count))
    return go_to(url_for("users.edit", user_id=user_id))


def _user(user_id: int) -> User:
    return queries.user_by_id(session(), user_id) or abort(404)


def _edit_page(form: UserForm, user: User, status: int = 200, **more: object) -> Answer:
    opened = sessions.open_sessions(session(), user.id or 0, now=utc_now())
    page = render_template("accounts/user.html", form=form, user=user, open_sessions=len(opened), **more)
    return make_response(page, status)


def _stale(form: UserForm, user: User) -> Answer:
    """Somebody saved first: show both, keep what was written, and let the next save overwrite knowingly."""
    saved = UserForm(formdata=None, obj=user, data={"unit": user.unit_id or 0})
    saved.offer(queries.units(session()))
    changes = field_changes(form, saved)
    form.version.renew(user.version)
    return _edit_page(form, user, 409, changes=changes)
