"""One task: read it with its history, put it off, hand it over, tick it off."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.queries import colleagues, units, user_names
from crm.contacts.due import due_time
from crm.contacts.forms.tasks import ON_A_DAY, EditTaskForm, HandOverForm, SeenForm, SnoozeForm, filled_from
from crm.contacts.models import Task
from crm.contacts.queries.contacts import current_contact
from crm.contacts.queries.people import people_of
from crm.contacts.queries.tasks import task_by_id, task_history, task_line
from crm.contacts.services.tasks import edit_task, finish_task, hand_over_task, reopen_task, snooze_task
from crm.contacts.task_labels import EVENTS, put_off_choices, row_words
from crm.cooperation.queries import workplaces_of
from crm.db import StaleEditError, session, transaction
from crm.employer_requests.queries.job_orders import order_of_task
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import BaseForm, field_changes
from crm.web.htmx import Answer, go_to, wants_part
from crm.web.targets import local_target

task = Blueprint("task", __name__)
Act = Callable[[Session, Task], object]


@task.get("/tasks/<int:task_id>")
@allow(*STAFF)
def show(task_id: int) -> Answer:
    return _page(fetch(task_id))


@task.post("/tasks/<int:task_id>/done")
@allow(*STAFF)
def done(task_id: int) -> Answer:
    return _pressed(task_id, finish_task, _("The task is done."))


@task.post("/tasks/<int:task_id>/reopen")
@allow(*STAFF)
def reopen(task_id: int) -> Answer:
    return _pressed(task_id, reopen_task, _("The task is open again."))


@task.route("/tasks/<int:task_id>/edit", methods=["GET", "POST"])
@allow(*STAFF)
def edit(task_id: int) -> Answer:
    found = fetch(task_id)
    form = _edit_form(found, data={**filled_from(found), "version": found.version})
    if request.method != "POST":
        return _form_page("tasks/edit.html", found, form)
    if not form.validate():
        return _form_page("tasks/edit.html", found, form, 422)
    try:
        with transaction() as work:
            given = form.to_change()
            edit_task(work, fetch(task_id), given, version=form.version.data, user_id=actor().id, now=utc_now())
    except StaleEditError:
        found = fetch(task_id)
        changes = field_changes(form, _edit_form(found, formdata=None, data=filled_from(found)))
        form.version.renew(found.version)
        return _form_page("tasks/edit.html", found, form, 409, changes=changes)
    except Refusal as refusal:
        form.form_errors = [str(refusal)]
        return _form_page("tasks/edit.html", fetch(task_id), form, 422)
    flash(_("The task is saved."), "success")
    return go_to(url_for("task.show", task_id=task_id))


def _edit_form(found: Task, **filling: Any) -> EditTaskForm:
    form = EditTaskForm(**filling)
    people = people_of(session(), found.company_id, left_too=True)
    here = [each for each in people if each.person.left_on is None or each.person.id == found.person_id]
    form.offer_places(here, workplaces_of(session(), found.company_id))
    return form


@task.route("/tasks/<int:task_id>/snooze", methods=["GET", "POST"])
@allow(*STAFF)
def snooze(task_id: int) -> Answer:
    found, now = fetch(task_id), utc_now()
    form = SnoozeForm(data={"by": ON_A_DAY, "at": due_time(found.due_at), "version": found.version})
    form.offer(put_off_choices(local_date(now)))
    if request.method != "POST":
        return _form_page("tasks/snooze.html", found, form)
    if not form.validate():
        return _form_page("tasks/snooze.html", found, form, 422)

    def act(on: Session, task: Task) -> None:
        snooze_task(on, task, form.due_at(task, now), version=form.version.data, user_id=actor().id, now=now)

    return _change(task_id, act, _("The task is put off."))


@task.route("/tasks/<int:task_id>/hand-over", methods=["GET", "POST"])
@allow(*STAFF)
def hand_over(task_id: int) -> Answer:
    found = fetch(task_id)
    form = HandOverForm(data={"version": found.version})
    form.owner.offer(colleagues(session()), units(session()), me=actor().id, ask=True)
    if request.method != "POST":
        return _form_page("tasks/hand_over.html", found, form)
    if not form.validate():
        return _form_page("tasks/hand_over.html", found, form, 422)

    def act(on: Session, task: Task) -> None:
        hand_over_task(
            on,
            task,
            to_user_id=form.owner.user_id,
            to_unit_id=form.owner.unit_id,
            version=form.version.data,
            user_id=actor().id,
            now=utc_now(),
        )

    return _change(task_id, act, _("The task is handed over."))


def fetch(task_id: int) -> Task:
    return task_by_id(session(), task_id) or abort(404)


def _pressed(task_id: int, verb: Callable[..., Task], said: str) -> Answer:
    form = SeenForm()
    if not form.validate():
        return _told(task_id, 422, problem=_("This page is too old. Open it again."))

    def act(on: Session, found: Task) -> None:
        verb(on, found, version=form.version.data, user_id=actor().id, now=utc_now())

    return _change(task_id, act, said)


def _change(task_id: int, act: Act, said: str) -> Answer:
    """One change in one transaction; to htmx the row as it is afterwards."""
    try:
        with transaction() as work:
            act(work, fetch(task_id))
    except StaleEditError:
        problem = _("Somebody else has changed the task meanwhile. See how it is now, and choose again.")
        return _told(task_id, 409, problem=problem)
    except Refusal as refusal:
        return _told(task_id, 422, problem=str(refusal))
    if wants_part():
        return _told(task_id, 200, said=said)
    flash(said, "success")
    return go_to(_back(task_id))


def _told(task_id: int, status: int, *, problem: str = "", said: str = "") -> Response:
    """The row for htmx, else the task's page: as the task is now, with what there is to say."""
    found = fetch(task_id)
    if not wants_part():
        return _page(found, status, problem=problem)
    row = {
        "line": task_line(session(), found),
        "problem": problem,
        "said": said,
        "verdicts": {},
        "back": _back(task_id),
    }
    return make_response(render_template("tasks/_task.html", **row, **row_words(utc_now(), actor().id)), status)


def _page(found: Task, status: int = 200, problem: str = "") -> Response:
    events = task_history(session(), found.id or 0)
    people = {each.by_user_id for each in events} | {each.owner_user_id for each in events}
    return make_response(
        render_template(
            "tasks/show.html",
            line=task_line(session(), found),
            problem=problem,
            events=events,
            event_words=EVENTS,
            names=user_names(session(), people),
            unit_names={unit.id: unit.name for unit in units(session())},
            order=order_of_task(session(), found.id or 0),
            contact=current_contact(session(), found.interaction_entry) if found.interaction_entry else None,
            **row_words(utc_now(), actor().id),
        ),
        status,
    )


def _form_page(template: str, found: Task, form: BaseForm, status: int = 200, **more: object) -> Response:
    context = {"form": form, "line": task_line(session(), found), "back": _back(found.id or 0), **more}
    return make_response(render_template(template, **context, **row_words(utc_now(), actor().id)), status)


def _back(task_id: int) -> str:
    return local_target(request.args.get("back"), url_for("task.show", task_id=task_id))
