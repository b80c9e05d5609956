"""Proof that a form was open for a while: a program that fills it in sends it at once."""

from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, Signer

AT_LEAST = timedelta(seconds=3)
AT_MOST = timedelta(hours=12)


def opened_now(now: datetime) -> str:
    """The moment, signed, for a hidden field of a form that is being shown."""
    return _signer().sign(str(int(now.timestamp()))).decode()


def opened_at(text: str) -> datetime | None:
    """The moment that the field carries; None when it is not ours."""
    try:
        return datetime.fromtimestamp(int(_signer().unsign(text)), UTC)
    except (BadSignature, ValueError, OverflowError):
        return None


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="form opened")
