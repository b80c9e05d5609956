"""On which weekdays somebody goes out, and when."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import Colleague
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.visiting.forms.own_time import WEEKDAYS, HoursForm, filled_from
from crm.visiting.queries.own_time import Hours, said_hours, version_of, whose_time
from crm.visiting.services.own_time import StaleHoursError, set_hours
from crm.visits.queries.time import USUAL_HOURS
from crm.web.access import STAFF, actor, allow
from crm.web.formatting import weekday_name
from crm.web.htmx import Answer, go_to

working_hours = Blueprint("working_hours", __name__)


@working_hours.route("/working-hours", methods=["GET", "POST"])
@allow(*STAFF)
def edit() -> Answer:
    """One's own; `?person=` another's, for who manages them."""
    person = _person()
    said = said_hours(session(), person.id)
    form = HoursForm(data={**filled_from(said), "version": version_of(said)})
    if request.method != "POST":
        return _page(form, person)
    if not form.validate():
        return _page(form, person, 422)
    try:
        with transaction() as work:
            set_hours(work, person.id, form.to_hours(), version=form.version.data, now=utc_now())
    except StaleHoursError:
        said = said_hours(session(), person.id)
        form.version.renew(version_of(said))
        return _page(form, person, 409, changes=_changes(said, form.to_hours()))
    flash(_("The working hours are saved. Free times follow them from now on."), "success")
    return go_to(url_for("working_hours.edit", person=person.id))


def _page(form: HoursForm, person: Colleague, status: int = 200, **more: Any) -> Response:
    page = render_template(
        "visits/working_hours.html",
        form=form,
        person=person,
        people=whose_time(session(), actor().id, actor().role),
        days=[(weekday_name(weekday), *form.day(weekday)) for weekday in range(WEEKDAYS)],
        usual=USUAL_HOURS,
        **more,
    )
    return make_response(page, status)


def _changes(saved: Hours, written: Hours) -> list[tuple[str, str, str]]:
    """(weekday, as it is saved now, as this person wrote it) where the two differ."""
    return [
        (weekday_name(weekday), _text(saved, weekday), _text(written, weekday))
        for weekday in range(WEEKDAYS)
        if saved.get(weekday) != written.get(weekday)
    ]


def _text(said: Hours, weekday: int) -> str:
    return " – ".join(f"{each:%H:%M}" for each in said.get(weekday, ()))


def _person() -> Colleague:
    people = {each.id: each for each in whose_time(session(), actor().id, actor().role)}
    return people.get(request.args.get("person", actor().id, type=int)) or abort(404)
