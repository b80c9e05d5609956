"""Logs: one JSON object a line on stderr, without personal data.

A request is logged by its endpoint, never by its address or its form. An exception is logged by its kind and its
places in the code; its message only where it cannot carry a value that somebody typed. Over everything lies the CPR
guard as the last net.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError

from crm.settings import Settings
from crm.values.cpr_guard import redact_cpr

MESSAGE_IS_OURS = (AttributeError, ImportError, NameError, RuntimeError, TemplateError, TypeError)
QUIET = ("werkzeug", "waitress", "waitress.queue", "alembic", "apscheduler", "flask_wtf.csrf")
FRAMES = 30
Event = MutableMapping[str, Any]
log = structlog.get_logger("crm")


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["crm_settings"]
    configure(settings.log_level)
    app.before_request(_start)
    app.after_request(_finish)
    app.log_exception = _log_exception  # type: ignore[method-assign]


def configure(level: str) -> None:
    """For every process: structlog and the standard library's logging both end in `_Stderr`. Safe to repeat."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            describe_exception,
            redact,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_names: _Stderr(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, _Forward)] + [_Forward()]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Stderr:
    """Writes to what stderr is now: a test or a command may have put something else there."""

    def msg(self, text: str) -> None:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = exception = log = msg


class _Forward(logging.Handler):
    """Libraries' own log lines in our form."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        # The template only: a library's arguments may be addresses, statements, values.
        log.log(record.levelno, str(record.msg), logger=record.name, error=error)


def describe_exception(_logger: object, _method: str, event: Event) -> Event:
    """Turn an exception under `error` into its kind, its places in the code, and a message if that is safe."""
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = [
            f"{frame.filename.rpartition('/site-packages/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
        if isinstance(error, DBAPIError):
            event["sqlstate"] = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
        elif isinstance(error, MESSAGE_IS_OURS):
            event["message"] = str(error)
    elif error is not None:
        event["error"] = error
    return event


def redact(_logger: object, _method: str, event: Event) -> Mapping[str, Any]:
    """The last net: no number of the shape of a CPR number, wherever in the event it stands."""
    return {key: _redacted(value) for key, value in event.items()}


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact_cpr(value)
    if isinstance(value, Mapping):
        return {key: _redacted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(inner) for inner in value]
    return value if isinstance(value, int | float | None) else redact_cpr(str(value))


def _json(event: Any, **_more: Any) -> str:
    return json.dumps(event, ensure_ascii=False)


def _start() -> None:
    g.request_id = uuid4().hex[:12]
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        log.info(
            "request",
            method=request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other",
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            user=g.get("actor_id"),
        )
    structlog.contextvars.clear_contextvars()
    return response


def _log_exception(exc_info: Any) -> None:
    log.error("unexpected", endpoint=request.endpoint, error=exc_info[1], user=g.get("actor_id"))
