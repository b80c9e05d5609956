"""Which feature brings which commands."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every feature's commands; the `crm` console script finds them on the application."""
    from crm.accounts.commands import user
    from crm.audit.commands import audit
    from crm.demo.commands import demo
    from crm.installation import init, jobcenter
    from crm.intake.commands import imports
    from crm.operations.commands import COMMANDS as OPERATIONS
    from crm.rate.commands import definition, rate
    from crm.rate.workbook.commands import export
    from crm.visiting.commands import visits

    for command in (*OPERATIONS, init, jobcenter, imports, user, audit, demo, rate, definition, export, visits):
        app.cli.add_command(command)
