"""The `crm` command. Each feature brings its commands; this file only gathers them.

Exit 0 on success, 1 with one sentence on stderr when an operation is refused or fails, 2 on wrong usage.
"""

import sys
from typing import Any

import click
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError

from crm.refusal import Refusal
from crm.settings import SettingsError


def _create_app() -> Any:
    from crm.app import create_app

    return create_app()


@click.group(cls=FlaskGroup, create_app=_create_app, add_default_commands=False, add_version_option=False)
def crm() -> None:
    """Employer contact and the cooperation rate for a job centre."""


def main() -> None:
    """The console script: no traceback for what a user can mend."""
    try:
        code = crm.main(prog_name="crm", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)  # Click hands a command's own exit code back
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(1)
    except (click.ClickException, Refusal, SettingsError) as error:
        _stop(error.message if isinstance(error, click.ClickException) else str(error))
    except DBAPIError as error:
        _stop(f"The database refused: {type(error.orig).__name__}. Is it migrated? Run: crm db upgrade")


def _stop(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
