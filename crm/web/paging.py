"""Lists in pages: one count, one query for the rows, and addresses that keep every filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import sqlalchemy as sa
from flask import Flask, request, url_for
from sqlmodel import Session

from crm.values.cpr_guard import contains_cpr

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, and where in the whole it stands (`number` counts from 1)."""

    rows: Sequence[Any]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        return max(1, ceil(self.total / self.size))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.number * self.size, self.total)

    def url(self, number: int) -> str:
        return same_url(page=None if number == 1 else number)


def wanted_page(text: str | None) -> int:
    """The page number from the address; anything odd is page 1."""
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < int(text[:9]) < 1_000_000 else 1


def paged(
    on: Session,
    rows: sa.Select[Any],
    *,
    count: sa.Select[Any],
    number: int,
    size: int = PAGE_SIZE,
    counted_along: bool = False,
) -> Page:
    """The wanted page of `rows` (ordered); `count` selects the number of rows. Past the end is the last page.

    `counted_along`: where the conditions cost more than the rows, one statement tests them for page and count.
    """
    if counted_along:
        along = rows.add_columns(sa.func.count().over().label("of_all")).limit(size).offset((number - 1) * size)
        if found := on.connection().execute(along).all():
            return Page(found, found[0].of_all, number, size)
    total = on.connection().execute(count).scalar_one()
    number = min(number, max(1, ceil(total / size)))
    found = on.connection().execute(rows.limit(size).offset((number - 1) * size)).all() if total else []
    return Page(found, total, number, size)


def same_url(**changes: Any) -> str:
    """This page's address with some of its parameters changed; None takes one away.

    What looks like a CPR number is left out, in whichever parameter it came.
    """
    kept: dict[str, Any] = {
        key: [value for value in request.args.getlist(key) if value and not contains_cpr(value)]
        for key in request.args
        if not contains_cpr(key)
    }
    wanted = {key: value for key, value in (kept | changes).items() if value not in (None, "", [])}
    return url_for(str(request.endpoint), **(request.view_args or {}), **wanted)


def sort_url(key: str, current: str, first: str = "") -> str:
    """The address that sorts by `key`, or turns the order round when it already does.

    `-key` is descending; `first="-"` begins with it, for numbers where the greatest come first.
    """
    begin, turned = f"{first}{key}", key if first else f"-{key}"
    return same_url(sort=turned if current == begin else begin, page=None)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(same_url=same_url, sort_url=sort_url)


def chosen(names: Sequence[str], args: Mapping[str, str]) -> dict[str, str]:
    """The filters in use, by name; empty ones are not in use."""
    return {name: args[name].strip() for name in names if args.get(name, "").strip()}
