"""Absences: one's own, and for a manager those of the unit."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from crm.accounts.queries import Colleague, colleagues
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.visiting import labels
from crm.visiting.forms.own_time import AbsenceForm, StandInForm
from crm.visiting.queries.own_time import absence_by_id, coming_absences, visits_within, whose_time
from crm.visiting.services.own_time import add_absence, withdraw_absence
from crm.visits.models import Absence, AbsenceKind
from crm.visits.queries.away import is_long, stand_in_lines, stand_ins_on
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.once import once
from crm.working_time.queries import opening_calendar

absences = Blueprint("absences", __name__)


@absences.get("/absences")
@allow(*STAFF)
def index() -> Answer:
    return absence_page(begun_form())


@absences.post("/absences")
@allow(*STAFF)
def new() -> Answer:
    form = AbsenceForm()
    form.offer(_people())
    if not form.validate():
        return absence_page(form, 422)
    starts_at, ends_at = form.span()
    made: list[Absence] = []

    def create() -> str:
        kind, now = AbsenceKind(form.kind.data), utc_now()
        made.append(add_absence(work, form.person.data, kind, starts_at, ends_at, by_user_id=actor().id, now=now))
        return url_for("absences.index")

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return absence_page(form, 422)
    flash(_("The absence is saved. No free times are offered meanwhile."), "success")
    for absence in made:
        _warn(session(), absence)
    return go_to(location)


@absences.post("/absences/<int:absence_id>/withdraw")
@allow(*STAFF)
def withdraw(absence_id: int) -> Answer:
    found = absence_by_id(session(), absence_id) or abort(404)
    if found.user_id not in {each.id for each in _people()}:
        abort(404)
    with transaction() as work:
        withdraw_absence(work, absence_by_id(work, absence_id) or abort(404), by_user_id=actor().id, now=utc_now())
    flash(_("The absence is withdrawn."), "success")
    return go_to(url_for("absences.index"))


def _warn(on: Session, absence: Absence) -> None:
    """Visits don't move by themselves, and requests only as somebody has said."""
    visits = visits_within(on, absence)
    if visits:
        sentence = ngettext(
            "%(num)d visit is planned in that time. Move it, or hand it over to a colleague.",
            "%(num)d visits are planned in that time. Move them, or hand them over to a colleague.",
            len(visits),
        )
        flash(sentence, "warning")
    if is_long(absence, opening_calendar(on)) and not stand_ins_on(on, local_date(absence.starts_at)).get(
        absence.user_id
    ):
        flash(_("Nobody stands in meanwhile: requests that are not begun go back to the unit."), "warning")


def begun_form() -> AbsenceForm:
    person = request.args.get("person", actor().id, type=int)
    return AbsenceForm(formdata=None, data={"person": person, "kind": AbsenceKind.HOLIDAY.value})


def offer(form: StandInForm) -> None:
    form.offer(_people(), colleagues(session()))


def absence_page(form: AbsenceForm, status: int = 200, *, stand_in_form: StandInForm | None = None) -> Response:
    now, people = utc_now(), _people()
    form.offer(people)
    if stand_in_form is None:
        stand_in_form = StandInForm(formdata=None, data={"of": form.person.data})
        offer(stand_in_form)
    ids, today = [each.id for each in people], local_date(now)
    page = render_template(
        "visits/absences.html",
        form=form,
        stand_in_form=stand_in_form,
        lines=coming_absences(session(), ids, now=now),
        stand_ins=stand_in_lines(session(), ids, today),
        several=len(people) > 1,
        labels=labels,
        today=today,
        me=actor().id,
    )
    return make_response(page, status)


def _people() -> list[Colleague]:
    return whose_time(session(), actor().id, actor().role)
