"""What follows when a request has come in: features above add to it where the application is wired."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app
from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest

Act = Callable[[Session, EmployerRequest, datetime], object]
"""Gets the open transaction, the request, and now."""
_KEY = "crm_on_request_received"


def on_request_received(app: Flask, act: Act) -> None:
    """Have this carried out in the transaction that writes down a request, whichever way it came."""
    app.extensions.setdefault(_KEY, []).append(act)


def follow_received(on: Session, request: EmployerRequest, now: datetime) -> None:
    for act in current_app.extensions.get(_KEY, ()):
        act(on, request, now)
