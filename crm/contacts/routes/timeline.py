"""Everything about a company in one order, narrowed by kind or workplace, page by page."""

from flask import Blueprint, abort, request
from werkzeug.datastructures import MultiDict

from crm.contacts.queries.timeline import timeline
from crm.contacts.queries.timeline_places import Cursor
from crm.contacts.queries.timeline_sources import EntryKind
from crm.contacts.timeline_words import ENTRY_KINDS, timeline_lines
from crm.cooperation import queries as cooperations
from crm.cooperation.labels import type_names
from crm.db import session
from crm.values.clock import utc_now
from crm.web.access import STAFF, allow
from crm.web.htmx import Answer, page_or_part

timelines = Blueprint("timeline", __name__)


@timelines.get("/companies/<int:company_id>/timeline")
@allow(*STAFF)
def show(company_id: int) -> Answer:
    """From now on back. `?kind=` narrows to one kind, `?workplace=` (a P-number) to one workplace.

    `?before=` goes on to older entries; `?ahead=1` begins with what is to come.
    """
    name, _cvr = cooperations.company_name(session(), company_id) or abort(404)
    workplaces = cooperations.workplaces_of(session(), company_id)
    kind, workplace = _kind(request.args), _workplace(request.args, workplaces)
    before, ahead = Cursor.parse(request.args.get("before", "")), request.args.get("ahead") == "1"
    found = timeline(
        session(),
        company_id,
        workplace.id if workplace else None,
        [kind] if kind else tuple(EntryKind),
        before or (None if ahead else Cursor.now(utc_now())),
    )
    types = type_names(cooperations.types(session()))
    return page_or_part(
        "contacts/timeline.html",
        "contacts/_timeline.html",
        company_id=company_id,
        company_name=name,
        workplaces=workplaces,
        workplace=workplace,
        kind=kind,
        kinds=ENTRY_KINDS,
        lines=timeline_lines(found.entries, type_names=types, now=utc_now()),
        older=found.older,
        before=before,
        ahead=ahead,
    )


def _kind(args: MultiDict[str, str]) -> EntryKind | None:
    wanted = args.get("kind", "")
    return EntryKind(wanted) if wanted in set(EntryKind) else None


def _workplace(
    args: MultiDict[str, str], workplaces: list[cooperations.WorkplaceChoice]
) -> cooperations.WorkplaceChoice | None:
    wanted = args.get("workplace", "")
    return next((each for each in workplaces if each.p_number == wanted), None)
