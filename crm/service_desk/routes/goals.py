"""The service goals, as managers keep them: for all requests, and where some have goals of their own."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlmodel import col

from crm.db import session, transaction
from crm.employer_requests.labels import GOALS, PRIORITIES, duration
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.goals import (
    Key,
    current_goals,
    goal_changes,
    goals_of,
    goals_version,
    holding,
    outlook,
)
from crm.employer_requests.queries.requests import category_names
from crm.employer_requests.services.settings import StaleGoalsError, change_goals
from crm.employer_requests.words import GoalKind, Priority
from crm.service_desk.forms.settings import GoalsForm, written
from crm.service_desk.queries.figures import received_in
from crm.values.clock import local_date, utc_now
from crm.values.periods import Period, quarter_of
from crm.values.roles import Role
from crm.web.access import actor, allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.i18n import language

service_goals = Blueprint("service_goals", __name__, url_prefix="/admin/service-goals")
KEEPERS = (Role.MANAGER, Role.ADMIN)
GENERAL: Key = (None, None)


@service_goals.get("")
@allow(*KEEPERS)
def index() -> Answer:
    """What holds today: the general goals first, then those of priorities, then those of categories."""
    today, rows = local_date(utc_now()), current_goals(session())
    now, names = holding(rows, today), category_names(session(), language())
    lines = {GENERAL: now.get(GENERAL, {}), **now}
    page = render_template(
        "service_desk/goals.html",
        lines=sorted(lines.items(), key=lambda pair: _place(pair[0], names)),
        to_come=sorted((row for row in rows if row.valid_from > today), key=lambda row: row.valid_from),
        about=lambda key: about(key, names),
        goals=GOALS,
        duration=duration,
        categories=names,
        priorities=PRIORITIES,
    )
    return make_response(page)


@service_goals.route("/edit", methods=["GET", "POST"])
@allow(*KEEPERS)
def edit() -> Answer:
    """The goals of all requests, of a category (`?category=`), of a priority (`&priority=`), or of both."""
    key, form = _key(), GoalsForm()
    if not form.is_submitted():
        return _page(_filled(key), key)
    if not form.validate():
        return _page(form, key, 422)
    if form.preview.data:
        return _page(form, key, outlook=_outlook(key, form), quarter=_quarter())
    try:
        with transaction() as work:
            changed = change_goals(
                work, form.to_input(*key), user_id=actor().id, now=utc_now(), version=form.version.data
            )
    except StaleGoalsError:
        changes = field_changes(form, _filled(key, formdata=None))
        form.version.renew(goals_version(session()))
        return _page(form, key, 409, changes=changes)
    flash(_("The goals are saved.") if changed else _("Nothing was changed."), "success")
    return go_to(url_for("service_goals.index"))


def about(key: Key, names: dict[int, str]) -> str:
    """'Klage, prioritet: Haster', 'Prioritet: Høj', 'Alle henvendelser'."""
    category_id, priority = key
    parts = [] if category_id is None else [names.get(category_id, "")]
    parts += [] if priority is None else [str(_("priority: %(priority)s", priority=PRIORITIES[priority]))]
    text = ", ".join(parts) or str(_("All requests"))
    return text[:1].upper() + text[1:]


def _place(key: Key, names: dict[int, str]) -> tuple[int, int]:
    category_id, priority = key
    order = list(names)
    return (
        -1 if category_id is None else order.index(category_id) if category_id in order else len(order),
        -1 if priority is None else list(Priority).index(priority),
    )


def _key() -> Key:
    category, priority = request.args.get("category", ""), request.args.get("priority", "")
    names = category_names(session(), language())
    if category and not (category.isascii() and category.isdecimal() and int(category[:9]) in names):
        abort(404)
    if priority and priority not in set(Priority):
        abort(404)
    return int(category) if category else None, Priority(priority) if priority else None


def _filled(key: Key, **more: Any) -> GoalsForm:
    """The form with the goals that hold today."""
    today = local_date(utc_now())
    minutes = holding(goals_of(session(), *key), today).get(key, {})
    return GoalsForm(data={**written(minutes), "valid_from": today, "version": goals_version(session())}, **more)


def _quarter() -> Period:
    """The last whole one."""
    return quarter_of(quarter_of(local_date(utc_now())).start - timedelta(days=1))


def _outlook(key: Key, form: GoalsForm) -> Any:
    category_id, priority = key
    where = [received_in(_quarter())]
    if category_id is not None:
        where.append(col(EmployerRequest.category_id) == category_id)
    if priority is not None:
        where.append(col(EmployerRequest.priority) == priority)
    return outlook(session(), form.to_input(*key).lines(), key, where, now=utc_now())


def _page(form: GoalsForm, key: Key, status: int = 200, **more: Any) -> Answer:
    names = category_names(session(), language())
    page = render_template(
        "service_desk/goal.html",
        form=form,
        key=key,
        general=key == GENERAL,
        about=about(key, names),
        changes_made=goal_changes(session(), *key),
        goals=GOALS,
        kinds=list(GoalKind),
        duration=duration,
        **more,
    )
    return make_response(page, status)
