"""The same figure in bare DuckDB, written straight down: what the calculation costs without a product around it."""

import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

# One figure per municipality: population, own, other, all. Every rule is in it, at what is known now.
FIGURE = """
WITH period AS (SELECT DATE '{start}' AS start, DATE '{end}' AS stop),
history AS (
    SELECT s.*, lead(valid_from) OVER w AS next_from, row_number() OVER w AS place
    FROM workplace_state s WHERE retired_at IS NULL WINDOW w AS (PARTITION BY workplace_id ORDER BY valid_from)
),
stretch AS (
    SELECT h.workplace_id, h.municipality_code, h.headcount, NOT h.headcount_exact AND h.headcount IS NOT NULL AS band,
        greatest(p.start, CASE WHEN place = 1 THEN l.start_date ELSE greatest(l.start_date, h.valid_from) END) AS first,
        least(p.stop, coalesce(l.end_date, p.stop), coalesce(h.next_from - 1, p.stop)) AS last,
        p.stop - p.start + 1 AS days
    FROM history h JOIN workplace_life l USING (workplace_id), period p
    WHERE l.retired_at IS NULL
),
average AS (
    SELECT workplace_id, arg_max(municipality_code, last) AS municipality,
        sum(headcount * (last - first + 1)) AS amount,
        any_value(days) - coalesce(sum(last - first + 1) FILTER (headcount IS NULL), 0) AS divisor,
        bool_or(band) AS band
    FROM stretch WHERE first <= last GROUP BY workplace_id
),
population AS (SELECT * FROM average WHERE amount >= divisor),
serving AS (
    SELECT m.code AS municipality, j.code AS centre, CASE WHEN k.code IS NULL THEN m.code END AS same
    FROM municipality m LEFT JOIN served_municipality s ON s.municipality_code = m.code
    LEFT JOIN job_centre j ON j.id = s.job_centre_id LEFT JOIN job_centre k ON k.code = m.code
),
counting AS (
    SELECT municipality, workplace_id,
        bool_or(coalesce(job_centre_code = centre, false) OR coalesce(job_centre_code = same, false)) AS own,
        bool_or(NOT (coalesce(job_centre_code = centre, false) OR coalesce(job_centre_code = same, false))) AS other
    FROM cooperation c JOIN population USING (workplace_id) JOIN serving USING (municipality), period p
    WHERE c.retired_at IS NULL AND c.status IN ('active', 'ended') AND c.start_date <= p.stop
        AND (c.end_date IS NULL OR c.end_date >= p.start)
        AND c.type_code IN ('wage_subsidy', 'work_placement', 'adult_apprenticeship', 'job_rotation', 'sheltered_job',
            'flex_job', 'upskilling_job', 'mentor', 'personal_assistance', 'community_service_job')
    GROUP BY ALL
)
SELECT a.municipality, count(*) FILTER (a.amount >= a.divisor), count(*) FILTER (c.own), count(*) FILTER (c.other),
    count(c.workplace_id), count(*) FILTER (a.amount IS NULL), count(*) FILTER (a.amount >= a.divisor AND a.band)
FROM average a LEFT JOIN counting c ON c.workplace_id = a.workplace_id
WHERE {where} GROUP BY a.municipality ORDER BY a.municipality
"""
Row = tuple[str, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Measured:
    wall: float  # seconds with all the processors
    processor: float  # seconds of one
    rows: list[Row]


def measure(path: Path, start: str, end: str, municipality: str | None, times: int = 5) -> Measured:
    """The least times of several."""
    where = f"a.municipality = '{municipality}'" if municipality else "true"
    statement = FIGURE.format(start=start, end=end, where=where)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(statement).fetchall()
        walls, processors = [], []
        for _ in range(times):
            begun, begun_processor = time.perf_counter(), time.process_time()
            connection.execute(statement).fetchall()
            walls.append(time.perf_counter() - begun)
            processors.append(time.process_time() - begun_processor)
    return Measured(min(walls), min(processors), rows)
