"""Finding the workplace of a cooperation from the numbers its source gave, and placing those that had none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from crm.cooperation.core import GIVEN, cooperation
from crm.db import Retirement
from crm.register.chunks import insert_all, update_where_id
from crm.register.living import Lifetime, known_workplaces, lifetimes_by_company, only_living

_KEPT = ("source", "external_id", *GIVEN, "status", "recorded_by_user_id")


@dataclass(frozen=True, slots=True)
class Places:
    """What the register knows of some P-numbers and companies."""

    workplaces: Mapping[str, tuple[int, frozenset[str]]]
    companies: Mapping[str, tuple[int, Mapping[int, Lifetime]]]

    def find(self, p_number: str | None, cvr: str | None, day: date) -> int | None:
        """The workplace's id. A P-number decides alone; a company stands for its only living workplace on the day."""
        if p_number is not None:
            return self.workplaces.get(p_number, (None,))[0]
        return only_living(self.companies, cvr, day)

    def is_mismatch(self, p_number: str | None, cvr: str | None) -> bool:
        """Both numbers are given, and the workplace never was with that company."""
        known = self.workplaces.get(p_number or "")
        return known is not None and cvr is not None and cvr not in known[1]


def places(on: Session, numbers: Iterable[tuple[str | None, str | None]]) -> Places:
    """Look up pairs of P-number and CVR number, all at once."""
    pairs = set(numbers)
    return Places(
        known_workplaces(on, {p_number for p_number, _ in pairs if p_number is not None}),
        lifetimes_by_company(on, {cvr for p_number, cvr in pairs if p_number is None and cvr is not None}),
    )


def place_unplaced(on: Session, *, batch_id: int | None, now: datetime) -> int:
    """Place every unplaced cooperation whose workplace the register knows by now; returns how many.

    The unplaced fact is retired and a placed one recorded, so that *known at* an earlier moment still sees it unplaced.
    """
    columns = [cooperation.c[name] for name in ("id", *_KEPT)]
    is_unplaced = sa.and_(cooperation.c.workplace_id.is_(None), cooperation.c.retired_at.is_(None))
    waiting = on.connection().execute(sa.select(*columns).where(is_unplaced)).all()
    known = places(on, ((row.given_p_number, row.given_cvr) for row in waiting))
    found = [(row, known.find(row.given_p_number, row.given_cvr, row.start_date)) for row in waiting]
    placed = [(row, workplace_id) for row, workplace_id in found if workplace_id is not None]
    retire(on, [row.id for row, _ in placed], batch_id=batch_id, now=now)
    insert_all(
        on,
        cooperation,
        [
            {
                **{name: getattr(row, name) for name in _KEPT},
                "workplace_id": workplace_id,
                "recorded_at": now,
                "recorded_by_batch_id": batch_id,
            }
            for row, workplace_id in placed
        ],
    )
    return len(placed)


def retire(on: Session, ids: list[int], *, batch_id: int | None, now: datetime) -> None:
    """Mark current facts as replaced. Raises RuntimeError when one of them is not current any more."""
    values = {"retired_at": now, "retired_by_batch_id": batch_id, "retirement": Retirement.REPLACED}
    if update_where_id(on, cooperation, ids, values, cooperation.c.retired_at.is_(None)) != len(ids):
        raise RuntimeError("a cooperation was changed between comparing and writing")
