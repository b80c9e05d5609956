"""Changing a visit: confirm it, move it, edit it, call it off, say that nobody was there."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from crm.accounts.queries import user_names
from crm.cooperation.queries import company_name
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.visiting.forms.visit import EditForm, MoveForm, ReasonForm, SeenForm
from crm.visiting.free_times import time_of
from crm.visiting.routes.visit.blueprint import visit
from crm.visiting.routes.visit.offers import fetch, offer_what, offer_when
from crm.visiting.routes.visit.page import visit_page
from crm.visiting.services.invitations import invite
from crm.visiting.services.taking_part import edit_visit, must_be_planned
from crm.visits.models import PLANNED, Visit, VisitStatus
from crm.visits.queries.visits import whole_visit
from crm.visits.services.booking import OverlapRefusal
from crm.visits.services.changing import move_visit, set_status
from crm.web.access import STAFF, actor, allow
from crm.web.formatting import appointment, clock_time
from crm.web.forms import BaseForm, field_changes
from crm.web.htmx import Answer, go_to

Differences = list[tuple[str, str, str]]
"""(label, as it is saved now, as this person wrote it)."""


@visit.post("/visits/<int:visit_id>/confirm")
@allow(*STAFF)
def confirm(visit_id: int) -> Answer:
    form = SeenForm()
    if not form.validate():
        return visit_page(fetch(visit_id), 422, problem=_("This page is too old. Open it again."))
    return _set(visit_id, VisitStatus.CONFIRMED, form.version.data, "", _("The visit is confirmed."))


@visit.route("/visits/<int:visit_id>/cancel", methods=["GET", "POST"])
@allow(*STAFF)
def cancel(visit_id: int) -> Answer:
    return _over(visit_id, VisitStatus.CANCELLED, _("The visit is called off."))


@visit.route("/visits/<int:visit_id>/no-show", methods=["GET", "POST"])
@allow(*STAFF)
def no_show(visit_id: int) -> Answer:
    return _over(visit_id, VisitStatus.NO_SHOW, _("It is written down that the visit was in vain."))


@visit.route("/visits/<int:visit_id>/move", methods=["GET", "POST"])
@allow(*STAFF)
def move(visit_id: int) -> Answer:
    """`?at=` and `?lead=` fill the form: the calendar leads here."""
    found = fetch(visit_id)
    if found.status not in PLANNED:
        return _is_over(found)
    form = _move_form(found)
    if request.method != "POST" or form.show_times.data:
        return _form_page("visits/move.html", found, form)
    if not form.validate():
        return _form_page("visits/move.html", found, form, 422)
    save = partial(move_visit, move=form.to_move(), version=form.version.data, user_id=actor().id)
    return _changed(
        visit_id, "visits/move.html", form, save, partial(_move_changes, form), said=_("The visit is moved.")
    )


@visit.route("/visits/<int:visit_id>/edit", methods=["GET", "POST"])
@allow(*STAFF)
def edit(visit_id: int) -> Answer:
    found = fetch(visit_id)
    if found.status not in PLANNED:
        return _is_over(found)
    form = _edit_form(found)
    if request.method != "POST":
        return _form_page("visits/edit.html", found, form)
    if not form.validate():
        return _form_page("visits/edit.html", found, form, 422)
    save = partial(edit_visit, edit=form.to_edit(), version=form.version.data, user_id=actor().id)
    return _changed(
        visit_id, "visits/edit.html", form, save, partial(_edit_changes, form), said=_("The visit is saved.")
    )


def _changed(
    visit_id: int,
    template: str,
    form: MoveForm | EditForm,
    save: Callable[..., Visit],
    differences: Callable[[Visit], Differences],
    *,
    said: str,
) -> Answer:
    """Save it and tell who is invited; else the form again, with what speaks against it."""
    now = utc_now()
    try:
        with transaction() as work:
            invite(work, save(work, fetch(visit_id), now=now), now=now)
    except StaleEditError:
        found = fetch(visit_id)
        changes = differences(found)
        form.version.renew(found.version)
        return _form_page(template, found, form, 409, changes=changes)
    except OverlapRefusal as refusal:
        form.refuse_time(str(refusal))
        return _form_page(template, fetch(visit_id), form, 422, taken=True)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _form_page(template, fetch(visit_id), form, 422)
    flash(said, "success")
    return go_to(url_for("visit.show", visit_id=visit_id))


def _move_form(found: Visit) -> MoveForm:
    minutes = int((found.ends_at - found.starts_at).total_seconds() // 60)
    lead = request.args.get("lead", found.lead_user_id, type=int)
    form = MoveForm(data={"lead": lead, "minutes": minutes, "version": found.version})
    offer_when(form)
    form.begun_with = time_of(request.args.get("at")) or found.starts_at
    if request.method != "POST":
        form.choose(form.begun_with)
    return form


def _move_changes(form: MoveForm, found: Visit) -> Differences:
    lead_ids = {found.lead_user_id, form.lead.data}
    names = user_names(session(), lead_ids)
    pairs = [
        (_("When"), appointment(found.starts_at), appointment(form.starts_at)),
        (_("Until"), clock_time(found.ends_at), clock_time((form.starts_at or found.starts_at) + form.length)),
        (_("Who leads the visit"), names.get(found.lead_user_id, ""), names.get(form.lead.data, "")),
    ]
    return [(label, saved, written) for label, saved, written in pairs if saved != written]


def _edit_form(found: Visit, **filling: Any) -> EditForm:
    whole = whole_visit(session(), found)
    data = {
        "workplace": found.workplace_id or 0,
        "place": found.place.value,
        "place_note": found.place_note,
        "people": list(whole.person_ids),
        "colleagues": list(whole.colleague_ids),
        "purpose": found.purpose,
        "themes": list(whole.themes),
        "agenda": found.agenda,
        "version": found.version,
    }
    form = EditForm(data=data, **filling)
    offer_what(form, found.company_id, kept=frozenset(whole.person_ids))
    return form


def _edit_changes(form: EditForm, found: Visit) -> Differences:
    return field_changes(form, _edit_form(found, formdata=None))


def _over(visit_id: int, status: VisitStatus, said: str) -> Answer:
    found, form = fetch(visit_id), ReasonForm(data={"version": fetch(visit_id).version})
    if found.status not in PLANNED:
        return _is_over(found)
    template = "visits/cancel.html" if status is VisitStatus.CANCELLED else "visits/no_show.html"
    if request.method != "POST":
        return _form_page(template, found, form)
    if not form.validate():
        return _form_page(template, found, form, 422)
    return _set(visit_id, status, form.version.data, form.reason.data, said)


def _set(visit_id: int, status: VisitStatus, version: int, reason: str, said: str | LazyString) -> Answer:
    now = utc_now()
    try:
        with transaction() as work:
            found = fetch(visit_id)
            must_be_planned(found)
            set_status(work, found, status, version=version, user_id=actor().id, reason=reason, now=now)
            invite(work, found, now=now)
    except StaleEditError:
        problem = _("Somebody else has changed the visit meanwhile. See how it is now, and choose again.")
        return visit_page(fetch(visit_id), 409, problem=problem, reason=reason)
    except Refusal as refusal:
        return visit_page(fetch(visit_id), 422, problem=str(refusal), reason=reason)
    flash(said, "success")
    return go_to(url_for("visit.show", visit_id=visit_id))


def _is_over(found: Visit) -> Response:
    return visit_page(
        found, 422 if request.method == "POST" else 200, problem=_("The visit is over and can't be changed.")
    )


def _form_page(template: str, found: Visit, form: BaseForm, status: int = 200, **more: object) -> Response:
    name = (company_name(session(), found.company_id) or ("", ""))[0]
    return make_response(render_template(template, form=form, visit=found, company_name=name, **more), status)
