"""Error pages: what happened, what was kept, what to do, and the number to name when asking for help."""

from dataclasses import dataclass

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as BaseResponse

from crm.db import StaleEditError
from crm.refusal import Refusal
from crm.web.htmx import wants_part
from crm.web.i18n import language
from crm.web.logs import log


class TooManyAttemptsError(Exception):
    """Somebody must wait this many seconds before the next attempt."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Words:
    """An error in three sentences: what happened, what was kept, what to do."""

    title: LazyString | str
    happened: LazyString | str
    kept: LazyString | str
    to_do: LazyString | str


UNCHANGED = _l("Nothing was changed.")
WORDS = {
    400: Words(
        _l("The request could not be understood"),
        _l("What your browser sent is incomplete, or doesn't fit this page."),
        UNCHANGED,
        _l("Go back, load the page again and try once more."),
    ),
    403: Words(
        _l("This page is not for your role"),
        _l("Your role doesn't give access to this page."),
        UNCHANGED,
        _l("If you need it for your work, ask an administrator for another role."),
    ),
    404: Words(
        _l("This page doesn't exist"),
        _l("The address is wrong, or what it showed is gone or not yours to see."),
        UNCHANGED,
        _l("Check the address, or start again from the front page."),
    ),
    405: Words(
        _l("This page can't be used that way"),
        _l("The address exists, but doesn't take this kind of request."),
        UNCHANGED,
        _l("Go back and use the page's own buttons and links."),
    ),
    409: Words(
        _l("Somebody else saved first"),
        _l("What you were editing was changed by somebody else since you opened it."),
        _l("The other person's change is kept. Yours is not saved."),
        _l("Open the page again, look at what changed, and make your change once more."),
    ),
    413: Words(
        _l("That is too large"),
        _l("The file or the text is larger than this installation takes."),
        UNCHANGED,
        _l("Choose a smaller file or split it in two, or ask an administrator to raise the limit."),
    ),
    422: Words(
        _l("This can't be done as it stands"),
        _l("Something in what you sent doesn't hold."),
        UNCHANGED,
        _l("Go back, mend it and send it again."),
    ),
    429: Words(
        _l("Too many attempts"),
        _l("There were too many attempts in a short time."),
        UNCHANGED,
        _l("Wait a little and try again."),
    ),
    500: Words(
        _l("Something went wrong here"),
        _l("The fault is ours, not yours. It has been written to the log."),
        _l("Nothing from this last step was saved; what was saved before is kept."),
        _l("Try again in a moment. If it happens again, tell an administrator the number below."),
    ),
    503: Words(
        _l("The database is busy"),
        _l("The database did not answer in time."),
        _l("Nothing from this last step was saved; what was saved before is kept."),
        _l("Wait a minute and try again. If it lasts, tell an administrator the number below."),
    ),
}
CSRF_WORDS = Words(
    _l("The page was open for too long"),
    _l("For your safety a page can only be sent by the session that opened it. That session is over, or your"
       " browser doesn't keep cookies."),
    UNCHANGED,
    _l("Go back, copy what you wrote if it was long, load the page again and send it once more."),
)  # fmt: skip
HOST_WORDS = Words(
    _l("This address is not known here"),
    _l("This installation doesn't answer under the name in your browser's address field."),
    UNCHANGED,
    _l("Use the address you were given. Administrators set the names in CRM_TRUSTED_HOSTS."),
)
BUSY_STATES = {"55P03", "57014", "40001", "40P01"}  # lock and statement timeouts, serialization, deadlock


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(StaleEditError, on_stale)
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(TooManyAttemptsError, on_too_many)
    app.register_error_handler(OperationalError, on_database)
    app.register_error_handler(PoolTimeoutError, on_database)


def on_http(error: HTTPException) -> BaseResponse:
    """Any answer by exception. A redirect stays one."""
    code = error.code or 500
    if code < 400:
        return error.get_response(request.environ)
    response = answer(code, _words(error, code))
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"} or (name == "Content-Range" and _is_range(error)):
            response.headers[name] = value
    return response


def on_stale(_error: StaleEditError) -> Response:
    return answer(409, WORDS[409])


def on_refusal(refusal: Refusal) -> Response:
    """Declined with a sentence of its own."""
    words = WORDS[422]
    return answer(422, Words(words.title, str(refusal), words.kept, words.to_do))


def on_database(error: Exception) -> Response:
    """Busy, locked or away: the reader is asked to wait. A broken statement is a fault of ours."""
    if isinstance(error, DBAPIError) and not _busy(error):
        raise error
    log.warning("database_busy", endpoint=request.endpoint, error=error)
    response = answer(503, WORDS[503])
    response.headers["Retry-After"] = "60"
    return response


def on_too_many(error: TooManyAttemptsError) -> Response:
    minutes = -(-error.seconds // 60)
    words = Words(
        WORDS[429].title,
        WORDS[429].happened,
        WORDS[429].kept,
        _("Wait %(minutes)d min. and try again. If you forgot your password, an administrator can make a new one.",
          minutes=minutes),
    )  # fmt: skip
    response = answer(429, words)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def answer(code: int, words: Words) -> Response:
    """The error as a page, or for htmx as a fragment for the page's message region."""
    context = {"code": code, "words": words, "request_id": g.get("request_id", "")}
    part = request.headers.get("HX-Request") == "true" and wants_part()
    try:
        text = "" if words is HOST_WORDS else render_template(f"errors/{'_error' if part else 'error'}.html", **context)
    except Exception as error:  # noqa: BLE001 - whatever is broken, the reader gets a page
        log.error("error_page", error=error)
        text = ""
    response = make_response(text or _bare(code, words), code)
    if part:
        response.headers["HX-Retarget"] = "#flashes"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _words(error: HTTPException, code: int) -> Words:
    name = type(error).__name__
    if name == "CSRFError":
        return CSRF_WORDS
    if name == "SecurityError":
        return HOST_WORDS
    return WORDS.get(code, WORDS[400] if code < 500 else WORDS[500])


def _is_range(error: HTTPException) -> bool:
    return isinstance(error, RequestedRangeNotSatisfiable)


def _busy(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig).lower()
    unreachable = isinstance(error, OperationalError) and state is None and not text.startswith("no such")
    return state in BUSY_STATES or error.connection_invalidated or unreachable or (state or "").startswith("57P")


def _bare(code: int, words: Words) -> str:
    """A page that needs nothing: for a host that isn't ours, or when the templates themselves fail."""
    page = Markup(
        '<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
        "<body><main><h1>{title}</h1><p>{happened}</p><p>{kept}</p><p>{to_do}</p><p>{code} · {id}</p></main></body>"
        "</html>"
    )
    return page.format(
        lang=language(),
        title=words.title,
        happened=words.happened,
        kept=words.kept,
        to_do=words.to_do,
        code=code,
        id=g.get("request_id", ""),
    )
