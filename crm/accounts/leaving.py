"""What else ends when a person's session ends: features above add to the list where the application is wired."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlmodel import Session

Act = Callable[[Session, int], object]
"""Gets the open transaction and the person's id."""
_KEY = "crm_on_leaving"


def on_leaving(app: Flask, act: Act) -> None:
    """Have this carried out in the transaction that ends a session: at sign-out, revoked, the account closed."""
    app.extensions.setdefault(_KEY, []).append(act)


def leave(on: Session, user_id: int) -> None:
    for act in current_app.extensions.get(_KEY, ()):
        act(on, user_id)
