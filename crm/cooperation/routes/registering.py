from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _

from crm.cooperation import queries, services
from crm.cooperation.forms import CooperationForm
from crm.cooperation.routes.blueprint import Cautioned, checked, cooperation, look_twice, offer, page, today
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.values.cooperation_status import CooperationStatus
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.once import once


@cooperation.route("/companies/<int:company_id>/cooperations/new", methods=["GET", "POST"])
@allow(*STAFF)
def new(company_id: int) -> Answer:
    workplaces = queries.workplaces_of(session(), company_id)
    if not workplaces:
        abort(404)
    form = CooperationForm(data=_blank())
    offer(form, workplaces)
    if request.method != "POST":
        wanted = [each.id for each in workplaces if each.p_number == request.args.get("workplace")]
        form.workplace_id.data = (wanted or [workplaces[0].id if len(workplaces) == 1 else 0])[0]
        form.type_code.data = request.args.get("type")
        return _new_page(form, company_id)
    given = checked(form)
    if given is None:
        return _new_page(form, company_id, 422)

    def create() -> str:
        look_twice(form, given, workplaces)
        added = services.register_cooperation(work, given, user_id=actor().id, now=utc_now(), today=today())
        p_number = next(each.p_number for each in workplaces if each.id == added.workplace_id)
        return url_for("companies.show", company_id=company_id, workplace=p_number)

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Cautioned as cautioned:
        return _new_page(form, company_id, 422, cautions=cautioned.sentences)
    flash(_("The cooperation is registered."), "success")
    return go_to(location)


def _blank() -> dict[str, object]:
    """What a new one usually is: agreed, by us, with the person who writes it."""
    own = next((each.code for each in queries.job_centres(session()) if each.own), "")
    return {
        "status": CooperationStatus.ACTIVE.value,
        "job_centre_code": own,
        "unit": actor().unit or "",
        "consultant": actor().email,
    }


def _new_page(form: CooperationForm, company_id: int, status: int = 200, cautions: list[str] | None = None) -> Response:
    name, cvr = queries.company_name(session(), company_id) or abort(404)
    return page(
        "cooperation/new.html",
        status,
        form=form,
        company_id=company_id,
        company_name=name,
        cvr=cvr,
        cautions=cautions or [],
    )
