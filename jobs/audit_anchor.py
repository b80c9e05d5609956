"""The head of the audit trail, written down outside the database every day: cutting off its end is then found."""

from datetime import datetime

from flask import current_app
from sqlmodel import Session

from crm.audit.anchors import add_anchor
from crm.settings import Settings
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    settings: Settings = current_app.extensions["crm_settings"]
    return {"line": add_anchor(session, settings.instance_dir, now=now)}
