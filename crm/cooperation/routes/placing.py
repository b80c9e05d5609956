from flask import flash, request, url_for
from flask_babel import gettext as _

from crm.cooperation import labels, queries, services
from crm.cooperation.forms import PlaceForm
from crm.cooperation.models import Cooperation
from crm.cooperation.routes.blueprint import company_url, cooperation, fetch, page
from crm.db import StaleEditError, session, transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.paging import paged, wanted_page
from crm.web.search import SearchText, search_text

MOST_OFFERED = 40


@cooperation.get("/cooperations/unplaced")
@allow(*STAFF)
def unplaced() -> Answer:
    """Those that don't count because nobody knows at which workplace they are."""
    rows, count = queries.unplaced()
    listed = paged(session(), rows, count=count, number=wanted_page(request.args.get("page")))
    return page("cooperation/unplaced.html", page=listed, type_names=labels.type_names(queries.types(session())))


@cooperation.route("/cooperations/<int:cooperation_id>/place", methods=["GET", "POST"])
@allow(*STAFF)
def place(cooperation_id: int) -> Answer:
    seen = fetch(cooperation_id)
    if seen.retired_at is not None or seen.workplace_id is not None:
        flash(_("This cooperation has been changed or placed by somebody else."), "warning")
        now = queries.current_version(session(), seen) or seen
        return go_to(url_for("cooperation.show", cooperation_id=now.id))
    search = search_text(is_p_number=_is_known)
    form = PlaceForm()
    offered, more = _candidates(seen, search)
    form.offer(offered)
    if request.method != "POST" or not form.validate():
        status = search.status if request.method != "POST" else 422
        return page(
            "cooperation/place.html",
            status,
            form=form,
            seen=seen,
            search=search,
            more=more,
            type_names=labels.type_names(queries.types(session())),
        )
    try:
        with transaction() as work:
            seen = fetch(cooperation_id)
            placed = services.place_cooperation(work, seen, form.workplace_id.data, user_id=actor().id, now=utc_now())
    except StaleEditError:
        return go_to(url_for("cooperation.place", cooperation_id=cooperation_id))
    flash(_("The cooperation has its workplace, and counts from now on."), "success")
    return go_to(company_url(queries.workplace(session(), placed.workplace_id or 0)))


def _candidates(seen: Cooperation, search: SearchText) -> tuple[list[queries.WorkplaceChoice], int]:
    """Workplaces to choose from, and how many more there are.

    The company's own that the source named, narrowed by the words searched for; elsewhere when it has none such.
    """
    own = queries.workplaces_by_cvr(session(), seen.given_cvr) if seen.given_cvr else []
    found = queries.narrowed(own, search.text.lower().split())
    if not found and search.text:
        found = queries.find_workplaces(session(), search.text, limit=MOST_OFFERED)
    found = sorted(found, key=lambda each: not each.is_alive(seen.start_date))
    return found[:MOST_OFFERED], max(0, len(found) - MOST_OFFERED)


def _is_known(p_number: str) -> bool:
    return bool(queries.find_workplaces(session(), p_number, limit=1))
