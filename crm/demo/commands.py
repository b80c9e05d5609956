"""`crm demo`."""

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from crm.db import session, transaction
from crm.demo.people import PASSWORD
from crm.demo.services import load_demo
from crm.installation import refuse_unmigrated
from crm.planning.core.solve import Effort
from crm.planning.services.queue import run_queued
from crm.values.clock import local_date, utc_now


@click.command()
@click.option("--workplaces", default=9_000, show_default=True, help="Workplaces alive in the municipality today.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same town on the same day.")
@with_appcontext
def demo(workplaces: int, seed: int) -> None:
    """Fill an empty database with a made-up municipality of Aalborg's size. No person or company in it is real."""
    refuse_unmigrated()
    now = utc_now()
    with transaction() as on:
        loaded = load_demo(on, workplaces=workplaces, seed=seed, today=local_date(now), now=now)
    run_queued(session(), Effort(rounds=100), now=utc_now())  # the plan of visits, at once: no jobs may be running
    click.echo(
        _(
            "Made up: %(companies)d companies, %(workplaces)d workplaces (with closed ones and neighbours), "
            "%(cooperations)d arrangements, %(contacts)d contacts.",
            companies=loaded.companies,
            workplaces=loaded.workplaces,
            cooperations=loaded.cooperations,
            contacts=loaded.contacts,
        )
    )
    click.echo(_("Sign in with the password %(password)s as:", password=PASSWORD))
    for email, role in loaded.people:
        click.echo(f"  {email}  ({role.value})")
