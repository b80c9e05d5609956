"""Which feature brings which pages."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every feature's pages."""
    from crm.accounts.routes import accounts, units, users
    from crm.companies.routes import companies
    from crm.contacts.routes.task import task
    from crm.contacts.routes.tasks import tasks
    from crm.cooperation.routes import cooperation
    from crm.intake.routes import intake
    from crm.operations.routes import operations
    from crm.rate.routes import rate

    for blueprint in (accounts, users, units, companies, cooperation, rate, intake, operations):
        app.register_blueprint(blueprint)
    for blueprint in (tasks, task):
        app.register_blueprint(blueprint)
