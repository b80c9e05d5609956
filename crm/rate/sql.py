"""What the two databases say differently, compiled for each."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class day_number(FunctionElement[int]):  # noqa: N801 - it reads as the SQL function that it is
    """A date as a whole number, the same as Python's `date.toordinal()`: days become plain arithmetic."""

    type = sa.Integer()
    inherit_cache = True


class month_number(FunctionElement[int]):  # noqa: N801
    """A date's month as a whole number: year × 12 + month − 1."""

    type = sa.Integer()
    inherit_cache = True


class day_after(FunctionElement[date]):  # noqa: N801
    """The next day."""

    type = sa.Date()
    inherit_cache = True


class day_before(FunctionElement[date]):  # noqa: N801
    """The day before."""

    type = sa.Date()
    inherit_cache = True


class least(FunctionElement[Any]):  # noqa: N801
    """The smallest of several values of one kind, none of them NULL."""

    inherit_cache = True

    def __init__(self, *values: sa.ColumnElement[Any]) -> None:
        super().__init__(*values)
        self.type = values[0].type


class greatest(FunctionElement[Any]):  # noqa: N801
    """The greatest of several values of one kind, none of them NULL."""

    inherit_cache = True

    def __init__(self, *values: sa.ColumnElement[Any]) -> None:
        super().__init__(*values)
        self.type = values[0].type


@compiles(day_number, "sqlite")
def _day_number_sqlite(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **options)}) - 1721424.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _day_number_postgresql(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} - DATE '0001-01-01' + 1)"


@compiles(month_number, "sqlite")
def _month_number_sqlite(element: month_number, compiler: SQLCompiler, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"(CAST(substr({day}, 1, 4) AS INTEGER) * 12 + CAST(substr({day}, 6, 2) AS INTEGER) - 1)"


@compiles(month_number, "postgresql")
def _month_number_postgresql(element: month_number, compiler: SQLCompiler, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"CAST(extract(year FROM {day}) * 12 + extract(month FROM {day}) - 1 AS INTEGER)"


@compiles(day_after, "sqlite")
def _day_after_sqlite(element: day_after, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+1 day')"


@compiles(day_after, "postgresql")
def _day_after_postgresql(element: day_after, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} + 1)"


@compiles(day_before, "sqlite")
def _day_before_sqlite(element: day_before, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '-1 day')"


@compiles(day_before, "postgresql")
def _day_before_postgresql(element: day_before, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} - 1)"


@compiles(least, "sqlite")
def _least_sqlite(element: least, compiler: SQLCompiler, **options: Any) -> str:
    return f"min({compiler.process(element.clauses, **options)})"


@compiles(least, "postgresql")
def _least_postgresql(element: least, compiler: SQLCompiler, **options: Any) -> str:
    return f"least({compiler.process(element.clauses, **options)})"


@compiles(greatest, "sqlite")
def _greatest_sqlite(element: greatest, compiler: SQLCompiler, **options: Any) -> str:
    return f"max({compiler.process(element.clauses, **options)})"


@compiles(greatest, "postgresql")
def _greatest_postgresql(element: greatest, compiler: SQLCompiler, **options: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **options)})"


class as_filter(FunctionElement[bool]):  # noqa: N801
    """A condition, but not one to search an index by: the rows that the others find only have to be sifted.

    PostgreSQL 18 would search the index anew for every value of the columns in between, which takes twice as long.
    """

    type: Any = sa.Integer()  # SQLAlchemy would have SQLite compare a truth value with 1, row by row
    inherit_cache = True


@compiles(as_filter, "sqlite")
def _as_filter_sqlite(element: as_filter, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(as_filter, "postgresql")
def _as_filter_postgresql(element: as_filter, compiler: SQLCompiler, **options: Any) -> str:
    return f"(({compiler.process(element.clauses, **options)}) IS TRUE)"


class join_in_order(sa.Join):  # noqa: N801
    """A join whose left side SQLite reads first; its planner knows too little of our sizes to choose well."""

    inherit_cache = True


@compiles(join_in_order, "sqlite")
def _join_in_order_sqlite(element: join_in_order, compiler: SQLCompiler, **options: Any) -> str:
    options["asfrom"] = True
    sides = [compiler.process(side, **options) for side in (element.left, element.right)]
    options["asfrom"] = False
    condition: Any = element.onclause
    return f"{sides[0]} CROSS JOIN {sides[1]} ON {compiler.process(condition, **options)}"
