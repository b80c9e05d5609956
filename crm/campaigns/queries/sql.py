"""What the two databases say differently about the moments of calls, compiled for each."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class utc_hour(FunctionElement[int]):  # noqa: N801 - it reads as the SQL function that it is
    """The hour of a moment, counted from the beginning of 1970 in UTC. The same number on both."""

    type = sa.Integer()
    inherit_cache = True


class seconds(FunctionElement[int]):  # noqa: N801
    """A moment as whole seconds; what is less than a second is cut off."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(utc_hour, "sqlite")
def _utc_hour_sqlite(element: utc_hour, compiler: SQLCompiler, **options: Any) -> str:
    return f"(unixepoch({compiler.process(element.clauses, **options)}) / 3600)"


@compiles(utc_hour, "postgresql")
def _utc_hour_postgresql(element: utc_hour, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(date_part('epoch', {compiler.process(element.clauses, **options)}) / 3600) AS integer)"


@compiles(seconds, "sqlite")
def _seconds_sqlite(element: seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"unixepoch({compiler.process(element.clauses, **options)})"


@compiles(seconds, "postgresql")
def _seconds_postgresql(element: seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(date_part('epoch', {compiler.process(element.clauses, **options)})) AS bigint)"
