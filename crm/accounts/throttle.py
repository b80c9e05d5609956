"""Slowing down who guesses passwords, without locking anybody else out.

An attempt is counted before the password is looked at, so that many at once don't slip through. Counted are attempts
for one account from one address, and all attempts from one address; never an account by itself, or a stranger could
keep its owner out. Unknown accounts are counted alike, so that the answer tells nothing.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

import sqlalchemy as sa
from flask import current_app
from sqlmodel import Session, col

from crm.accounts.models import SignInAttempt

WINDOW = timedelta(minutes=15)
FOR_ACCOUNT = 5  # attempts from one address for one account
FOR_ADDRESS = 100  # attempts from one address: a whole town hall may share one
LOCK = 7_310_852


def wait_before(on: Session, email: str, address: str, *, now: datetime) -> int:
    """Count this attempt and return 0, or the seconds to wait when there were too many."""
    account, place = _hash("account", email), _hash("address", _network(address))
    _queue_up(on)
    by_address = col(SignInAttempt.address_hash) == place
    by_account = col(SignInAttempt.account_hash) == account
    wait = max(_wait(on, now, FOR_ACCOUNT, by_address, by_account), _wait(on, now, FOR_ADDRESS, by_address))
    if not wait:
        on.add(SignInAttempt(account_hash=account, address_hash=place, at=now))
        on.flush()
    return wait


def succeeded(on: Session, email: str, address: str) -> None:
    """The right password: this account's attempts from this address are forgotten, all others stay counted."""
    mine = (
        col(SignInAttempt.account_hash) == _hash("account", email),
        col(SignInAttempt.address_hash) == _hash("address", _network(address)),
    )
    on.connection().execute(sa.delete(SignInAttempt).where(*mine))


def forget_before(on: Session, moment: datetime) -> int:
    """Delete attempts before the moment; how many."""
    return on.connection().execute(sa.delete(SignInAttempt).where(col(SignInAttempt.at) < moment)).rowcount


def _wait(on: Session, now: datetime, limit: int, *which: sa.ColumnElement[bool]) -> int:
    """Seconds until fewer than `limit` attempts lie within the window."""
    decisive = (
        sa.select(col(SignInAttempt.at))
        .where(*which, col(SignInAttempt.at) > now - WINDOW)
        .order_by(col(SignInAttempt.at).desc())
        .offset(limit - 1)
        .limit(1)
    )
    at = on.connection().execute(decisive).scalar()
    return 0 if at is None else max(1, ceil((at + WINDOW - now).total_seconds()))


def _queue_up(on: Session) -> None:
    """Count one at a time. SQLite has one writer anyway."""
    if on.get_bind().dialect.name == "postgresql":
        on.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def _network(address: str) -> str:
    """A household or office has a whole /64 of IPv6 addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)


def _hash(kind: str, text: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
