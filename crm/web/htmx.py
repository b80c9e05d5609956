"""htmx, wrapped once: is this a request for a part, and how to answer it."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from htmx_flask import Htmx
from werkzeug.wrappers import Response as BaseResponse

Answer = Response | BaseResponse


def init_app(app: Flask) -> None:
    Htmx(app)


def wants_part() -> bool:
    """True when htmx asks for a fragment to swap in, not for a whole page (history, boosted links)."""
    return request.headers.get("HX-Request-Type") == "partial"


def page_or_part(page: str, part: str, /, *, status: int = 200, **context: Any) -> Response:
    """Render the part for htmx and the page (which includes the same part) for everybody else."""
    response = make_response(render_template(part if wants_part() else page, **context), status)
    response.headers["Vary"] = "HX-Request-Type"
    return response


def go_to(url: str) -> Answer:
    """After a successful POST: 303 for a browser; for htmx the header that loads the page without a 3xx."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url, 303)
    response = make_response("", 204)
    response.headers["HX-Location"] = url
    return response
