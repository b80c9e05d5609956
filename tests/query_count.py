"""How many statements a page sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import event


@dataclass
class Statements:
    sent: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.sent)


@contextmanager
def counted(app: Flask) -> Iterator[Statements]:
    """The statements of the application's own engine inside the block, but for SQLite's BEGIN."""
    engine, statements = app.extensions["crm_engine"], Statements()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement != "BEGIN":
            statements.sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
