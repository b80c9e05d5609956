from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import user_names
from crm.cooperation import labels, queries, services
from crm.cooperation.forms import CooperationForm, EndForm, VoidForm, filled_from
from crm.cooperation.models import Cooperation
from crm.cooperation.routes.blueprint import (
    Cautioned,
    checked,
    company_url,
    cooperation,
    fetch,
    look_twice,
    offer,
    page,
    today,
)
from crm.cooperation.standing import standing
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import shown
from crm.web.htmx import Answer, go_to


@cooperation.get("/cooperations/<int:cooperation_id>")
@allow(*STAFF)
def show(cooperation_id: int) -> Answer:
    """One arrangement with every version of it."""
    return _show_page(fetch(cooperation_id))


@cooperation.route("/cooperations/<int:cooperation_id>/correct", methods=["GET", "POST"])
@allow(*STAFF)
def correct(cooperation_id: int) -> Answer:
    seen = fetch(cooperation_id)
    placed = queries.workplace(session(), seen.workplace_id or 0)
    if placed is None:
        return go_to(url_for("cooperation.place", cooperation_id=cooperation_id))
    workplaces = queries.workplaces_of(session(), placed.company_id)
    form = CooperationForm(data=filled_from(seen))
    del form.once
    offer(form, workplaces, seen)
    if seen.retired_at is not None:
        return _stale_page(seen, form if request.method == "POST" else None)
    if request.method != "POST":
        return page("cooperation/correct.html", form=form, seen=seen)
    return _save_correction(form, seen, workplaces)


def _save_correction(form: CooperationForm, seen: Cooperation, workplaces: list[queries.WorkplaceChoice]) -> Answer:
    given = checked(form)
    if given is None:
        return page("cooperation/correct.html", 422, form=form, seen=seen)
    try:
        with transaction() as work:
            now_seen = fetch(seen.id or 0)
            look_twice(form, given, workplaces, now_seen)
            services.correct_cooperation(work, now_seen, given, user_id=actor().id, now=utc_now(), today=today())
    except Cautioned as cautioned:
        return page("cooperation/correct.html", 422, form=form, seen=seen, cautions=cautioned.sentences)
    except StaleEditError:
        return _stale_page(fetch(seen.id or 0), form)
    flash(_("The correction is saved. The earlier version is kept."), "success")
    return go_to(company_url(queries.workplace(session(), given.workplace_id)))


@cooperation.route("/cooperations/<int:cooperation_id>/end", methods=["GET", "POST"])
@allow(*STAFF)
def end(cooperation_id: int) -> Answer:
    seen = fetch(cooperation_id)
    form = EndForm(data={"end_date": seen.end_date or today()})
    if seen.retired_at is not None:
        return _stale_page(seen, form if request.method == "POST" else None)
    if request.method != "POST":
        return page("cooperation/end.html", form=form, seen=seen, **_facts(seen))
    if not form.validate():
        return page("cooperation/end.html", 422, form=form, seen=seen, **_facts(seen))
    try:
        with transaction() as work:
            seen = fetch(cooperation_id)
            services.end_cooperation(work, seen, form.end_date.data, user_id=actor().id, now=utc_now(), today=today())
    except StaleEditError:
        return _stale_page(fetch(cooperation_id), form)
    except Refusal as refusal:
        form.end_date.errors = [str(refusal)]
        return page("cooperation/end.html", 422, form=form, seen=seen, **_facts(seen))
    flash(_("The last day is saved."), "success")
    return go_to(company_url(_workplace(seen)))


@cooperation.route("/cooperations/<int:cooperation_id>/void", methods=["GET", "POST"])
@allow(*STAFF)
def void(cooperation_id: int) -> Answer:
    seen = fetch(cooperation_id)
    form = VoidForm()
    if seen.retired_at is not None:
        return _stale_page(seen, form if request.method == "POST" else None)
    if request.method != "POST":
        return page("cooperation/void.html", form=form, seen=seen, **_facts(seen))
    if not form.validate():
        return page("cooperation/void.html", 422, form=form, seen=seen, **_facts(seen))
    try:
        with transaction() as work:
            seen = fetch(cooperation_id)
            services.void_cooperation(work, seen, form.reason.data, user_id=actor().id, now=utc_now())
    except StaleEditError:
        return _stale_page(fetch(cooperation_id), form)
    flash(_("The cooperation is voided. It no longer counts."), "success")
    return go_to(company_url(_workplace(seen)))


def _workplace(seen: Cooperation) -> queries.WorkplaceChoice | None:
    return queries.workplace(session(), seen.workplace_id) if seen.workplace_id else None


def _facts(seen: Cooperation) -> dict[str, Any]:
    """What each page about one arrangement says of it."""
    placed = _workplace(seen)
    return {
        "workplace": placed,
        "back": company_url(placed),
        "type_names": labels.type_names(queries.types(session())),
        "centre_names": {each.code: each.name for each in queries.job_centres(session())},
        "standing": standing(seen, today()),
        "labels": labels,
    }


def _show_page(seen: Cooperation, status: int = 200, **more: object) -> Response:
    versions = queries.versions(session(), seen)
    people = {each.recorded_by_user_id for each in versions} | {each.retired_by_user_id for each in versions}
    names = user_names(session(), people)
    return page("cooperation/show.html", status, seen=seen, versions=versions, names=names, **_facts(seen), **more)


def _stale_page(seen: Cooperation, form: Any = None) -> Response:
    """Somebody corrected or voided it meanwhile: what holds now beside what this person wrote, and both kept."""
    now = queries.current_version(session(), seen)
    if now is None or form is None:
        return _show_page(now or seen, 409 if form is not None else 200, written=_written(form))
    if not isinstance(form, CooperationForm):
        return _show_page(now, 409, written=_written(form))
    saved = CooperationForm(formdata=None, data=filled_from(now))
    offer(saved, queries.workplaces_of(session(), placed.company_id) if (placed := _workplace(now)) else [], now)
    pairs = [(field, shown(saved[field.name]), shown(field)) for field in form if field.name in filled_from(now)]
    changes = [(field.label.text, theirs, mine) for field, theirs, mine in pairs if theirs != mine]
    return page("cooperation/correct.html", 409, form=form, seen=now, changes=changes, stale=True)


def _written(form: Any) -> list[tuple[str, str]]:
    """What the person wrote, by label, to be shown and copied."""
    if form is None:
        return []
    fields = [field for field in form if field.label.text and field.type != "CSRFTokenField" and field.name != "anyway"]
    return [(field.label.text, shown(field)) for field in fields if shown(field)]
