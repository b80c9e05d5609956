"""Who may use which route. Default deny: a route that declares nobody is open to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, Response, abort, current_app, g, request, url_for

from crm.values.roles import Role
from crm.web.htmx import Answer, go_to, wants_part
from crm.web.targets import here

View = TypeVar("View", bound=Callable[..., object])
EVERYBODY = "everybody"
STAFF = tuple(Role)
BEFORE_NEW_PASSWORD = frozenset({"accounts.password", "accounts.sign_out"})  # open to who must change the password


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person behind this request (set by accounts before the route runs)."""

    id: int
    name: str
    email: str
    role: Role
    unit_id: int | None
    unit: str | None
    language: str | None
    must_change_password: bool
    session_id: int


def public(view: View) -> View:
    """Open without sign-in."""
    view.allowed = EVERYBODY  # type: ignore[attr-defined]
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """Open to signed-in people with one of these roles. Stands below `@blueprint.route`."""

    def declare(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return declare


def quiet(view: View) -> View:
    """Asked for by the page itself, not by a person: it keeps no session alive. Stands below `@allow`."""
    view.quiet = True  # type: ignore[attr-defined]
    return view


def is_quiet(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions.get(endpoint or ""), "quiet", False)


def allowed_roles(endpoint: str) -> frozenset[Role] | str | None:
    """What the endpoint's view declares; None when it declares nothing (closed to all)."""
    if endpoint == "static":
        return EVERYBODY
    found: frozenset[Role] | str | None = getattr(current_app.view_functions[endpoint], "allowed", None)
    return found


def actor() -> Actor:
    """The signed-in person; only for routes that are not public."""
    found: Actor = g.actor
    return found


def may(*roles: Role) -> bool:
    """For templates and navigation: whether the reader has one of these roles."""
    return g.get("actor") is not None and g.actor.role in roles


def init_app(app: Flask) -> None:
    app.before_request(_enforce)
    app.jinja_env.globals["may"] = may


def _enforce() -> Answer | None:
    if request.endpoint is None:
        return None  # no such page: 404 comes by itself
    roles = allowed_roles(request.endpoint)
    if roles == EVERYBODY:
        return None
    if g.get("actor") is None:
        return _to_sign_in()
    if not roles or g.actor.role not in roles:
        abort(403)
    if g.actor.must_change_password and request.endpoint not in BEFORE_NEW_PASSWORD:
        return go_to(url_for("accounts.password"))
    return None


def _to_sign_in() -> Answer:
    """Back to where the person was after signing in; only for pages that are safe to fetch again.

    A page that tells by itself that it is still open is left alone: what is being written on it would be lost.
    """
    if request.method == "POST" and wants_part() and is_quiet(request.endpoint):
        return Response(status=204)
    return go_to(url_for("accounts.sign_in", next=here() if request.method == "GET" else None))
