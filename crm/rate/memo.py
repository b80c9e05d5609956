"""Figures kept in memory for as long as no fact has changed.

A figure is a function of its request, the facts and the local day. Every write of a fact leaves an audit line, and
the trail's lock gives those lines their numbers in the order of their commits: the newest such line is an exact
stamp of the facts. A figure kept under that stamp can't be stale, in however many processes.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from sqlmodel import Session, col, func, select

from crm.audit.models import AuditEntry

FACT_VERBS = (
    "cooperation.create",
    "cooperation.correct",
    "cooperation.end",
    "cooperation.void",
    "cooperation.place",
    "import.run",
    "import.undo",
    "installation.init",
    "job_centre.add",
    "rate_definition.add",
    "demo.load",
)
Result = TypeVar("Result")


def facts_stamp(session: Session) -> int:
    """Number of the newest audit line about a fact that figures rest on; 0 before the first."""
    newest = session.exec(select(func.max(AuditEntry.id)).where(col(AuditEntry.verb).in_(FACT_VERBS))).one()
    return newest or 0


class Memo:
    """The most recently used results, at most `size` of them; safe among threads."""

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """The kept result for `key`, or what `compute` gives now."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("Result", self._kept[key])
        result = compute()
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return result
