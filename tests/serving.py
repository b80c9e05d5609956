"""Servers that answer from a thread as long as a test needs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from threading import Thread
from typing import Any

from werkzeug.serving import make_server


@contextmanager
def answering(server: BaseServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def site_of(app: Any) -> Iterator[str]:
    """The address of a WSGI application's own site."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}"
