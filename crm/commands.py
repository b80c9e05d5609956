"""Which feature brings which commands."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every feature's commands; the `crm` console script finds them on the application."""
    from crm.installation import init, jobcenter
    from crm.operations.commands import db

    for command in (db, init, jobcenter):
        app.cli.add_command(command)
