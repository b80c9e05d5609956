"""Migrations, run in code (`crm db upgrade`): there is no alembic.ini to find."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

HERE = Path(__file__).parent


def config(engine: Engine) -> Config:
    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, to: str = "head") -> None:
    command.upgrade(config(engine), to)


def downgrade(engine: Engine, to: str) -> None:
    command.downgrade(config(engine), to)


def current_revision(engine: Engine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision(engine: Engine) -> str | None:
    return ScriptDirectory.from_config(config(engine)).get_current_head()
