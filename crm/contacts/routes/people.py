"""Contact persons: added, changed, gone, and taken along as a card for the phone."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.contacts.forms.people import BackForm, LeftForm, NewPersonForm, PersonForm, filled_from, merged
from crm.contacts.inputs import PersonInput
from crm.contacts.names import name_key
from crm.contacts.queries.people import Duplicate, PersonLine, duplicates, person_by_id
from crm.contacts.restriction_labels import LIKENESSES
from crm.contacts.services.people import add_person, edit_person, note_export, set_left
from crm.contacts.vcard import vcard_text
from crm.cooperation.queries import company_name, workplaces_of
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once

people = Blueprint("people", __name__)


class _LookTwiceError(Exception):
    def __init__(self, found: list[Duplicate]) -> None:
        super().__init__("perhaps the same person")
        self.found = found


@people.get("/companies/<int:company_id>/people/new")
@allow(*STAFF)
def new(company_id: int) -> Answer:
    _company(company_id)
    form = NewPersonForm(data={"role": "other"})
    form.offer(workplaces_of(session(), company_id))
    return _new_page(form, company_id)


@people.post("/companies/<int:company_id>/people/new")
@allow(*STAFF)
def create(company_id: int) -> Answer:
    _company(company_id)
    form = NewPersonForm()
    form.offer(workplaces_of(session(), company_id))
    if not form.validate():
        return _new_page(form, company_id, 422)
    given = form.to_input(company_id)
    if form.same_as.data:
        return _same_person(form.same_as.data, given)

    def add() -> str:
        if not form.anyway.data and (found := duplicates(work, given)):
            raise _LookTwiceError(found)
        add_person(work, given, user_id=actor().id, now=utc_now(), today=_today())
        return url_for("companies.show", company_id=company_id, _anchor="people")

    try:
        with transaction() as work:
            location = once(work, form.once.data, add)
    except _LookTwiceError as look:
        return _new_page(form, company_id, 422, alike=look.found)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _new_page(form, company_id, 422)
    flash(_("The contact person is saved."), "success")
    return go_to(location)


@people.get("/people/<int:person_id>")
@allow(*STAFF)
def edit(person_id: int) -> Answer:
    line = _person(person_id)
    return _edit_page(_form(line), line)


@people.post("/people/<int:person_id>")
@allow(*STAFF)
def save(person_id: int) -> Answer:
    line = _person(person_id)
    form = PersonForm()
    form.offer(workplaces_of(session(), line.person.company_id))
    if not form.validate():
        return _edit_page(form, line, 422)
    given = form.to_input(line.person.company_id)
    ask = not form.anyway.data and _says_anew(line, given)
    if ask and (alike := duplicates(session(), given, but_not=person_id)):
        return _edit_page(form, line, 422, alike=alike)
    try:
        with transaction() as work:
            edit_person(
                work,
                _person(person_id).person,
                given,
                version=form.version.data,
                user_id=actor().id,
                now=utc_now(),
                today=_today(),
            )
    except StaleEditError:
        line = _person(person_id)
        changes = field_changes(form, _form(line))
        form.version.renew(line.person.version)
        return _edit_page(form, line, 409, changes=changes)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _edit_page(form, line, 422)
    flash(_("The contact person is saved."), "success")
    return go_to(_back(line))


@people.post("/people/<int:person_id>/left")
@allow(*STAFF)
def left(person_id: int) -> Answer:
    line = _person(person_id)
    form = LeftForm()
    if not form.validate():
        return _edit_page(_form(line), line, 422, left_form=form)
    return _set_left(line, form.left_on.data, form.version.data, _("The person is marked as having left the company."))


@people.post("/people/<int:person_id>/back")
@allow(*STAFF)
def back(person_id: int) -> Answer:
    line, form = _person(person_id), BackForm()
    if not form.validate():
        return _edit_page(_form(line), line, 422)
    return _set_left(line, None, form.version.data, _("The person is at the company again."))


@people.post("/people/<int:person_id>/card")
@allow(*STAFF)
def card(person_id: int) -> Answer:
    """The card for a phone's address book; that it was taken along stands in the trail."""
    line = _person(person_id)
    text = vcard_text(line, _company(line.person.company_id))
    with transaction() as work:
        note_export(work, line.person, now=utc_now())
    answer = Response(text, mimetype="text/vcard")
    answer.headers["Content-Disposition"] = f'attachment; filename="person-{person_id}.vcf"'
    return answer


def _says_anew(line: PersonLine, given: PersonInput) -> bool:
    """Whether it holds a name, number or address that the person did not have."""
    same_name = name_key(given.name) == line.person.name_key
    return not (same_name and set(given.phones) <= set(line.phones) and set(given.emails) <= set(line.emails))


def _set_left(line: PersonLine, left_on: date | None, version: int, said: str) -> Answer:
    try:
        with transaction() as work:
            set_left(work, line.person, left_on, version=version, now=utc_now())
    except StaleEditError:
        line = _person(line.person.id or 0)
        return _edit_page(_form(line), line, 409, changes=[])
    flash(said, "success")
    return go_to(_back(line))


def _same_person(person_id: int, given: PersonInput) -> Answer:
    """What was written goes into the form of the person who is known already, to be looked at and saved."""
    line = _person(person_id)
    if line.person.company_id != given.company_id:
        abort(404)
    return _edit_page(_form(line, given), line, merging=True)


def _form(line: PersonLine, written: PersonInput | None = None) -> PersonForm:
    known = filled_from(line)
    form = PersonForm(formdata=None, data=known if written is None else merged(known, written))
    form.offer(workplaces_of(session(), line.person.company_id))
    return form


def _new_page(form: NewPersonForm, company_id: int, status: int = 200, **more: Any) -> Response:
    return _page("contacts/person_new.html", status, form=form, company_id=company_id, **more)


def _edit_page(form: PersonForm, line: PersonLine, status: int = 200, **more: Any) -> Response:
    context = {"left_form": LeftForm(formdata=None, data={"left_on": _today(), "version": line.person.version})}
    back_form = BackForm(formdata=None, data={"version": line.person.version})
    shown = {**context, "back_form": back_form, **more}
    return _page("contacts/person.html", status, company_id=line.person.company_id, form=form, line=line, **shown)


def _page(template: str, status: int, *, company_id: int, **context: Any) -> Response:
    name = _company(company_id)
    page = render_template(template, company_id=company_id, company_name=name, likenesses=LIKENESSES, **context)
    return make_response(page, status)


def _person(person_id: int) -> PersonLine:
    return person_by_id(session(), person_id) or abort(404)


def _company(company_id: int) -> str:
    found = company_name(session(), company_id) or abort(404)
    return found[0]


def _back(line: PersonLine) -> str:
    return url_for("companies.show", company_id=line.person.company_id, _anchor="people")


def _today() -> date:
    return local_date(utc_now())
