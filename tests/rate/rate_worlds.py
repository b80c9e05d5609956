"""Small awkward worlds for the rate: as strategies, and as rows in a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from rate_reference import Arrangement, Known, Life, Place, State, World
from sqlmodel import Session

from crm.db import transaction
from crm.rate.tables import (
    company,
    cooperation,
    job_centre,
    served_municipality,
    workplace,
    workplace_life,
    workplace_state,
)
from crm.register.succession import note_next_states

FIRST, SECOND, THIRD = (datetime(2016, month, 1, 12, tzinfo=UTC) for month in (1, 5, 9))
MOMENTS = (None, datetime(2016, 3, 1, tzinfo=UTC), datetime(2016, 7, 1, tzinfo=UTC), SECOND)
NOW = datetime(2016, 12, 1, 12, tzinfo=UTC)
START = date(2015, 1, 1)
MUNICIPALITIES = ("0851", "0561", "0563", "0849")
CENTRES = ("0851", "0561", "0563", "0849", "0101")
SERVES = {"0851": {"0851"}, "0561": {"0561", "0563"}}
TYPES = ("wage_subsidy", "mentor", "upskilling_job", "job_rotation")
COMPANIES = ("10000009", "10000017", "10000025")

days = st.integers(-40, 400).map(lambda number: START + timedelta(days=number))
recorded = st.sampled_from((FIRST, FIRST, SECOND, THIRD))


@st.composite
def periods(draw: st.DrawFn) -> tuple[date, date]:
    start = draw(days)
    return start, start + timedelta(days=draw(st.sampled_from((0, 1, 6, 30, 100, 364))))


@st.composite
def versions(draw: st.DrawFn, make: Any) -> list[Any]:
    """A fact, and perhaps the one that replaced it later."""
    first = draw(recorded)
    if draw(st.booleans()) or first == THIRD:
        return [make(draw, Known(first))]
    second = draw(st.sampled_from([moment for moment in (SECOND, THIRD) if moment > first]))
    return [make(draw, Known(first, second)), make(draw, Known(second))]


def _life(draw: st.DrawFn, known: Known) -> Life:
    start = draw(days)
    length = draw(st.one_of(st.none(), st.sampled_from((0, 1, 20, 200, 500))))
    return Life(start, None if length is None else start + timedelta(days=length), known)


@st.composite
def places(draw: st.DrawFn, number: int) -> Place:
    homes = st.sampled_from(MUNICIPALITIES[: draw(st.integers(1, 4))])

    def states_from(day: date) -> list[State]:
        def make(inner: st.DrawFn, known: Known) -> State:
            headcount = inner(st.sampled_from((None, 0, 0, 1, 1, 2, 3, 60)))
            return State(
                valid_from=day,
                company=inner(st.sampled_from(COMPANIES)),
                municipality=inner(homes),
                headcount=headcount,
                exact=True if headcount is None else inner(st.booleans()),
                sector=inner(st.sampled_from(("private", "private", "public"))),
                section=inner(st.sampled_from("ACF")),
                known=known,
            )

        return list(draw(versions(make)))

    starts = draw(st.lists(days, min_size=1, max_size=3, unique=True))
    states = tuple(state for day in starts for state in states_from(day))
    return Place(f"10000000{number:02d}", tuple(draw(versions(_life))), states)


@st.composite
def arrangements(draw: st.DrawFn, number: int, p_numbers: list[str]) -> list[Arrangement]:
    spot = draw(st.sampled_from([*p_numbers, None]))

    def make(inner: st.DrawFn, known: Known) -> Arrangement:
        start = inner(days)
        length = inner(st.one_of(st.none(), st.sampled_from((0, 1, 20, 200))))
        return Arrangement(
            external_id=f"S-{number}",
            p_number=spot,
            type_code=inner(st.sampled_from(TYPES)),
            start=start,
            end=None if length is None else start + timedelta(days=length),
            status=inner(st.sampled_from(("active", "active", "ended", "planned", "cancelled"))),
            centre=inner(st.sampled_from(CENTRES)),
            known=known,
        )

    found = list(draw(versions(make)))
    if draw(st.integers(0, 4)) == 0:  # the newest version is voided by hand
        last = found[-1]
        voided = Known(last.known.recorded, last.known.recorded + timedelta(days=20), voided=True)
        found[-1] = Arrangement(**{**last.__dict__, "known": voided})
    return found


@st.composite
def worlds(draw: st.DrawFn) -> World:
    found = [draw(places(number)) for number in range(draw(st.integers(1, 6)))]
    p_numbers = [place.p_number for place in found]
    lists = [draw(arrangements(number, p_numbers)) for number in range(draw(st.integers(0, 8)))]
    return World(tuple(found), tuple(each for several in lists for each in several), SERVES)


def load(session: Session, world: World) -> None:
    """Replace the world in the database by this one."""
    with transaction(session) as on:
        run = on.connection().execute
        for table in (cooperation, workplace_state, workplace_life, workplace, company):
            run(sa.delete(table))
        _centre(on)
        company_ids = {cvr: run(sa.insert(company).values(_company(cvr))).inserted_primary_key[0] for cvr in COMPANIES}
        ids = {place.p_number: _add_place(on, place, company_ids) for place in world.places}
        note_next_states(on)
        for each in world.arrangements:
            run(sa.insert(cooperation).values(_arrangement(each, ids)))


def _centre(on: Session) -> None:
    run = on.connection().execute
    if run(sa.select(job_centre.c.id).where(job_centre.c.code == "0561")).first():
        return
    values = {"code": "0561", "name": "Jobcenter Esbjerg", "own": False}
    key = run(sa.insert(job_centre).values(values)).inserted_primary_key[0]
    for code in ("0561", "0563"):
        run(sa.insert(served_municipality).values(municipality_code=code, job_centre_id=key))


def _company(cvr: str) -> dict[str, Any]:
    return {"cvr": cvr, "name": cvr, "advertising_protected": False, "living_workplaces": 0, "search_text": ""}


def _fact(known: Known) -> dict[str, Any]:
    retirement = None if known.retired is None else "voided" if known.voided else "replaced"
    return {"recorded_at": known.recorded, "retired_at": known.retired, "retirement": retirement}


def _add_place(on: Session, place: Place, company_ids: dict[str, int]) -> int:
    run = on.connection().execute
    newest = place.states[-1]
    row = {
        "p_number": place.p_number,
        "company_id": company_ids[newest.company],
        "name": place.p_number,
        "municipality_code": newest.municipality,
        "headcount_exact": True,
        "sector": newest.sector,
        "start_date": place.lives[-1].start,
    }
    key = int(run(sa.insert(workplace).values(row)).inserted_primary_key[0])
    for life in place.lives:
        values = {"workplace_id": key, "start_date": life.start, "end_date": life.end, **_fact(life.known)}
        run(sa.insert(workplace_life).values(values))
    for state in place.states:
        run(sa.insert(workplace_state).values(_state(state, key, company_ids)))
    return key


def _state(state: State, workplace_id: int, company_ids: dict[str, int]) -> dict[str, Any]:
    return {
        "workplace_id": workplace_id,
        "company_id": company_ids[state.company],
        "valid_from": state.valid_from,
        "municipality_code": state.municipality,
        "industry_section": state.section,
        "headcount": state.headcount,
        "headcount_exact": state.exact,
        "sector": state.sector,
        "name": "x",
        **_fact(state.known),
    }


def _arrangement(each: Arrangement, ids: dict[str, int]) -> dict[str, Any]:
    return {
        "source": "test",
        "external_id": each.external_id,
        "workplace_id": ids[each.p_number] if each.p_number else None,
        "type_code": each.type_code,
        "start_date": each.start,
        "end_date": each.end,
        "status": each.status,
        "job_centre_code": each.centre,
        **_fact(each.known),
    }
