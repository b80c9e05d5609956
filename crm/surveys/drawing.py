"""Pure: which visits are drawn. Whoever knows the period, the visit and the share draws the same again."""

from datetime import date
from hashlib import sha256

_ALL = 2**64


def period_of(day: date) -> str:
    """The seed of the draw: '2026-Q4', the quarter in which the visit took place."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def is_drawn(period: str, visit_uid: str, share_percent: int) -> bool:
    """By a hash of both: nobody can lean on it. Drawn of a small share, a visit is drawn of a greater one too."""
    number = int.from_bytes(sha256(f"{period}:{visit_uid}".encode()).digest()[:8], "big")
    return number * 100 < share_percent * _ALL
