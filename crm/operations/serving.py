"""`crm serve`: the web server and the jobs process together, for one machine."""

import errno
import signal
from typing import Any

import structlog
from flask import Flask
from waitress.server import create_server

from crm.operations.child import JobsChild
from crm.operations.turnstile import Turnstile
from crm.refusal import Refusal
from crm.settings import Settings
from crm.web import garbage

THREADS = 8  # pages take milliseconds; more threads would only queue up at the database
log = structlog.get_logger("crm")


def serve(app: Flask, *, host: str, port: int, with_jobs: bool) -> None:
    """Serve until SIGTERM or SIGINT. Raises Refusal when the port is taken."""
    server = _listening(app, host, port)
    jobs = JobsChild() if with_jobs else None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        if jobs:
            jobs.start()
        print(f"Serving on {_address(host, port)} (Ctrl+C stops)", flush=True)  # noqa: T201 - for the person who started it
        garbage.settle()
        server.run()
    except SystemExit:
        pass
    finally:
        server.close()
        if jobs:
            jobs.stop()
    log.info("serve.stopped")


def _listening(app: Flask, host: str, port: int) -> Any:
    settings: Settings = app.extensions["crm_settings"]
    try:
        return create_server(
            Turnstile(app),
            host=host,
            port=port,
            threads=THREADS,
            ident="",
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1024 * 1024,  # the page's own 413 comes first
            clear_untrusted_proxy_headers=settings.proxy_hops == 0,  # with a proxy, the application reads them
            channel_timeout=60,
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refusal(
                f"Port {port} on {host} is in use. Stop what runs there, or choose another: --port"
            ) from error
        raise Refusal(f"Cannot listen on {host}:{port}: {error.strerror}.") from error


def _stop(_number: int, _frame: object) -> None:
    """Waitress ends its loop on this, and lets requests under way finish."""
    raise SystemExit(0)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
