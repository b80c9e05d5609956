"""The database layer keeps its promises on both databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select

from crm.accounts.models import Unit
from crm.db import StaleEditError, claim_version, create_engine, known_at, open_session, sqlite_version, transaction
from crm.register.models import Municipality, WorkplaceState
from crm.web.models import OnceKey


def test_a_row_refuses_unknown_keywords() -> None:
    with pytest.raises(TypeError, match="colour"):
        Unit(code="a", name="A", colour="red")


def test_a_row_is_compared_by_identity_and_prints_no_content() -> None:
    one, other = Unit(code="a", name="Secret"), Unit(code="a", name="Secret")
    assert one != other
    assert len({one, other}) == 2
    assert repr(one) == str(one) == "<Unit new>"


def test_a_saved_row_prints_its_key(session: Session) -> None:
    with transaction(session):
        session.add(unit := Unit(code="x", name="X"))
    assert repr(unit) == f"<Unit {unit.id}>"


def test_a_transaction_saves_all_or_nothing(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), transaction(session):
        session.add(Unit(code="half", name="Half"))
        session.flush()
        _ = 1 / 0
    assert session.exec(select(Unit).where(Unit.code == "half")).first() is None


def test_transactions_are_not_nested_and_writes_outside_are_refused(session: Session) -> None:
    with pytest.raises(RuntimeError, match="nested"), transaction(session), transaction(session):
        pass
    session.add(Unit(code="stray", name="Stray"))
    with pytest.raises(RuntimeError, match="outside"):
        session.flush()


def test_what_is_read_inside_a_transaction_is_current(app: Flask, session: Session) -> None:
    with transaction(session):
        session.add(unit := Unit(code="u", name="Before"))
    with open_session(app.extensions["crm_engine"]) as colleague, transaction(colleague):
        found = colleague.exec(select(Unit).where(Unit.code == "u")).one()
        found.name = "After"
    with transaction(session):
        assert unit.name == "After"


def test_a_stale_edit_is_refused_with_the_row_as_it_is_now(app: Flask, session: Session) -> None:
    with transaction(session):
        session.add(unit := Unit(code="v", name="First"))
    opened = unit.version
    with open_session(app.extensions["crm_engine"]) as colleague, transaction(colleague):
        found = colleague.get_one(Unit, unit.id)
        claim_version(colleague, found, opened)
        found.name = "Colleague's"
    with pytest.raises(StaleEditError) as refused, transaction(session):
        claim_version(session, unit, opened)
    assert isinstance(refused.value.row, Unit)
    with open_session(app.extensions["crm_engine"]) as later:
        assert later.get_one(Unit, unit.id).name == "Colleague's"


def test_moments_come_back_in_utc_and_naive_ones_are_refused(session: Session) -> None:
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with transaction(session):
        session.add(OnceKey(key="k", used_at=summer, location="/"))
    session.expire_all()
    assert session.get_one(OnceKey, "k").used_at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    with pytest.raises(sa.exc.StatementError, match="time zone"), transaction(session):
        session.add(OnceKey(key="n", used_at=datetime(2026, 7, 1, 12), location="/"))  # noqa: DTZ001


def test_known_at_sees_a_fact_from_its_recording_to_its_retirement() -> None:
    now = str(known_at(WorkplaceState, None))
    then = str(known_at(WorkplaceState, datetime(2026, 1, 1, tzinfo=UTC)))
    assert "retired_at IS NULL" in now
    assert "recorded_at <=" in then
    assert "retired_at >" in then


def test_writers_wait_for_each_other_instead_of_failing(database_url: str) -> None:
    """Eight threads raise one number 20 times each: no lock error, nothing lost."""
    engine = create_engine(database_url)
    with open_session(engine) as first, transaction(first):
        first.add(Municipality(code="9999", name="0"))

    def count_up() -> None:
        with open_session(engine) as own:
            for _ in range(20):
                with transaction(own):
                    row = own.exec(select(Municipality).where(Municipality.code == "9999").with_for_update()).one()
                    row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_session(engine) as last:
        assert last.get_one(Municipality, "9999").name == "160"
    engine.dispose()


@pytest.mark.sqlite_only
def test_sqlite_is_a_safe_version_with_foreign_keys_and_a_write_ahead_log(session: Session) -> None:
    assert sqlite_version() >= (3, 51, 3)
    assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 2


@pytest.mark.postgresql_only
def test_a_connection_that_died_in_silence_is_replaced(
    engine: sa.Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.connect() as connection:
        ours = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    colleague = create_engine(database_url)
    with colleague.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({ours}, 10000)")
    colleague.dispose()
    monkeypatch.setattr("crm.db.SILENT_SECONDS", 0)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != ours
