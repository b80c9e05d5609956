"""Which feature brings which pages."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every feature's pages."""
    from crm.accounts.routes import accounts, units, users

    for blueprint in (accounts, users, units):
        app.register_blueprint(blueprint)
