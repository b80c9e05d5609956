"""What follows when a contact is corrected or taken back: features above add to it where the application is wired."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app
from sqlmodel import Session

from crm.contacts.words import Outcome

Act = Callable[[Session, str, Outcome | None, datetime], object]
"""Gets the open transaction, the contact's identity over its corrections, its outcome (none: taken back), and now."""
_KEY = "crm_on_contact_change"


def on_contact_change(app: Flask, act: Act) -> None:
    """Have this carried out in the transaction that corrects or takes back a contact of a campaign."""
    app.extensions.setdefault(_KEY, []).append(act)


def follow(on: Session, entry: str, outcome: Outcome | None, now: datetime) -> None:
    for act in current_app.extensions.get(_KEY, ()):
        act(on, entry, outcome, now)
