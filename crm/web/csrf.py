"""Every POST carries the token of the session it was made in: as a form field, or from htmx as a header.

Forms of `BaseForm` bring it by `form.hidden_tag()`; a bare `<form method="post">` writes
`<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">`; the base template puts it into
`<meta name="csrf-token">`, from where the page's script adds the header `X-CSRFToken` to htmx requests.
"""

from flask import Flask, g
from flask import session as cookie
from flask_wtf.csrf import CSRFProtect


def init_app(app: Flask) -> None:
    """Wire it after the access rule: who isn't signed in is sent to sign in, not told about a token."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # the token lives as long as its session
    CSRFProtect(app)


def renew() -> None:
    """A new token after signing in or out."""
    cookie.pop("csrf_token", None)
    g.pop("csrf_token", None)
