from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from intake_files import (
    ARRANGEMENT,
    BAKER,
    BRANCH,
    FORGE,
    SHOP,
    SMITH,
    WORKPLACE,
    Importer,
    counts,
    rows_of,
)
from sqlmodel import Session, select

from crm.cooperation.core import cooperation
from crm.cooperation.models import Cooperation
from crm.cooperation.services import end_cooperation, void_cooperation
from crm.db import Retirement, transaction
from crm.intake.cooperations import status_on
from crm.values.clock import utc_now
from crm.values.cooperation_status import CooperationStatus
from imports.rows import CooperationRow

DATA = Path(__file__).parent.parent / "data" / "worked_example"
BY_CVR = ARRANGEMENT | {"pnummer": "", "cvrnummer": BAKER}


def current(on: Session) -> list[Any]:
    return rows_of(on, cooperation, cooperation.c.retired_at.is_(None))


def codes(found: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in found["problems"]]


def test_the_worked_example_comes_in_whole_and_a_second_time_changes_nothing(importer: Importer) -> None:
    importer.run("register", DATA / "register.csv")
    first = importer.run("cooperations", DATA / "cooperations.csv", "--source", "fagsystem")
    second = importer.run("cooperations", DATA / "cooperations.csv", "--source", "FAGSYSTEM")
    assert (first["rows"], counts(first), first["problems"]) == (160, (160, 0, 0, 0), [])
    assert counts(second) == (0, 0, 160, 0)


def test_a_changed_row_replaces_the_fact_and_another_source_is_another_key(
    importer: Importer, session: Session
) -> None:
    importer.register(WORKPLACE)
    importer.cooperations(ARRANGEMENT)
    longer = ARRANGEMENT | {"slutdato": "2015-12-31"}
    assert counts(importer.cooperations(longer)) == (0, 1, 0, 0)
    old, new = rows_of(session, cooperation)
    assert (old.retirement, old.retired_at) == (Retirement.REPLACED, new.recorded_at)
    assert (new.end_date, new.workplace_id, new.retired_at) == (date(2015, 12, 31), old.workplace_id, None)
    assert counts(importer.cooperations(longer, source="andet system")) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("end", "status"),
    [(None, CooperationStatus.ACTIVE), (0, CooperationStatus.ACTIVE), (-1, CooperationStatus.ENDED)],
)
def test_an_empty_status_is_active_or_ended_when_the_end_is_past(end: int | None, status: CooperationStatus) -> None:
    today = date(2016, 1, 1)
    row = CooperationRow(
        row=2,
        external_id="S-1",
        p_number=SHOP,
        cvr=None,
        type_code="mentor",
        start_date=date(2015, 1, 1),
        end_date=None if end is None else today + timedelta(days=end),
        status=None,
        job_centre_code=None,
        target_group=None,
        hours_per_week=None,
        unit=None,
        consultant=None,
        note=None,
    )
    assert status_on(row, today) is status


def test_time_passing_makes_no_row_a_change(importer: Importer, session: Session) -> None:
    importer.register(WORKPLACE)
    importer.cooperations(ARRANGEMENT | {"status": "igangsat"})
    assert counts(importer.cooperations(ARRANGEMENT)) == (0, 0, 1, 0)
    assert counts(importer.cooperations(ARRANGEMENT | {"status": "annulleret"})) == (0, 1, 0, 0)
    assert [row.status for row in current(session)] == [CooperationStatus.CANCELLED]


def test_the_job_centre_is_our_own_unless_the_file_says_another(importer: Importer, session: Session) -> None:
    importer.cooperations(ARRANGEMENT | {"jobcenter": ""}, ARRANGEMENT | {"løbenummer": "S-2", "jobcenter": "561"})
    assert [row.job_centre_code for row in current(session)] == ["0851", "0561"]


def test_an_unknown_workplace_is_kept_unplaced_and_placed_when_the_register_brings_it(
    importer: Importer, session: Session
) -> None:
    importer.cooperations(ARRANGEMENT)
    assert [(row.workplace_id, row.given_p_number) for row in current(session)] == [(None, SHOP)]
    then = utc_now()
    batch = importer.register(WORKPLACE)["batch"]
    unplaced, placed = rows_of(session, cooperation)
    assert (unplaced.workplace_id, unplaced.retirement, unplaced.retired_by_batch_id) == (
        None,
        Retirement.REPLACED,
        batch,
    )
    assert unplaced.recorded_at <= then < placed.recorded_at
    assert placed.workplace_id is not None
    assert (placed.recorded_by_batch_id, placed.type_code) == (batch, "wage_subsidy")
    assert counts(importer.cooperations(ARRANGEMENT)) == (0, 0, 1, 0)


def test_a_company_alone_stands_for_its_only_living_workplace_on_the_start_day(
    importer: Importer, session: Session
) -> None:
    importer.register(WORKPLACE, WORKPLACE | {"pnummer": BRANCH, "startdato": "2015-06-01"})
    importer.cooperations(BY_CVR, BY_CVR | {"løbenummer": "S-2", "startdato": "2015-06-01"})
    before, after = current(session)
    assert before.workplace_id is not None
    assert (after.workplace_id, after.given_cvr) == (None, BAKER)


def test_a_workplace_sold_before_the_start_day_does_not_stand_for_its_former_company(
    importer: Importer, session: Session
) -> None:
    importer.register(
        WORKPLACE | {"gyldig_fra": "2010-01-01"},
        WORKPLACE | {"gyldig_fra": "2015-01-01", "cvrnummer": SMITH},
    )
    importer.cooperations(BY_CVR, BY_CVR | {"løbenummer": "S-2", "cvrnummer": SMITH})
    assert [row.workplace_id is None for row in current(session)] == [True, False]


def test_with_both_numbers_the_p_number_decides_and_a_cvr_number_that_never_fitted_is_a_warning(
    importer: Importer, session: Session
) -> None:
    importer.register(WORKPLACE, WORKPLACE | {"pnummer": FORGE, "cvrnummer": SMITH})
    fits = importer.cooperations(ARRANGEMENT | {"cvrnummer": BAKER})
    wrong = importer.cooperations(ARRANGEMENT | {"løbenummer": "S-2", "cvrnummer": SMITH})
    assert (codes(fits), codes(wrong)) == ([], ["cvr_mismatch"])
    assert counts(wrong) == (1, 0, 0, 0)
    assert len({row.workplace_id for row in current(session)}) == 1


def test_what_was_voided_by_hand_stays_voided(importer: Importer, session: Session) -> None:
    importer.register(WORKPLACE)
    importer.cooperations(ARRANGEMENT)
    with transaction(session) as on:
        void_cooperation(on, on.exec(select(Cooperation)).one(), "Forkert", user_id=None, now=utc_now())
    for row in (ARRANGEMENT, ARRANGEMENT | {"slutdato": ""}):
        found = importer.cooperations(row)
        assert (counts(found), codes(found)) == ((0, 0, 1, 0), ["voided_by_hand"])
    assert current(session) == []


def test_a_correction_by_hand_stands_until_the_source_says_something_new(
    importer: Importer, session: Session, user_id: int
) -> None:
    importer.register(WORKPLACE)
    importer.cooperations(ARRANGEMENT)
    with transaction(session) as on:
        seen = on.exec(select(Cooperation)).one()
        end_cooperation(on, seen, date(2015, 4, 30), user_id=user_id, now=utc_now(), today=date(2015, 4, 1))
    assert counts(importer.cooperations(ARRANGEMENT)) == (0, 0, 1, 0)
    assert [row.end_date for row in current(session)] == [date(2015, 4, 30)]
    assert counts(importer.cooperations(ARRANGEMENT | {"slutdato": "2015-07-31"})) == (0, 1, 0, 0)
    assert [row.end_date for row in current(session)] == [date(2015, 7, 31)]


def test_an_abolished_type_comes_in_on_the_days_it_existed(importer: Importer, session: Session) -> None:
    rotation = ARRANGEMENT | {"type": "jobrotationsvikar", "slutdato": ""}
    found = importer.cooperations(
        rotation | {"startdato": "2025-12-31"}, rotation | {"løbenummer": "S-2", "startdato": "2026-01-01"}
    )
    assert (counts(found), codes(found)) == ((1, 0, 0, 1), ["type_not_valid_then"])
    assert [row.external_id for row in current(session)] == ["S-1"]


def test_hours_come_back_as_they_were(importer: Importer, session: Session) -> None:
    importer.register(WORKPLACE)
    row = ARRANGEMENT | {"timer_pr_uge": "18,25", "bemærkning": "Afprøves", "målgruppe": "dagpenge"}
    importer.cooperations(row)
    assert counts(importer.cooperations(row)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("manual", "“manual” er kilden til det, der registreres her i hånden. Vælg et andet navn."),
        ("x" * 41, "Kildens navn har mellem 1 og 40 tegn."),
        ("010190-1234", "Kildens navn ligner et CPR-nummer. Intet er indlæst eller gemt."),
    ],
)
def test_some_names_are_no_source(importer: Importer, name: str, sentence: str) -> None:
    path = importer.write("x")
    result = importer.cli("import", "cooperations", str(path), "--source", name, fails=True)
    assert (result.exit_code, str(result.exception)) == (1, sentence)
