"""Migrations up and down, with data, and what they lead to is what the models say."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from command_line import Command
from flask import Flask

from crm import migrations
from crm.db import create_engine
from crm.tables import metadata


def counts(engine: sa.Engine) -> dict[str, int]:
    with engine.connect() as connection:
        found = sa.inspect(connection).get_table_names()
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
            for name in found
        }


def test_head_is_what_the_models_say(app: Flask) -> None:
    with app.extensions["crm_engine"].connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_there_is_one_head_and_one_line_of_ancestors(app: Flask) -> None:
    script = ScriptDirectory.from_config(migrations.config(app.extensions["crm_engine"]))
    assert len(script.get_heads()) == 1
    assert all(isinstance(step.down_revision, str | None) for step in script.walk_revisions())


def test_up_and_down_from_nothing_to_nothing(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    for _round in range(2):
        migrations.upgrade(engine)
        assert migrations.current_revision(engine) == migrations.head_revision(engine)
        # A restore fills the tables that the migrations have made: they must be empty.
        assert {name for name, count in counts(engine).items() if count} == {"alembic_version"}
        migrations.downgrade(engine, "base")
        assert set(counts(engine)) <= {"alembic_version"}
        assert migrations.current_revision(engine) is None
    engine.dispose()


def test_each_step_back_and_forth_keeps_the_data(app: Flask, cli: Command) -> None:
    cli("demo", "--workplaces", "60", "--seed", "1")
    engine: sa.Engine = app.extensions["crm_engine"]
    before = counts(engine)
    assert before["cooperation"] > 100
    script = ScriptDirectory.from_config(migrations.config(engine))
    steps = [step.revision for step in script.walk_revisions()]  # newest first
    for revision in steps[1:]:
        migrations.downgrade(engine, revision)
    shared = counts(engine)
    assert shared == {name: count for name, count in before.items() if name in shared}
    for revision in reversed(steps[:-1]):
        migrations.upgrade(engine, revision)
    assert {name: count for name, count in counts(engine).items() if name in shared} == shared
    assert migrations.current_revision(engine) == steps[0]
