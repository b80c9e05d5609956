"""The invited answer here, by the secret address in their mail, without signing in."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.throttle import wait_before
from crm.contacts.services.links import hashed
from crm.db import session, transaction
from crm.values.clock import COPENHAGEN, utc_now
from crm.visiting.forms.answers import AnswerForm
from crm.visiting.queries.invitations import guest_of, invitation_by_hash, visit_facts
from crm.visiting.services.answering import record_answer, standing
from crm.visiting.services.invitation_mails import place_text, time_text
from crm.visits.models import Visit, VisitInvitation
from crm.visits.queries.visits import visit_by_id
from crm.web.access import public
from crm.web.errors import TooManyAttemptsError
from crm.web.htmx import Answer, go_to
from crm.web.once import once

visit_answer = Blueprint("visit_answer", __name__, url_prefix="/invitation")
GONE = {"unknown": 404, "withdrawn": 410, "cancelled": 410, "over": 410}


@visit_answer.get("/<token>")
@public
def show(token: str) -> Answer:
    found = _invitation(token)
    if found is None:
        return _gone("unknown")
    return _page(token, *found, _form_for(found[1]))


@visit_answer.post("/<token>")
@public
def answer(token: str) -> Answer:
    """What was said can be said anew until the visit begins."""
    found = _invitation(token)
    if found is None:
        return _gone("unknown")
    _count_attempt(hashed(token))
    form = AnswerForm()
    if not form.validate():
        return _page(token, *found, form, 422)

    def keep() -> str:
        record_answer(work, visit, row, form.to_said(), now=utc_now())
        return ""  # the address is a secret, and where a form led to is kept for a day

    with transaction() as work:
        visit, row = found
        work.refresh(visit)
        work.refresh(row)
        state = standing(visit, row, now=utc_now())
        if state == "open":
            once(work, form.once.data, keep)
    if state != "open":
        return _gone(state)
    flash(_("Thank you. We have your answer."), "success")
    return go_to(url_for("visit_answer.show", token=token))


def _invitation(token: str) -> tuple[Visit, VisitInvitation] | None:
    """What the token opens; a pause for who tries many."""
    row = invitation_by_hash(session(), hashed(token))
    visit = visit_by_id(session(), row.visit_id) if row is not None else None
    if row is None or visit is None:
        _count_attempt("unknown")
        return None
    return visit, row


def _count_attempt(what: str) -> None:
    """As signing in: a few attempts in a quarter of an hour from one address."""
    with transaction() as work:
        seconds = wait_before(work, f"invitation:{what}", request.remote_addr or "", now=utc_now())
    if seconds:
        raise TooManyAttemptsError(seconds)


def _form_for(row: VisitInvitation) -> AnswerForm:
    """What was answered before stands in the form."""
    proposed = row.proposed_starts_at.astimezone(COPENHAGEN) if row.proposed_starts_at else None
    return AnswerForm(
        data={
            "answer": row.answer.value,
            "day": proposed and proposed.date(),
            "at": proposed and proposed.time(),
            "note": row.answer_note,
        }
    )


def _page(token: str, visit: Visit, row: VisitInvitation, form: AnswerForm, status: int = 200) -> Response:
    state = standing(visit, row, now=utc_now())
    if state != "open":
        return _gone(state)
    facts = visit_facts(session(), visit)
    page = render_template(
        "visits/answer.html",
        token=token,
        form=form,
        visit=visit,
        row=row,
        me=guest_of(session(), row),
        facts=facts,
        when=time_text(visit),
        where=place_text(visit, facts),
        who=[each.name for each in facts.guests if each.user_id is not None] or [facts.lead.name],
    )
    return make_response(page, status)


def _gone(why: str) -> Response:
    return make_response(render_template("visits/answer_gone.html", why=why), GONE[why])
