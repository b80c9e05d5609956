"""The Jobs page: what runs by itself, why, and whether it does."""

from flask import Blueprint, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.db import session, transaction
from crm.operations import labels, queries, services
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.htmx import Answer, go_to

operations = Blueprint("operations", __name__, url_prefix="/admin/jobs")


@operations.get("")
@allow(Role.ADMIN)
def jobs() -> Answer:
    now = utc_now()
    found = queries.overview(session(), now=now)
    runs = queries.recent_runs(session())
    return make_response(render_template("operations/jobs.html", found=found, runs=runs, now=now, labels=labels))


@operations.post("/<name>/requests")
@allow(Role.ADMIN)
def request_run(name: str) -> Answer:
    """Run now: the worker takes the request up within seconds."""
    with transaction() as work:
        job = queries.job_by_name(work, name) or abort(404)
        services.request_run(work, job, now=utc_now())
    flash(_("%(job)s will run in a moment.", job=labels.job_title(name)))
    return go_to(url_for("operations.jobs"))
