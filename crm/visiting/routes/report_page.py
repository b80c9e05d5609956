"""What the report form offers and shows."""

from typing import Any

from werkzeug.datastructures import MultiDict

from crm.accounts.queries import colleagues, units, user_names
from crm.contacts.forms.log import Offered
from crm.contacts.guard import Caller
from crm.contacts.labels import THEMES
from crm.contacts.queries.log_form import company_line
from crm.contacts.queries.people import PersonLine, people_of
from crm.contacts.queries.visit_reports import contacts_like
from crm.contacts.routes.log_page import occupations
from crm.contacts.services.drafts import load_draft
from crm.cooperation import queries as cooperations
from crm.cooperation.labels import type_names
from crm.db import session
from crm.values.clock import local_date
from crm.visiting.forms.report import HELD, ReportForm
from crm.visits.models import Visit
from crm.visits.queries.visits import WholeVisit, whole_visit
from crm.web.htmx import Answer, page_or_part
from crm.web.i18n import language

FORM = "visit report"
"""The name under which drafts of the report are kept."""


def subject_of(visit: Visit) -> str:
    return f"visit {visit.id}"


def sent_form(visit: Visit, caller: Caller) -> ReportForm:
    form = ReportForm()
    offer(form, visit, caller)
    return form


def fresh_page(visit: Visit, caller: Caller) -> Answer:
    """The form as it begins: what was written and not sent, else what the visit was to be."""
    draft = load_draft(session(), caller.user_id, FORM, subject_of(visit))
    if draft is not None:
        form = ReportForm(formdata=MultiDict(draft.content))
    else:
        form = ReportForm(formdata=None, data=_as_planned(whole_visit(session(), visit), caller))
    offer(form, visit, caller)
    for entry in form.steps:
        entry.form.owner.data = entry.form.owner.data or f"user-{caller.user_id}"
    return form_page(form, visit, caller, draft=draft)


def form_page(form: ReportForm, visit: Visit, caller: Caller, status: int = 200, **more: Any) -> Answer:
    on = session()
    likes = contacts_like(on, visit)
    return page_or_part(
        "visits/report.html",
        "visits/_report_form.html",
        status=status,
        form=form,
        visit=visit,
        company=company_line(on, visit.company_id),
        caller=caller,
        likes=likes,
        names=user_names(on, {visit.lead_user_id, *(each.recorded_by_user_id for each in likes)}),
        occupations=occupations(),
        **({"draft": None} | more),
    )


def offer(form: ReportForm, visit: Visit, caller: Caller) -> None:
    on = session()
    today = local_date(visit.starts_at)
    types = type_names(each for each in cooperations.types(on) if each.valid_to is None or each.valid_to >= today)
    others, all_units = colleagues(on), units(on)
    offered = Offered(
        people=[(line.person.id or 0, _person(line)) for line in people_of(on, visit.company_id)],
        themes=[*((theme.value, str(label)) for theme, label in THEMES.items()), *types.items()],
        types=list(types.items()),
        colleagues=[
            (each.id, f"{each.name}, {each.unit}" if each.unit else each.name)
            for each in others
            if each.id != caller.user_id
        ],
    )
    form.offer(offered, lambda field: field.offer(others, all_units, me=caller.user_id))


def _as_planned(whole: WholeVisit, caller: Caller) -> dict[str, Any]:
    visit = whole.visit
    ours = {visit.lead_user_id, *whole.colleague_ids} - {caller.user_id}
    return {
        "outcome": HELD,
        "people": list(whole.person_ids),
        "themes": list(whole.themes),
        "participants": sorted(ours),
        "language": language(),
        "thanks": False,
    }


def _person(line: PersonLine) -> str:
    title = line.person.title
    return f"{line.person.name}, {title}" if title else line.person.name
