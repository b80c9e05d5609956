"""One contact: everything about it, its earlier versions, correcting it and taking it back."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import units, user_names
from crm.contacts.forms.filled import filled_from
from crm.contacts.forms.log import CorrectForm, VoidContactForm
from crm.contacts.guard import Caller
from crm.contacts.guard.enforce import ContactPreventedError, contact_transaction, correct_contact, void_contact
from crm.contacts.labels import DIRECTIONS, KINDS, OUTCOMES, PURPOSES, THEMES
from crm.contacts.models import Interaction
from crm.contacts.queries.contacts import (
    ContactParts,
    contact_by_id,
    contact_versions,
    current_contact,
    parts_of,
    tasks_from,
)
from crm.contacts.routes.log_page import company_of, guard_of, occupations, offer, told
from crm.contacts.task_labels import due_text
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.cooperation.queries import workplace as workplace_by_id
from crm.db import StaleEditError, session
from crm.employer_requests.queries.job_orders import orders_from_contact
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import shown
from crm.web.htmx import Answer, go_to, page_or_part

contact = Blueprint("contact", __name__)


@contact.get("/contacts/<entry>")
@allow(*STAFF)
def show(entry: str) -> Answer:
    """The contact as it holds now, with every earlier version; also when it was taken back."""
    return _show_page(_versions(entry))


@contact.route("/contacts/<entry>/correct", methods=["GET", "POST"])
@allow(*STAFF)
def correct(entry: str) -> Answer:
    now_holds = current_contact(session(), entry)
    if now_holds is None:
        return _gone(entry)
    caller = Caller.of(actor())
    parts = parts_of(session(), [now_holds.id or 0])[now_holds.id or 0]
    form = CorrectForm(data=filled_from(now_holds, parts))
    offer(form, now_holds.company_id, caller, chosen=frozenset([*parts.themes, *parts.interests]))
    if request.method != "POST":
        return _form_page(form, now_holds, caller)
    if form.more_needs.data:
        return _form_page(form, now_holds, caller, adding=True)
    if not form.validate():
        return _form_page(form, now_holds, caller, 422)
    return _save(form, now_holds, caller)


def _save(form: CorrectForm, now_holds: Interaction, caller: Caller) -> Answer:
    seen_id, now = form.version.data, utc_now()
    try:
        with contact_transaction() as work:
            seen = contact_by_id(work, seen_id)
            if seen is None or seen.entry != now_holds.entry:
                abort(404)
            given = form.to_input(seen.company_id, now=seen.at)
            correct_contact(work, seen, given, caller=caller, now=now, override=form.to_override())
    except StaleEditError:
        return _stale_form(form, now_holds.entry, caller)
    except ContactPreventedError as prevented:
        return _form_page(form, now_holds, caller, 422, prevented=True, **told(prevented.verdict, caller))
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _form_page(form, now_holds, caller, 422)
    flash(_("The correction is saved. The earlier version is kept."), "success")
    return go_to(url_for("contact.show", entry=now_holds.entry))


@contact.route("/contacts/<entry>/void", methods=["GET", "POST"])
@allow(*STAFF)
def void(entry: str) -> Answer:
    now_holds = current_contact(session(), entry)
    if now_holds is None:
        return _gone(entry)
    form = VoidContactForm(data={"version": now_holds.id})
    if request.method != "POST" or not form.validate():
        return _void_page(form, now_holds, 422 if request.method == "POST" else 200)
    caller = Caller.of(actor())
    try:
        with contact_transaction() as work:
            seen = contact_by_id(work, form.version.data)
            if seen is None or seen.entry != entry:
                abort(404)
            void_contact(work, seen, form.reason.data, caller=caller, now=utc_now())
    except StaleEditError:
        return _show_page(_versions(entry), 409, written=[(form.reason.label.text, form.reason.data)])
    flash(_("The contact is taken back. It stays in the history."), "success")
    return go_to(url_for("companies.show", company_id=now_holds.company_id))


def _versions(entry: str) -> list[Interaction]:
    return contact_versions(session(), entry) or abort(404)


def _gone(entry: str) -> Response:
    """There is nothing left to correct: somebody took it back."""
    status = 409 if request.method == "POST" else 200
    return _show_page(_versions(entry), status, written=_written(CorrectForm()) if status == 409 else None)


def _written(form: CorrectForm) -> list[tuple[str, str]]:
    """What the person wrote, to be copied."""
    return [(str(form.note.label.text), form.note.data)] if form.note.data else []


def _stale_form(form: CorrectForm, entry: str, caller: Caller) -> Response:
    """Somebody corrected or took it back meanwhile: what holds now beside what this person wrote."""
    now_holds = current_contact(session(), entry)
    if now_holds is None:
        return _show_page(_versions(entry), 409, written=_written(form))
    parts = parts_of(session(), [now_holds.id or 0])[now_holds.id or 0]
    saved = CorrectForm(formdata=None, data=filled_from(now_holds, parts))
    offer(saved, now_holds.company_id, caller, chosen=frozenset([*parts.themes, *parts.interests]))
    pairs = [(field.label.text, _words(saved[field.name]), _words(field)) for field in form if _is_content(field)]
    form.version.renew(now_holds.id or 0)
    changes = [(label, theirs, mine) for label, theirs, mine in pairs if theirs != mine]
    return _form_page(form, now_holds, caller, 409, stale=True, changes=changes)


def _is_content(field: Any) -> bool:
    hidden = getattr(field.widget, "input_type", "") == "hidden"
    return not hidden and not field.name.startswith("override_") and field.name != "more_needs"


def _words(field: Any) -> str:
    """A field's value as the reader sees it, also of several boxes and of needs."""
    if field.name == "needs":
        return "; ".join(", ".join(shown(inner) for inner in each.form if inner.data) for each in field).strip("; ")
    if isinstance(field.data, list):
        chosen = set(map(str, field.data))
        return ", ".join(str(text) for value, text, *_more in field.iter_choices() if str(value) in chosen)
    return shown(field)


def _form_page(form: CorrectForm, now_holds: Interaction, caller: Caller, status: int = 200, **more: Any) -> Response:
    if "verdict" not in more:
        more |= guard_of(form, now_holds.company_id, caller)
    return page_or_part(
        "contacts/correct.html",
        "contacts/_correct_form.html",
        status=status,
        form=form,
        seen=now_holds,
        company=company_of(now_holds.company_id),
        caller=caller,
        occupations=occupations(),
        **more,
    )


def _void_page(form: VoidContactForm, seen: Interaction, status: int) -> Response:
    facts = _facts([seen])
    return page_or_part("contacts/void.html", "contacts/void.html", status=status, form=form, seen=seen, **facts)


def _show_page(versions: list[Interaction], status: int = 200, **more: Any) -> Response:
    seen = versions[0]
    tasks = tasks_from(session(), seen.entry)
    return page_or_part(
        "contacts/show.html",
        "contacts/show.html",
        status=status,
        seen=seen,
        versions=versions,
        tasks=tasks,
        owner_names=user_names(session(), {task.owner_user_id or 0 for task in tasks}),
        due_text=due_text,
        now=utc_now(),
        **_facts(versions),
        **more,
    )


def _orders(parts: ContactParts, entry: str) -> dict[int, int]:
    """The job orders that were made of the needs, by need. A correction gives needs other numbers: the words count."""
    orders = list(orders_from_contact(session(), entry))
    found: dict[int, int] = {}
    for same_start in (True, False):
        for need in parts.needs:
            fits = (
                order
                for order in orders
                if order.occupation == need.occupation and (not same_start or order.wanted_start == need.from_date)
            )
            if need.id not in found and (order := next(fits, None)) is not None:
                orders.remove(order)
                found[need.id or 0] = order.id or 0
    return found


def _facts(versions: list[Interaction]) -> dict[str, Any]:
    """What the pages say of a contact: the latest version with its parts, by full names."""
    on, seen = session(), versions[0]
    all_parts = parts_of(on, [each.id or 0 for each in versions])
    ids = {each.recorded_by_user_id for each in versions} | {each.retired_by_user_id or 0 for each in versions}
    kinds = types(on)
    names = type_names(kinds)
    parts: ContactParts = all_parts[seen.id or 0]
    return {
        "company": company_of(seen.company_id),
        "workplace": workplace_by_id(on, seen.workplace_id) if seen.workplace_id else None,
        "parts": parts,
        "all_parts": all_parts,
        "people_names": user_names(on, ids),
        "unit_names": {unit.id: unit.name for unit in units(on)},
        "theme_names": {**{theme.value: str(label) for theme, label in THEMES.items()}, **names},
        "orders": _orders(parts, seen.entry) if parts.needs else {},
        "talked_about": list(dict.fromkeys(code for code in [*parts.interests, *parts.themes] if code in names)),
        "type_names": names,
        "words": {"kind": KINDS, "direction": DIRECTIONS, "outcome": OUTCOMES, "purpose": PURPOSES},
    }
