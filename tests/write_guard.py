"""Watches every request of every test: reading writes nothing, and what writes leaves its line in the trail.

`tests/house/writes.csv` names for each writing route the verbs of its lines, or why it has none. A breach fails the
test in which it happened, at its end.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, has_request_context, request
from sqlalchemy.engine import Connection

from crm.audit.models import AuditEntry

DECLARED = Path(__file__).parent / "house" / "writes.csv"
WRITING = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# Not a change of anybody's data: the counting of attempts, and the record that a page with persons was read.
# A form sent a second time writes nothing but its key; a draft is nobody's but the writer's, and no fact yet.
# A claim is a company held for some minutes, and says so on the page itself; so does a request that is being read.
UNTRAILED = {"sign_in_attempt", "once_key", "draft", "contact_claim", "request_reader"}


def declared_writes() -> dict[str, frozenset[str]]:
    """Verbs by endpoint."""
    with DECLARED.open(encoding="utf-8", newline="") as file:
        return {row["endpoint"]: frozenset(row["verbs"].split()) for row in csv.DictReader(file, delimiter=";")}


@contextmanager
def watched(app: Flask) -> Iterator[None]:
    engine: sa.Engine = app.extensions["crm_engine"]
    declared, breaches = declared_writes(), list[str]()

    def note(connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, *_more: Any) -> None:
        if found := WRITING.match(statement):
            connection.info.setdefault("written", set()).add(found[1])
            if found[1] == AuditEntry.__tablename__:
                verbs = (values["verb"] for values in getattr(context, "compiled_parameters", ()) if "verb" in values)
                connection.info.setdefault("verbs", set()).update(verbs)

    def judge(connection: Connection) -> None:
        written, verbs = _taken(connection)
        if not has_request_context() or not written - UNTRAILED:
            return
        where = f"{request.method} {request.endpoint}"
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            breaches.append(f"{where} wrote to {sorted(written)}")
        elif not verbs:
            breaches.append(f"{where} wrote to {sorted(written)} without a line in the trail")
        elif undeclared := verbs - declared.get(str(request.endpoint), frozenset()):
            breaches.append(f"{where} left {sorted(undeclared)}, which tests/house/writes.csv doesn't name")

    sa.event.listen(engine, "before_cursor_execute", note)
    sa.event.listen(engine, "commit", judge)
    sa.event.listen(engine, "rollback", _taken)
    yield
    assert not breaches, "\n".join(breaches)


def _taken(connection: Connection) -> tuple[set[str], set[str]]:
    """What was written on this connection since it was last asked."""
    return connection.info.pop("written", set()), connection.info.pop("verbs", set())
