"""What the two databases say differently about the moments of calls, compiled for each."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class utc_hour(FunctionElement[str]):  # noqa: N801 - it reads as the SQL function that it is
    """The hour in UTC of a moment: '2026-03-29 00'. The same text on both."""

    type = sa.String()
    inherit_cache = True


class seconds(FunctionElement[int]):  # noqa: N801
    """A moment as whole seconds; what is less than a second is cut off."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(utc_hour, "sqlite")
def _utc_hour_sqlite(element: utc_hour, compiler: SQLCompiler, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 13)"


@compiles(utc_hour, "postgresql")
def _utc_hour_postgresql(element: utc_hour, compiler: SQLCompiler, **options: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"


@compiles(seconds, "sqlite")
def _seconds_sqlite(element: seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"unixepoch({compiler.process(element.clauses, **options)})"


@compiles(seconds, "postgresql")
def _seconds_postgresql(element: seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)})) AS bigint)"
