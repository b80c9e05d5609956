"""Which feature brings which pages."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every feature's pages."""
    from crm.accounts.routes import accounts

    for blueprint in (accounts,):
        app.register_blueprint(blueprint)
