"""Company groups depend on the day: a startup grows older, growth is measured over the last years."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from crm.values.clock import local_date
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    """Bring the register's projection and the company groups up to today."""
    from crm.companies.groups import recompute_groups
    from crm.register.projection import refresh_all

    today = local_date(now)
    with transaction(session) as on:
        refreshed = refresh_all(on, today=today)
    with transaction(session) as on:
        groups = recompute_groups(on, today=today)
    return {"workplaces": refreshed, **groups}
