from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from intake_files import (
    BAKER,
    BRANCH,
    FORGE,
    NEW_OWNER,
    SHOP,
    SMITH,
    WORKPLACE,
    Importer,
    count_all,
    counts,
    csv_of,
    rows_of,
    states_known,
)
from sqlmodel import Session

from crm.db import Retirement, transaction
from crm.register.core import company, workplace, workplace_life, workplace_state
from crm.register.projection import refresh_all
from crm.values.clock import utc_now

DATA = Path(__file__).parent.parent / "data" / "worked_example"
HISTORY = (
    WORKPLACE | {"gyldig_fra": "2010-01-01", "antal_ansatte": "3"},
    WORKPLACE | {"gyldig_fra": "2014-06-01", "antal_ansatte": "12"},
)


def test_the_worked_example_comes_in_whole_and_a_second_time_changes_nothing(importer: Importer) -> None:
    first = importer.run("register", DATA / "register.csv")
    second = importer.run("register", DATA / "register.csv")
    assert (first["rows"], first["rejected"], first["problems"]) == (180, 0, [])
    assert counts(second) == (0, 0, 180, 0)


def test_several_rows_of_a_workplace_are_its_history(importer: Importer, session: Session) -> None:
    assert counts(importer.register(*HISTORY)) == (2, 0, 0, 0)
    assert states_known(session, SHOP) == [(date(2010, 1, 1), 3), (date(2014, 6, 1), 12)]
    assert count_all(session)["workplace_life"] == 1


def test_a_correction_replaces_the_state_of_its_day_and_the_old_one_is_still_known_then(
    importer: Importer, session: Session
) -> None:
    importer.register(*HISTORY)
    then = utc_now()
    corrected = importer.register(HISTORY[0], HISTORY[1] | {"antal_ansatte": "14"})
    assert counts(corrected) == (0, 1, 1, 0)
    assert states_known(session, SHOP) == [(date(2010, 1, 1), 3), (date(2014, 6, 1), 14)]
    assert states_known(session, SHOP, then) == [(date(2010, 1, 1), 3), (date(2014, 6, 1), 12)]
    (old,) = rows_of(session, workplace_state, workplace_state.c.retired_at.is_not(None))
    (new,) = rows_of(session, workplace_state, workplace_state.c.recorded_by_batch_id == corrected["batch"])
    assert (old.retirement, old.retired_by_batch_id) == (Retirement.REPLACED, corrected["batch"])
    assert old.retired_at == new.recorded_at


def test_a_later_state_leaves_the_earlier_ones_alone(importer: Importer, session: Session) -> None:
    importer.register(*HISTORY)
    assert counts(importer.register(WORKPLACE | {"gyldig_fra": "2016-01-01", "antal_ansatte": "20"})) == (1, 0, 0, 0)
    assert [headcount for _, headcount in states_known(session, SHOP)] == [3, 12, 20]


@pytest.mark.parametrize(
    ("cell", "option", "day"),
    [
        ("2012-05-01", ("--valid-from", "2015-01-01"), date(2012, 5, 1)),
        ("", ("--valid-from", "01-01-2015"), date(2015, 1, 1)),
        ("", (), date(2010, 1, 1)),
    ],
)
def test_the_day_comes_from_the_row_else_from_the_import_else_from_the_start(
    importer: Importer, session: Session, cell: str, option: tuple[str, ...], day: date
) -> None:
    importer.register(WORKPLACE | {"gyldig_fra": cell}, more=option)
    assert [found for found, _ in states_known(session, SHOP)] == [day]


def test_the_newest_row_says_the_life_and_a_closing_is_an_update(importer: Importer, session: Session) -> None:
    importer.register(*HISTORY)
    closed = HISTORY[1] | {"ophørsdato": "2016-03-31"}
    assert counts(importer.register(HISTORY[0], closed)) == (0, 1, 1, 0)
    old, new = rows_of(session, workplace_life)
    assert (old.end_date, old.retirement) == (None, Retirement.REPLACED)
    assert (new.end_date, new.retired_at) == (date(2016, 3, 31), None)
    assert counts(importer.register(HISTORY[0], closed)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("exact", "band", "headcount", "is_exact"),
    [("7", "ANTAL_5_9", 7, True), ("", "ANTAL_50_99", 50, False), ("", "", None, True), ("0", "", 0, True)],
)
def test_an_exact_headcount_wins_a_band_counts_from_below_and_unknown_is_not_zero(
    importer: Importer, session: Session, exact: str, band: str, headcount: int | None, *, is_exact: bool
) -> None:
    importer.register(WORKPLACE | {"antal_ansatte": exact, "antal_ansatte_interval": band})
    (state,) = rows_of(session, workplace_state)
    assert (state.headcount, state.headcount_exact) == (headcount, is_exact)


def test_a_dry_run_says_the_same_and_writes_nothing(importer: Importer, session: Session) -> None:
    before = count_all(session)
    found = importer.register(*HISTORY, more=("--dry-run",))
    assert (found["batch"], counts(found)) == (None, (2, 0, 0, 0))
    assert count_all(session) == before


def test_all_facts_of_an_import_carry_one_moment(importer: Importer, session: Session) -> None:
    importer.run("register", DATA / "register.csv")
    for table in (workplace_state, workplace_life):
        assert len({row.recorded_at for row in rows_of(session, table)}) == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_comes_in(importer: Importer, delimiter: str) -> None:
    path = importer.write(csv_of(WORKPLACE, delimiter=delimiter).encode("cp1252"))
    assert counts(importer.run("register", path)) == (1, 0, 0, 0)


def test_lists_see_the_newest_state_and_sums_over_living_workplaces(importer: Importer, session: Session) -> None:
    importer.register(
        *HISTORY,
        WORKPLACE | {"pnummer": BRANCH, "navn": "Filialen", "antal_ansatte": "", "antal_ansatte_interval": "5_9"},
        WORKPLACE | {"pnummer": FORGE, "navn": "Lukket", "ophørsdato": "2012-01-01"},
    )
    (found,) = rows_of(session, company)
    assert (found.name, found.living_workplaces) == ("Bageren ApS", 2)
    assert (found.headcount_lower, found.headcount_upper, found.first_start_date) == (17, 21, date(2010, 1, 1))
    assert {"bageren aps", "bageren på hjørnet", "filialen", SHOP, BAKER, "+4598123456"} <= set(
        found.search_text.split("\n")
    )
    shop = rows_of(session, workplace, workplace.c.p_number == SHOP)[0]
    assert (shop.headcount, shop.municipality_code) == (12, "0851")


def test_a_company_without_a_name_is_called_by_its_workplace_and_has_no_size_when_none_is_known(
    importer: Importer, session: Session
) -> None:
    importer.register(WORKPLACE | {"virksomhedsnavn": "", "antal_ansatte": ""})
    (found,) = rows_of(session, company)
    assert (found.name, found.headcount_lower, found.headcount_upper) == ("Bageren på Hjørnet", None, None)


def test_a_workplace_that_changes_hands_leaves_its_former_company(importer: Importer, session: Session) -> None:
    importer.register(*HISTORY)
    importer.register(
        WORKPLACE | {"gyldig_fra": "2017-01-01", "cvrnummer": NEW_OWNER, "virksomhedsnavn": "Køberen A/S"}
    )
    former, owner = rows_of(session, company)
    assert (former.cvr, former.name, former.living_workplaces, former.headcount_lower) == (BAKER, "Bageren ApS", 0, 0)
    assert (owner.cvr, owner.name, owner.living_workplaces, owner.headcount_lower) == (NEW_OWNER, "Køberen A/S", 1, 12)


def test_the_night_brings_a_state_of_tomorrow_into_the_lists(importer: Importer, session: Session) -> None:
    tomorrow = utc_now().date() + timedelta(days=2)
    importer.register(*HISTORY, WORKPLACE | {"gyldig_fra": tomorrow.isoformat(), "antal_ansatte": "50"})
    assert rows_of(session, workplace)[0].headcount == 12
    with transaction(session) as on:
        assert refresh_all(on, tomorrow) > 0
    assert rows_of(session, workplace)[0].headcount == 50
    assert rows_of(session, company)[0].headcount_lower == 50
    with transaction(session) as on:
        assert refresh_all(on, tomorrow) == 0


def test_queries_do_not_grow_with_the_rows(app: Flask, importer: Importer) -> None:
    def queries_for(start: int, count: int) -> int:
        rows = [WORKPLACE | {"pnummer": str(start + i)} for i in range(count)]
        path = importer.write(csv_of(*rows))
        seen = []
        engine = app.extensions["crm_engine"]
        listener = lambda *_args: seen.append(1)  # noqa: E731
        sa.event.listen(engine, "before_cursor_execute", listener)
        assert importer.run("register", path)["created"] == count
        sa.event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    queries_for(1017571000, 1)  # the first one learns what the database is
    assert queries_for(1018571000, 5) == queries_for(1019571000, 900)


def test_other_companies_are_not_touched(importer: Importer, session: Session) -> None:
    importer.register(WORKPLACE | {"pnummer": FORGE, "cvrnummer": SMITH, "virksomhedsnavn": "Smeden"})
    importer.register(*HISTORY)
    assert [row.name for row in rows_of(session, company)] == ["Smeden", "Bageren ApS"]
