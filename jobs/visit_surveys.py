"""Held visits with a report are drawn, each once; the companies of those drawn are asked how it was."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.surveys.services.asking import draw_visits

    with transaction(session) as on:
        drawn = draw_visits(on, now=now)
    return {"drawn_from": drawn.visits, "mails": drawn.asked}
