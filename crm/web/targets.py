"""Where to go next, when an address or a form says so: only ever within this site."""

from urllib.parse import urlencode, urlsplit

from flask import Flask, request

from crm.values.cpr_guard import contains_cpr


def init_app(app: Flask) -> None:
    app.jinja_env.globals["here"] = here


def here() -> str:
    """The address of this page, to come back to.

    The front page when it cannot be fetched again; without its query when that holds what looks like a CPR number.
    """
    if request.method != "GET" or contains_cpr(request.path):
        return "/"
    arguments = list(request.args.items(multi=True))
    if not arguments or any(contains_cpr(value) for _name, value in arguments):
        return request.path
    return f"{request.path}?{urlencode(arguments)}"


def local_target(wanted: str | None, otherwise: str) -> str:
    """`wanted` if it is a path of this site (and repeats no CPR number), else `otherwise`."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or contains_cpr(wanted):
        return otherwise
    if "\\" in wanted or any(ord(letter) < 33 for letter in wanted):  # browsers forgive these and land elsewhere
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else wanted
