"""The manager's list: visits that nobody has reported."""

from itertools import groupby

from flask import Blueprint, make_response, render_template

from crm.db import session
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.visiting.queries.reports import missing_reports
from crm.web.access import allow
from crm.web.htmx import Answer

unreported_visits = Blueprint("unreported_visits", __name__)


@unreported_visits.get("/visits/unreported")
@allow(Role.MANAGER, Role.ADMIN)
def index() -> Answer:
    """By unit, the oldest first."""
    found = missing_reports(session(), now=utc_now(), overdue=True)
    by_unit = sorted(found, key=lambda each: (each.unit is None, each.unit or ""))
    groups = [(unit, list(lines)) for unit, lines in groupby(by_unit, key=lambda each: each.unit)]
    return make_response(render_template("visits/unreported.html", groups=groups, total=len(found)))
