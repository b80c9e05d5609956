"""`python -m jobs`: the scheduler; `python -m jobs run NAME`: one job by hand; `python -m jobs list`.

Exit 0 on success, 1 with one sentence on stderr when something is refused or fails, 2 on wrong usage.
"""

import sys

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from crm.refusal import Refusal
from crm.settings import SettingsError
from crm.values.clock import COPENHAGEN, utc_now


@click.group(invoke_without_command=True)
@click.option("--until-stdin-closes", is_flag=True, help="End when the program that started this one ends.")
@click.option("--holder", default="", help="Hold the lease by this name (a restarted process takes it up again).")
@click.pass_context
def jobs(context: click.Context, *, until_stdin_closes: bool, holder: str) -> None:
    """The jobs of the CRM: without a command, the scheduler."""
    if context.invoked_subcommand is None:
        from jobs import schedule, worker

        worker.work(_app(), schedule.TABLE, holder=holder, until_stdin_closes=until_stdin_closes)


@jobs.command()
@click.argument("name")
def run(name: str) -> None:
    """Run one job now."""
    from jobs import runner, schedule

    job = schedule.find(name)
    if job is None:
        names = ", ".join(known.name for known in schedule.TABLE)
        raise click.UsageError(f"There is no job {name}. The jobs are: {names}.")
    done = runner.run_by_hand(_app(), job)
    counts = ", ".join(f"{key} {value}" for key, value in done.items())
    click.echo(f"{name} is done: {counts or 'nothing to do'}.")


@jobs.command(name="list")
def list_jobs() -> None:
    """Every job, when it runs next and why."""
    from jobs import schedule

    for job in schedule.TABLE:
        due = job.rhythm.next_after(utc_now()).astimezone(COPENHAGEN)
        click.echo(f"{job.name:<16} {job.rhythm.text:<12} next {due:%Y-%m-%d %H:%M}  {job.why}")


def _app() -> Flask:
    from crm.app import create_app
    from crm.operations.database import require_current

    app = create_app()
    require_current(app.extensions["crm_engine"])
    return app


def main() -> None:
    """No traceback for what a user can mend."""
    try:
        code = jobs.main(prog_name="python -m jobs", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except (click.ClickException, Refusal, SettingsError) as error:
        click.echo(error.message if isinstance(error, click.ClickException) else str(error), err=True)
        sys.exit(1)
    except DBAPIError as error:
        click.echo(f"The database refused: {type(error.orig).__name__}.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
