"""Which feature brings which commands."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every feature's commands; the `crm` console script finds them on the application."""
    from crm.accounts.commands import user
    from crm.audit.commands import audit
    from crm.installation import init, jobcenter
    from crm.operations.commands import db

    for command in (db, init, jobcenter, user, audit):
        app.cli.add_command(command)
