"""Stand-ins: one's own, and for a manager those of the unit. They stand on the page of absences."""

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.visiting.forms.own_time import StandInForm
from crm.visiting.queries.own_time import whose_time
from crm.visiting.routes.absences import absence_page, begun_form, offer
from crm.visiting.services.stand_ins import add_stand_in, move_up, remove_stand_in, stand_in_by_id
from crm.visits.models import StandIn
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.once import once

stand_ins = Blueprint("stand_ins", __name__)


@stand_ins.post("/absences/stand-ins")
@allow(*STAFF)
def add() -> Answer:
    form = StandInForm()
    offer(form)
    if not form.validate():
        return absence_page(begun_form(), 422, stand_in_form=form)

    def create() -> str:
        days = form.since.data, form.until.data
        add_stand_in(work, form.of.data, form.by.data, *days, by_user_id=actor().id, now=utc_now())
        return url_for("absences.index", _anchor="stand-ins")

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return absence_page(begun_form(), 422, stand_in_form=form)
    flash(_("The stand-in is saved."), "success")
    return go_to(location)


@stand_ins.post("/absences/stand-ins/<int:stand_in_id>/up")
@allow(*STAFF)
def move(stand_in_id: int) -> Answer:
    _theirs(stand_in_id)
    with transaction() as work:
        move_up(work, stand_in_by_id(work, stand_in_id) or abort(404), now=utc_now())
    return go_to(url_for("absences.index", _anchor="stand-ins"))


@stand_ins.post("/absences/stand-ins/<int:stand_in_id>/remove")
@allow(*STAFF)
def remove(stand_in_id: int) -> Answer:
    _theirs(stand_in_id)
    with transaction() as work:
        found = stand_in_by_id(work, stand_in_id) or abort(404)
        remove_stand_in(work, found, by_user_id=actor().id, now=utc_now())
    flash(_("The stand-in is removed."), "success")
    return go_to(url_for("absences.index", _anchor="stand-ins"))


def _theirs(stand_in_id: int) -> StandIn:
    """One that this person may say something about."""
    found = stand_in_by_id(session(), stand_in_id)
    if found is None or found.user_id not in {each.id for each in whose_time(session(), actor().id, actor().role)}:
        abort(404)
    return found
