"""The forms of the verbs, with what they offer and begin with."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlmodel import Session
from wtforms.fields.choices import SelectChoice

from crm.accounts.queries import Colleague, colleagues, units, user_by_id
from crm.contacts.queries.people import people_of, person_by_id
from crm.cooperation.queries import company_name
from crm.db import session
from crm.employer_requests.labels import STATUSES
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import categories, open_requests_of
from crm.employer_requests.services.texts import answer_text_by_id, filled
from crm.employer_requests.words import Status
from crm.service_desk.forms import verbs
from crm.service_desk.queries.page import could_be_linked, led_to_of
from crm.values.clock import utc_now
from crm.visits.queries.away import long_absences
from crm.web.access import actor
from crm.web.forms import BaseForm
from crm.web.i18n import language
from crm.working_time.queries import opening_calendar

Begun = dict[str, Any]
PLAIN: dict[str, type[BaseForm]] = {
    "take": verbs.SeenForm,
    "accept": verbs.SeenForm,
    "refuse": verbs.RefuseForm,
    "withdraw": verbs.ReturnForm,
    "give_back": verbs.ReturnForm,
    "answered": verbs.AnsweredForm,
    "plan": verbs.PlanForm,
    "finish": verbs.FinishForm,
    "wait": verbs.WaitForm,
    "resume": verbs.ResumeForm,
    "reopen": verbs.ReopenForm,
    "note": verbs.NoteForm,
    "came_in": verbs.CameInForm,
    "match": verbs.MatchForm,
}
"""Forms that offer nothing of the request's own."""


def verb_form(name: str, found: EmployerRequest) -> Any:
    """The form as it was sent."""
    return _built(name, found, {})


def begun_form(name: str, found: EmployerRequest) -> Any:
    """The form as it begins: with what is saved, and the version of it."""
    return _built(name, found, {"formdata": None})


def _built(name: str, found: EmployerRequest, how: dict[str, Any]) -> Any:
    begun = {"version": found.version}
    if name in PLAIN:
        return PLAIN[name](data=begun, **how)
    return SPECIAL[name](found, begun, how)


def _whom(_found: EmployerRequest, begun: Begun, how: Begun) -> verbs.WhomForm:
    form = verbs.WhomForm(data=begun, **how)
    form.owner.offer(_with_absences(session()), units(session()), me=actor().id, ask=True)
    return form


def _with_absences(on: Session) -> list[Colleague]:
    """Everybody; who is away is said so beside the name."""
    away = {each.user_id for each in long_absences(on, opening_calendar(on), at=utc_now())}
    return [
        replace(each, name=_("%(name)s (away)", name=each.name)) if each.id in away else each for each in colleagues(on)
    ]


def _category(found: EmployerRequest, begun: Begun, how: Begun) -> verbs.CategoryForm:
    form = verbs.CategoryForm(data=begun | {"category": found.category_id}, **how)
    form.category.choices = category_choices(found.category_id)
    return form


def _priority(found: EmployerRequest, begun: Begun, how: Begun) -> verbs.PriorityForm:
    return verbs.PriorityForm(data=begun | {"priority": found.priority.value}, **how)


def _split(found: EmployerRequest, begun: Begun, how: Begun) -> verbs.SplitForm:
    data = begun | {"category": found.category_id, "priority": found.priority.value}
    form = verbs.SplitForm(data=data, **how)
    form.category.choices = category_choices(found.category_id)
    return form


def _merge(found: EmployerRequest, begun: Begun, how: Begun) -> verbs.MergeForm:
    form = verbs.MergeForm(data=begun, **how)
    lines = open_requests_of(session(), found.company_id) if found.company_id else []
    form.offer((each.request.id or 0, _line(each.request)) for each in lines if each.request.id != found.id)
    return form


def _edit(found: EmployerRequest, begun: Begun, how: Begun) -> verbs.EditForm:
    names = ("subject", "description", "wanted_by", "caller_name", "caller_phone", "caller_email")
    data = begun | {name: getattr(found, name) for name in names} | {"person": found.person_id or 0}
    form = verbs.EditForm(data=data, **how)
    people = people_of(session(), found.company_id, left_too=True) if found.company_id else []
    form.offer((each.person.id or 0, each.person.name) for each in people)
    return form


def _close(found: EmployerRequest, begun: Begun, how: Begun) -> verbs.CloseForm:
    """What it led to says what came of it, and which cooperation started is known when there is one."""
    led_to = led_to_of(session(), found)
    cooperations = [(each.cooperation_id or 0, each.text) for each in led_to.cooperations]
    data = {
        "outcome": led_to.outcome.value if led_to.outcome else "",
        "cooperation": cooperations[0][0] if cooperations else 0,
    }
    form = verbs.CloseForm(data=begun | data, **how)
    form.offer(cooperations)
    return form


def _link(found: EmployerRequest, _begun: Begun, how: Begun) -> verbs.LinkForm:
    form = verbs.LinkForm(**how)
    form.thing.choices = [SelectChoice(each.value, each.text) for each in could_be_linked(session(), found)]
    return form


def _answer(found: EmployerRequest, begun: Begun, how: Begun) -> verbs.AnswerForm:
    return verbs.AnswerForm(data=begun | _letter(session(), found), **how)


SPECIAL: dict[str, Callable[[EmployerRequest, Begun, Begun], BaseForm]] = {
    "assign": _whom,
    "hand_over": _whom,
    "category": _category,
    "priority": _priority,
    "split": _split,
    "merge": _merge,
    "close": _close,
    "edit": _edit,
    "link": _link,
    "answer": _answer,
}


def category_choices(chosen: int | None = None) -> list[SelectChoice]:
    """Those in use, and the one that is chosen although it is not."""
    danish = language() == "da"
    return [
        SelectChoice(each.id, each.name_da if danish else each.name_en)
        for each in categories(session(), every=True)
        if each.active or each.id == chosen
    ]


def _line(each: EmployerRequest) -> str:
    return f"{each.reference}: {each.subject} ({STATUSES[Status(each.status)]})"


def _letter(on: Session, found: EmployerRequest) -> dict[str, Any]:
    """To whom, and what the chosen text begins with."""
    person = person_by_id(on, found.person_id) if found.person_id else None
    recipient = found.caller_email or next(iter(person.emails if person else ()), "")
    chosen = request.args.get("text", "")
    text = answer_text_by_id(on, int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
    if text is None:
        return {"recipient": recipient, "subject": found.subject}
    me, company = user_by_id(on, actor().id), company_name(on, found.company_id) if found.company_id else None
    values = {
        "company": company[0] if company else found.company_text,
        "reference": found.reference,
        "subject": found.subject,
        "person": person.person.name if person else found.caller_name,
        "name": me.name if me else "",
        "email": me.email if me else "",
    }
    return {"recipient": recipient, "subject": filled(text.subject, values), "body": filled(text.body, values)}
