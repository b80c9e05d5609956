"""create_app(): the only place that wires things together."""

from flask import Flask

from crm import blueprints, commands
from crm.accounts import sessions
from crm.db import close_session, create_engine
from crm.settings import Settings
from crm.web import (
    access,
    assets,
    csrf,
    errors,
    formatting,
    headers,
    htmx,
    i18n,
    logs,
    markdown,
    navigation,
    once,
    paging,
    targets,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application; settings come from the environment unless given. Raises SettingsError."""
    settings = settings or Settings.from_environment()
    app = Flask("crm")
    app.extensions["crm_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
    )
    app.extensions["crm_engine"] = create_engine(settings.database_url)
    app.teardown_appcontext(close_session)
    # Who is here, may they, and is it their own form: in this order before every request.
    for part in (
        logs,
        i18n,
        htmx,
        sessions,
        access,
        csrf,
        once,
        targets,
        assets,
        headers,
        errors,
        formatting,
        markdown,
        navigation,
        paging,
    ):
        part.init_app(app)
    blueprints.register(app)
    commands.register(app)
    return app
