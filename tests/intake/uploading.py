"""An administrator at the import pages, and the jobs process behind them."""

from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Flask
from page_client import Page, PageClient

from crm.db import open_session
from crm.intake.queue import run_queued
from crm.values.clock import utc_now


def upload(
    client: PageClient, content: str | bytes, name: str = "register.csv", *, status: int = 200, **fields: Any
) -> Page:
    """Send a register extract (or what `fields` say) through the form; the page it leads to."""
    body = content.encode() if isinstance(content, str) else content
    form = client.get("/imports/new").form("Upload og kontrollér")
    return form.send(status=status, **({"kind": "register", "file": (BytesIO(body), name)} | fields))


def run_waiting(app: Flask, now: datetime | None = None) -> dict[str, int]:
    """What the jobs process does when it looks into the queue."""
    with open_session(app.extensions["crm_engine"]) as own:
        return run_queued(own, now=now or utc_now())
