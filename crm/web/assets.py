"""Addresses of static files that change when the file does, so that browsers may keep them for good."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for

FOR_GOOD = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)


def asset(name: str) -> str:
    """`asset('app.css')` → '/static/app.css?v=1f3a…'. Looked up once a request: a list shows an icon on every row."""
    known: dict[str, str] = g.setdefault("assets", {})
    if name not in known:
        known[name] = _versioned(name)
    return known[name]


def _versioned(name: str) -> str:
    try:
        found = os.stat(f"{current_app.static_folder}/{name}")  # noqa: PTH116 - fifteen a page: a Path costs more
    except FileNotFoundError:
        return url_for("static", filename=name)
    return _address(name, found.st_mtime_ns, found.st_size, request.script_root)


@lru_cache(maxsize=256)
def _address(name: str, _changed: int, _size: int, _root: str) -> str:
    content = (Path(str(current_app.static_folder)) / name).read_bytes()
    return url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:12])


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = FOR_GOOD
    return response
