"""Made-up facts for measuring the rate: made in DuckDB, copied row by row the same into the database to be measured."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlmodel import SQLModel

from crm import migrations
from crm.app import create_app
from crm.db import WRITE, create_engine, open_session, transaction
from crm.register.succession import note_next_states
from crm.settings import Settings

RECORDED = datetime(2010, 1, 1, tzinfo=UTC)
REPLACED = datetime(2014, 3, 1, tzinfo=UTC)
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much data; `home` is the share of workplaces in 0851, None for a spread over the country."""

    workplaces: int
    cooperations: int
    home: float | None


SIZES = {"aalborg": Size(9_600, 25_000, 0.95), "national": Size(300_000, 1_500_000, None)}

_MAKE = """
CREATE MACRO chance(i, salt) AS (hash(i * 7919 + salt) % 1000003) / 1000003.0;
CREATE MACRO one_of(list, i, salt) AS list[1 + CAST(floor(chance(i, salt) * len(list)) AS INTEGER)];
CREATE TABLE place AS SELECT row_number() OVER (ORDER BY code <> '0851', code) - 1 AS rank, code FROM municipality;
-- 0851 is the first; spread over the country it has a thirtieth of all, and the second, 0101, a tenth.
CREATE MACRO somewhere(i, salt) AS CASE WHEN {home} AND chance(i, salt) < {share} THEN 0
    WHEN chance(i, salt + 2) < 0.1 THEN 1 ELSE CAST(floor(pow(chance(i, salt + 1), 1.4) * 98) AS INTEGER) END;

CREATE TABLE company AS
SELECT i AS id, CAST(10000000 + i AS VARCHAR) AS cvr, 'Firma ' || i AS name, false AS advertising_protected,
    1 AS living_workplaces, 'firma ' || i AS search_text
FROM range(1, CAST({workplaces} * 0.85 AS INTEGER) + 1) t(i);

CREATE TABLE seed AS
SELECT i AS id, 1 + CAST(floor(chance(i, 1) * {workplaces} * 0.85) AS INTEGER) AS company_id,
    somewhere(i, 2) AS place, DATE '1990-01-01' + CAST(floor(pow(chance(i, 3), 0.7) * 9600) AS INTEGER) AS start_date,
    chance(i, 4) AS fate,
    one_of(['011100', '251100', '412000', '471110', '494100', '561010', '620100', '682040', '702200', '841100',
        '851000', '869020'], i, 5) AS industry_code,
    one_of(['A', 'C', 'F', 'G', 'H', 'I', 'J', 'L', 'M', 'O', 'P', 'Q'], i, 5) AS industry_section,
    CASE WHEN chance(i, 6) < 0.12 THEN 'public' ELSE 'private' END AS sector
FROM range(1, {workplaces} + 1) t(i);

CREATE TABLE workplace AS
SELECT s.id, CAST(1000000000 + s.id AS VARCHAR) AS p_number, company_id, 'Arbejdssted ' || s.id AS name,
    code AS municipality_code, true AS headcount_exact, sector, start_date
FROM seed s JOIN place p ON p.rank = s.place;

CREATE TABLE workplace_life AS
SELECT id, id AS workplace_id, start_date,
    CASE WHEN fate < 0.15 THEN start_date + CAST(floor(fate * 40000) AS INTEGER) END AS end_date,
    TIMESTAMPTZ '{recorded}' AS recorded_at, CAST(NULL AS TIMESTAMPTZ) AS retired_at
FROM seed;

CREATE TABLE version AS
SELECT s.*, n, s.id * 8 + n AS version_id FROM seed s, range(0, 4) t(n)
WHERE n = 0 OR (n = 1 AND chance(s.id, 10) < 0.45) OR (n = 2 AND chance(s.id, 11) < 0.2)
    OR (n = 3 AND chance(s.id, 12) < 0.05);  -- the last one is an earlier version, since replaced

CREATE TABLE workplace_state AS
SELECT version_id AS id, v.id AS workplace_id,
    CASE WHEN n = 2 AND chance(version_id, 20) < 0.1 THEN 1 + company_id // 2 ELSE company_id END AS company_id,
    CASE n WHEN 1 THEN DATE '2013-01-01' + CAST(floor(chance(version_id, 21) * 700) AS INTEGER)
        WHEN 2 THEN DATE '2015-01-01' + CAST(floor(chance(version_id, 22) * 700) AS INTEGER)
        ELSE start_date END AS valid_from,
    code AS municipality_code, industry_code, 'Branche ' || industry_code AS industry_text, industry_section,
    CASE WHEN chance(version_id, 24) < 0.07 THEN NULL
        ELSE CAST(floor(pow(chance(v.id, 25), 6) * 300 + chance(version_id, 26) * 3 + 0.15) AS INTEGER)
        END AS headcount,
    chance(version_id, 27) > 0.2 AS headcount_exact, sector, 'Arbejdssted ' || v.id AS name,
    'Firma ' || company_id AS company_name, 'Vestergade ' || v.id % 300 AS address, '9000' AS postcode,
    'Aalborg' AS post_district, '+4598000000' AS phone,
    TIMESTAMPTZ '{recorded}' AS recorded_at,
    CASE WHEN n = 3 THEN TIMESTAMPTZ '{replaced}' END AS retired_at,
    CASE WHEN n = 3 THEN 'replaced' END AS retirement
FROM version v
JOIN place p
    ON p.rank = CASE WHEN n > 0 AND chance(version_id, 23) < 0.05 THEN somewhere(version_id, 30) ELSE place END
QUALIFY row_number() OVER (PARTITION BY v.id, valid_from, n = 3 ORDER BY version_id) = 1;

CREATE TABLE arrangement AS
SELECT i AS id, 1 + CAST(floor(pow(chance(i, 40), 2.2) * {workplaces}) AS INTEGER) AS turn,
    DATE '2011-06-01' + CAST(floor(chance(i, 41) * 2000) AS INTEGER) AS start_date,
    1 + CAST(floor(pow(chance(i, 42), 2) * 400) AS INTEGER) AS days
FROM range(1, {cooperations} + 1) t(i);

CREATE TABLE cooperation AS
SELECT a.id, 'case-system' AS source, 'S-' || a.id AS external_id,
    CASE WHEN chance(a.id, 43) < 0.003 THEN NULL ELSE w.id END AS workplace_id,
    one_of(['wage_subsidy', 'work_placement', 'work_placement', 'work_placement', 'adult_apprenticeship',
        'job_rotation', 'sheltered_job', 'flex_job', 'flex_job', 'upskilling_job', 'mentor', 'personal_assistance',
        'community_service_job'], a.id, 44) AS type_code,
    a.start_date, CASE WHEN chance(a.id, 45) > 0.05 THEN a.start_date + days END AS end_date,
    one_of(['active', 'ended', 'ended', 'ended', 'ended', 'ended', 'ended', 'ended', 'planned', 'cancelled'], a.id, 46)
        AS status,
    CASE WHEN chance(a.id, 47) < 0.93 THEN w.municipality_code ELSE one_of(['0851', '0849', '0561', '0101'], a.id, 48)
        END AS job_centre_code,
    one_of(['insured_unemployed', 'sickness_benefit', 'flex_job_allowance', NULL], a.id, 49) AS target_group,
    TIMESTAMPTZ '{recorded}' AS recorded_at,
    CASE WHEN chance(a.id, 50) < 0.03 THEN TIMESTAMPTZ '{replaced}' END AS retired_at,
    CASE WHEN chance(a.id, 50) < 0.03 THEN 'voided' END AS retirement
FROM arrangement a JOIN workplace w ON w.id = 1 + (CAST(a.turn AS BIGINT) * 7907) % {workplaces}
ORDER BY a.id;
DROP TABLE arrangement; DROP TABLE version; DROP TABLE seed; DROP TABLE place;
"""
TABLES = ("company", "workplace", "workplace_life", "workplace_state", "cooperation")
REFERENCE = ("municipality", "job_centre", "served_municipality")


def make(url: str, size: Size, duck_path: Path) -> None:
    """Migrate and fill the database, and leave the same rows in a DuckDB file."""
    _reference_data(url)
    engine = create_engine(url)
    duck = duckdb.connect(str(duck_path))
    try:
        with engine.connect() as connection:
            for name in REFERENCE:
                _copy_reference(connection, duck, name)
        if "company" not in {row[0] for row in duck.execute("SHOW TABLES").fetchall()}:
            duck.execute(
                _MAKE.format(
                    workplaces=size.workplaces,
                    cooperations=size.cooperations,
                    home=size.home is not None,
                    share=size.home or 0,
                    recorded=RECORDED.isoformat(),
                    replaced=REPLACED.isoformat(),
                )
            )
        duck.execute("SET TimeZone = 'UTC'")
        fill = _fill_sqlite if url.startswith("sqlite") else _fill_postgresql
        for name in TABLES:
            fill(engine, duck, name)
        with open_session(engine) as on, transaction(on):
            if engine.dialect.name == "postgresql":
                on.connection().exec_driver_sql("SET LOCAL statement_timeout = 0")
            note_next_states(on)
    finally:
        duck.close()
        engine.dispose()


def _reference_data(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=url, instance_dir=Path(folder), secret_key="bench", testing=True))
        with app.app_context():
            migrations.upgrade(app.extensions["crm_engine"])
        run = app.test_cli_runner().invoke
        for arguments in (
            ["init", "--jobcenter", "0851", "--name", "Jobcenter Aalborg", "--municipality", "0851"],
            ["jobcenter", "add", "0561", "--name", "Esbjerg", "--municipality", "0561", "--municipality", "0563"],
        ):
            result = run(args=arguments)
            if result.exit_code:
                raise RuntimeError(result.output)
        app.extensions["crm_engine"].dispose()


def _copy_reference(connection: sa.Connection, duck: duckdb.DuckDBPyConnection, name: str) -> None:
    table = SQLModel.metadata.tables[name]
    rows = [tuple(row) for row in connection.execute(sa.select(table))]
    kinds = {int: "INTEGER", bool: "BOOLEAN"}
    columns = ", ".join(f"{column.name} {kinds.get(column.type.python_type, 'VARCHAR')}" for column in table.columns)
    duck.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    duck.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(table.columns))})", rows)


def _columns(duck: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    return [row[0] for row in duck.execute(f"DESCRIBE {name}").fetchall()]


def _fill_sqlite(engine: sa.Engine, duck: duckdb.DuckDBPyConnection, name: str) -> None:
    """Dates and moments as the text that the application itself would have written."""
    columns = _columns(duck, name)
    kinds = {row[0]: row[1] for row in duck.execute(f"DESCRIBE {name}").fetchall()}
    chosen = [
        f"strftime({column}, '%Y-%m-%d %H:%M:%S.%f') AS {column}"
        if kinds[column].startswith("TIMESTAMP")
        else f"CAST({column} AS VARCHAR)"
        if kinds[column] == "DATE"
        else f"CAST({column} AS INTEGER)"
        if kinds[column] == "BOOLEAN"
        else column
        for column in columns
    ]
    rows = duck.execute(f"SELECT {', '.join(chosen)} FROM {name} ORDER BY id")
    statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        while batch := rows.fetchmany(BATCH):
            connection.exec_driver_sql(statement, batch)


def _fill_postgresql(engine: sa.Engine, duck: duckdb.DuckDBPyConnection, name: str) -> None:
    columns: Sequence[str] = _columns(duck, name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        duck.execute(f"COPY {name} TO '{path}' (FORMAT csv, HEADER false)")
        with path.open("rb") as file, engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            cursor: Any = connection.connection.cursor()
            with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy:
                while piece := file.read(1 << 20):
                    copy.write(piece)


def analyse(url: str) -> None:
    """What both databases do by themselves after a while of use."""
    engine = create_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if url.startswith("sqlite"):
            connection.exec_driver_sql("PRAGMA optimize = 0x10002")
        else:
            connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()
