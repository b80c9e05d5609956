"""What every verb on a request has in common: the form, one transaction, the answer."""

from collections.abc import Callable
from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from crm.db import StaleEditError, transaction
from crm.employer_requests.models import EmployerRequest
from crm.refusal import Refusal
from crm.service_desk.routes.forms import begun_form, verb_form
from crm.service_desk.routes.page import fetch, request_page
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once

Do = Callable[[Session, EmployerRequest, Any], EmployerRequest | None]
"""In the transaction, with the request and the form; the request to go on with, when it is another one."""
COMPARED = ("edit", "category", "priority")


def do_verb(name: str, request_id: int, do: Do, said: str) -> Answer:
    """Refused and stale forms come back on the request's page, with what was written."""
    found = fetch(request_id)
    form = verb_form(name, found)
    if not form.validate():
        return request_page(found, 422, do=name, form=form)

    def carry_out() -> str:
        other = do(work, fetch(request_id), form)
        return request_url((other.id if other else None) or request_id)

    try:
        with transaction() as work:
            location = once(work, form.once.data, carry_out) if "once" in form else carry_out()
    except StaleEditError:
        found = fetch(request_id)
        changes = field_changes(form, begun_form(name, found)) if name in COMPARED else None
        form.version.renew(found.version)
        problem = _("Somebody else has changed the request meanwhile. See how it is now, and send it again.")
        return request_page(found, 409, do=name, form=form, stale=True, problem=problem, changes=changes)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return request_page(fetch(request_id), 422, do=name, form=form)
    flash(said, "success")
    return go_to(location)


def request_url(request_id: int) -> str:
    return url_for("requests.show", request_id=request_id)
