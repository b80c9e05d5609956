"""`crm audit …`: look at the trail and check that nobody tampered with it."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlmodel import col, select

from crm.audit.anchors import read_anchors
from crm.audit.models import AuditEntry
from crm.audit.trail import first_broken, head
from crm.db import session
from crm.refusal import Refusal

audit = AppGroup("audit", help="The trail of writes.")


@audit.command()
def verify() -> None:
    """Recompute the chain and compare it with the anchors kept beside the database."""
    anchors = read_anchors(current_app.extensions["crm_settings"].instance_dir)
    found = first_broken(session(), anchors)
    if found is not None:
        raise Refusal(
            _(
                "The trail is broken at line %(number)d: it was changed, removed, inserted or cut off there.",
                number=found,
            )
        )
    number, _hash = head(session())
    click.echo(f"The trail is whole: {number} lines, {len(anchors)} anchors.")


@audit.command("list")
@click.option("--verb", help="Only this verb, such as user.sign_in.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000), help="How many, newest first.")
def list_lines(verb: str | None, limit: int) -> None:
    """Show the newest lines."""
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
    if verb:
        query = query.where(col(AuditEntry.verb) == verb)
    for line in session().exec(query):
        details = " ".join(f"{key}={value}" for key, value in line.details.items())
        subject = f"{line.object_type} {line.object_id}"
        when = line.at.isoformat(timespec="seconds")
        click.echo("\t".join([str(line.id), when, line.actor_label, line.verb, subject, details]))
