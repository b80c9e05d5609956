import click
from flask.cli import AppGroup

from crm import migrations
from crm.db import engine

db = AppGroup("db", help="The database.")


@db.command()
def upgrade() -> None:
    """Create or migrate the database."""
    migrations.upgrade(engine())
    click.echo(f"The database is at revision {migrations.current_revision(engine())}.")
