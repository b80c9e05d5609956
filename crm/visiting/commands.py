"""`crm visits`: what is done with visits from the command line."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from crm.db import session
from crm.outbox.mailbox import ERRORS
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.visiting.services.reading_replies import read_replies

visits = AppGroup("visits", help="Company visits.")


@visits.command()
def replies() -> None:
    """Read the mailbox with answers to invitations now, as the job visit-replies does."""
    settings = current_app.extensions["crm_settings"]
    if not settings.imap_host:
        raise Refusal(_("No mailbox is set: CRM_IMAP_HOST is empty."))
    try:
        counts = read_replies(session(), settings, now=utc_now())
    except ERRORS as error:
        raise Refusal(_("The mailbox can't be read (%(error)s).", error=type(error).__name__)) from error
    click.echo(", ".join(f"{name}: {count}" for name, count in counts.items()))
