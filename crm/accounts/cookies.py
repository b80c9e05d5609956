"""The cookie: signed, with the `__Host-` prefix and Secure wherever the connection allows it."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask.sessions import SecureCookieSessionInterface

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SECURE_NAME, PLAIN_NAME = "__Host-crm", "crm"


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, whose name and Secure flag follow the connection."""

    def get_cookie_name(self, _app: Flask) -> str:
        return PLAIN_NAME if plain_allowed() else SECURE_NAME

    def get_cookie_secure(self, _app: Flask) -> bool:
        return not plain_allowed()

    def get_cookie_path(self, _app: Flask) -> str:
        return "/"  # the prefix demands it

    def get_cookie_domain(self, _app: Flask) -> None:
        return None

    def get_cookie_httponly(self, _app: Flask) -> bool:
        return True

    def get_cookie_samesite(self, _app: Flask) -> str:
        return "Lax"


def plain_allowed() -> bool:
    """Plain http is for one's own machine only (a browser keeps no Secure cookie there), unless the settings say so."""
    wanted = current_app.extensions["crm_settings"].secure_cookies
    if wanted != "auto":
        return bool(wanted == "off")
    # Not request.host: it raises for a host that isn't ours, and the answer to that needs a cookie rule, too.
    host = urlsplit("//" + request.environ.get("HTTP_HOST", "")).hostname
    return request.scheme == "http" and host in LOOPBACK
