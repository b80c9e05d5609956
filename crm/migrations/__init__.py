"""Migrations, run in code (`crm db upgrade`): there is no alembic.ini to find."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection, Engine

HERE = Path(__file__).parent


def config(engine: Engine) -> Config:
    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, to: str = "head") -> None:
    command.upgrade(config(engine), to)


def upgrade_on(connection: Connection, to: str) -> None:
    """Inside the caller's transaction, which the caller commits."""
    made = config(connection.engine)
    made.attributes["connection"] = connection
    command.upgrade(made, to)


def downgrade(engine: Engine, to: str) -> None:
    command.downgrade(config(engine), to)


def current_revision(engine: Engine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision(engine: Engine) -> str | None:
    return ScriptDirectory.from_config(config(engine)).get_current_head()


def knows(engine: Engine, revision: str) -> bool:
    """Is the revision one of this program's own?"""
    try:
        return ScriptDirectory.from_config(config(engine)).get_revision(revision) is not None
    except CommandError:
        return False
