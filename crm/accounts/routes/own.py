"""Signing in and out, and what a person does with the own account."""

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from crm.accounts import passwords, services, sessions
from crm.accounts.forms import PasswordForm, SignInForm
from crm.accounts.models import User
from crm.accounts.queries import user_by_id
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, Actor, actor, allow, public
from crm.web.htmx import Answer, go_to
from crm.web.i18n import LANGUAGES
from crm.web.navigation import ROLE_NAMES, menu
from crm.web.targets import local_target

accounts = Blueprint("accounts", __name__)


@accounts.get("/")
@allow(*STAFF)
def home() -> Answer:
    """The first page of the menu that this reader has."""
    links = [link.url for group in menu() for link in group]
    return redirect(links[0] if links else url_for("accounts.account"), 303)


@accounts.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Answer:
    target = local_target(request.args.get("next"), url_for("accounts.home"))
    if g.actor is not None:
        return go_to(target)
    form = SignInForm()
    if request.method != "POST":
        return make_response(render_template("accounts/sign_in.html", form=form, target=target))
    if not form.validate():
        return make_response(render_template("accounts/sign_in.html", form=form, target=target), 422)
    now = utc_now()
    user = services.check_credentials(form.email.data, form.password.data, request.remote_addr or "", now=now)
    if user is None:
        failed = _("The e-mail address or the password is wrong.")
        return make_response(render_template("accounts/sign_in.html", form=form, target=target, failed=failed), 422)
    with transaction() as work:
        services.sign_in(work, user, form.password.data, now=now)
    return go_to(target)


@accounts.post("/sign-out")
@allow(*STAFF)
def sign_out() -> Answer:
    with transaction() as work:
        services.sign_out(work, _own(actor()), actor().session_id, now=utc_now())
    sessions.forget()
    flash(_("You are signed out."))
    return go_to(url_for("accounts.sign_in"))


@accounts.post("/language")
@public
def language() -> Answer:
    """Keep the chosen language in the cookie, and with the account of who is signed in."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400)
    if g.actor is not None:
        with transaction() as work:
            services.set_language(work, _own(g.actor), wanted, now=utc_now())
    cookie["language"] = wanted
    return go_to(local_target(request.form.get("next"), url_for("accounts.home")))


@accounts.get("/account")
@allow(*STAFF)
def account() -> Answer:
    me = actor()
    opened = sessions.open_sessions(session(), me.id, now=utc_now())
    return make_response(render_template("accounts/account.html", me=me, role=ROLE_NAMES[me.role], sessions=opened))


@accounts.route("/account/password", methods=["GET", "POST"])
@allow(*STAFF)
def password() -> Answer:
    form, me = PasswordForm(), actor()
    if request.method != "POST":
        return make_response(render_template("accounts/password.html", form=form, me=me))
    if not form.validate() or not _acceptable(form, me):
        return make_response(render_template("accounts/password.html", form=form, me=me), 422)
    with transaction() as work:
        ended = services.change_password(work, _own(me), form.new.data, keep_session=me.session_id, now=utc_now())
    flash(_("Your password is changed."))
    if ended:
        flash(_("You are signed out everywhere else."))
    return go_to(url_for("accounts.account"))


@accounts.post("/account/sessions/<int:session_id>/end")
@allow(*STAFF)
def end_session(session_id: int) -> Answer:
    with transaction() as work:
        if not services.revoke_session(work, _own(actor()), session_id, now=utc_now()):
            abort(404)
    flash(_("The session has ended."))
    return go_to(url_for("accounts.account"))


@accounts.post("/account/sessions/end-others")
@allow(*STAFF)
def end_other_sessions() -> Answer:
    with transaction() as work:
        services.revoke_sessions(work, _own(actor()), now=utc_now(), but=actor().session_id)
    flash(_("You are signed out everywhere else."))
    return go_to(url_for("accounts.account"))


def _own(me: Actor) -> User:
    return user_by_id(session(), me.id) or abort(404)


def _acceptable(form: PasswordForm, me: Actor) -> bool:
    """The current password is right and the new one good; counted like signing in, for it answers the same question."""
    known = services.check_credentials(me.email, form.current.data, request.remote_addr or "", now=utc_now())
    if known is None:
        form.current.errors = [_("This is not your current password.")]
        return False
    problem = passwords.problem(form.new.data, email=me.email, name=me.name)
    if form.new.data == form.current.data:
        problem = _("The new password must be another than the current one.")
    if problem:
        form.new.errors = [problem]
    return problem is None
