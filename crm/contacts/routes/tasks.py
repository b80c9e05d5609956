"""The list of tasks, and new ones."""

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import colleagues, units
from crm.contacts.due import PutOff, put_off_day
from crm.contacts.forms.tasks import NewTaskForm
from crm.contacts.guard.ask import Ask, Caller
from crm.contacts.guard.gather import verdicts
from crm.contacts.models import TaskKind
from crm.contacts.queries.contacts import current_contact, parts_of
from crm.contacts.queries.my_day import company_names
from crm.contacts.queries.people import people_of
from crm.contacts.queries.tasks import Show, TaskFilter, task_page
from crm.contacts.services.tasks import add_task
from crm.contacts.task_labels import row_words
from crm.contacts.words import ContactKind
from crm.cooperation.queries import workplaces_of
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.once import once
from crm.web.paging import wanted_page
from crm.web.targets import local_target

tasks = Blueprint("tasks", __name__)


@tasks.get("/tasks")
@allow(*STAFF)
def index() -> Answer:
    """One's own with what is anybody's of the unit; `whose` a colleague's or a unit's; `company` all of one company."""
    now, caller = utc_now(), Caller.of(actor())
    wanted = _wanted(caller)
    page = task_page(session(), wanted, now=now, number=wanted_page(request.args.get("page")))
    companies = list({line.task.company_id for line in page.rows})
    return page_or_part(
        "tasks/index.html",
        "tasks/_list.html",
        page=page,
        wanted=wanted,
        whose=request.args.get("whose", ""),
        whose_choices=_whose_choices(caller),
        company_name=_company_name(wanted.company_id) if wanted.company_id else "",
        Show=Show,
        verdicts=verdicts(session(), companies, Ask(caller, ContactKind.CALL, now)) if companies else {},
        **row_words(now, actor().id),
    )


@tasks.route("/tasks/new", methods=["GET", "POST"])
@allow(*STAFF)
def new() -> Answer:
    """About a company (`company`), from a contact with it (`contact`, its entry), with a person (`person`)."""
    entry = request.args.get("contact", "")[:32] or None
    contact = current_contact(session(), entry) if entry else None
    company_id = contact.company_id if contact else request.args.get("company", 0, type=int)
    name = _company_name(company_id) or abort(404)
    back = local_target(request.args.get("back"), "")
    people = people_of(session(), company_id)
    form = NewTaskForm(data={"kind": TaskKind.FOLLOW_UP.value, "owner": f"user-{actor().id}"})
    form.owner.offer(colleagues(session()), units(session()), me=actor().id)
    form.offer_places(people, workplaces_of(session(), company_id))
    context = {"form": form, "company_id": company_id, "company_name": name, "contact": contact, "back": back}
    if request.method != "POST":
        form.due_on.data = put_off_day(PutOff.TOMORROW, local_date(utc_now()))
        spoken_with = parts_of(session(), [contact.id or 0])[contact.id or 0].people if contact else []
        form.person_id.data = request.args.get("person", spoken_with[0][0] if spoken_with else 0, type=int)
        form.workplace_id.data = request.args.get("workplace", contact.workplace_id or 0 if contact else 0, type=int)
        return make_response(render_template("tasks/new.html", **context))
    if not form.validate():
        return make_response(render_template("tasks/new.html", **context), 422)

    def create() -> str:
        given = form.to_input(company_id, contact.entry if contact else None)
        added = add_task(work, given, user_id=actor().id, now=utc_now())
        return back or url_for("task.show", task_id=added.id)

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors = [str(refusal)]
        return make_response(render_template("tasks/new.html", **context), 422)
    flash(_("The task is saved."), "success")
    return go_to(location)


def _wanted(caller: Caller) -> TaskFilter:
    args = request.args
    whose, number = _person_or_unit(args.get("whose", ""))
    company_id = args.get("company", type=int)
    kind, show = args.get("kind", ""), args.get("show", "")
    mine = company_id is None and not whose
    return TaskFilter(
        owner_user_id=caller.user_id if mine else number if whose == "user" else None,
        shared_unit_id=caller.unit_id if mine else None,
        unit_id=number if whose == "unit" else None,
        company_id=company_id,
        kind=TaskKind(kind) if kind in set(TaskKind) else None,
        show=Show(show) if show in set(Show) else Show.OPEN,
    )


def _person_or_unit(text: str) -> tuple[str, int | None]:
    """'user-7' → ("user", 7), 'unit-2' → ("unit", 2); anything else is nobody in particular."""
    kind, _dash, number = text.partition("-")
    known = kind in {"user", "unit"} and number.isascii() and number.isdecimal() and len(number) < 10
    return (kind, int(number)) if known else ("", None)


def _whose_choices(caller: Caller) -> list[tuple[str, str]]:
    """Oneself, the units (one's own first), the colleagues of one's own unit."""
    found = sorted((unit for unit in units(session()) if unit.active), key=lambda unit: unit.id != caller.unit_id)
    near = [each for each in colleagues(session()) if each.unit_id == caller.unit_id and each.id != caller.user_id]
    return [
        ("", _("Mine")),
        *((f"unit-{unit.id}", _("All of %(unit)s", unit=unit.name)) for unit in found),
        *((f"user-{each.id}", each.name) for each in near),
    ]


def _company_name(company_id: int) -> str:
    return company_names(session(), {company_id}).get(company_id, "")
