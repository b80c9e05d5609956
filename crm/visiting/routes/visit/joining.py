"""Coming along to a colleague's visit instead of booking another."""

from flask import flash, url_for
from flask_babel import gettext as _

from crm.db import StaleEditError, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.visiting.forms.visit import JoinForm
from crm.visiting.routes.visit.blueprint import visit
from crm.visiting.routes.visit.offers import fetch
from crm.visiting.routes.visit.page import visit_page
from crm.visiting.services.invitations import invite
from crm.visiting.services.taking_part import join_visit
from crm.visits.services.booking import OverlapRefusal
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to


@visit.post("/visits/<int:visit_id>/join")
@allow(*STAFF)
def join(visit_id: int) -> Answer:
    fetch(visit_id)
    accepted, now = JoinForm().overlap_accepted.data, utc_now()
    try:
        with transaction() as work:
            found = fetch(visit_id)
            joined = join_visit(work, found, user_id=actor().id, now=now, overlap_accepted=accepted)
            invite(work, found, now=now)
    except OverlapRefusal as refusal:
        return visit_page(fetch(visit_id), 422, problem=str(refusal), taken=True)
    except StaleEditError:
        problem = _("Somebody else has changed the visit meanwhile. See how it is now, and choose again.")
        return visit_page(fetch(visit_id), 409, problem=problem)
    except Refusal as refusal:
        return visit_page(fetch(visit_id), 422, problem=str(refusal))
    if joined:
        flash(_("You come along to this visit."), "success")
    return go_to(url_for("visit.show", visit_id=visit_id))
