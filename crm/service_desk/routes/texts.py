"""The beginnings of answers to companies."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.db import StaleEditError, session, transaction
from crm.employer_requests.services.texts import (
    HOLES,
    add_answer_text,
    answer_text_by_id,
    answer_texts,
    edit_answer_text,
)
from crm.refusal import Refusal
from crm.service_desk.forms.texts import AnswerTextForm, NewAnswerTextForm
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.visiting.forms.report import LANGUAGES
from crm.web.access import allow
from crm.web.forms import BaseForm, field_changes
from crm.web.htmx import Answer, go_to
from crm.web.i18n import language
from crm.web.once import once

texts = Blueprint("answer_texts", __name__, url_prefix="/requests/texts")
KEEPERS = (Role.SERVICE_DESK, Role.MANAGER, Role.ADMIN)


@texts.get("")
@allow(*KEEPERS)
def index() -> Answer:
    found = answer_texts(session(), every=True)
    return make_response(render_template("service_desk/texts.html", texts=found, languages=LANGUAGES))


@texts.route("/new", methods=["GET", "POST"])
@allow(*KEEPERS)
def new() -> Answer:
    form = NewAnswerTextForm(data={"language": language(), "active": True})
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, 422)

    def create() -> str:
        add_answer_text(work, form.to_input(), now=utc_now())
        return url_for("answer_texts.index")

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, 422)
    flash(_("The text is saved."), "success")
    return go_to(location)


@texts.route("/<int:text_id>", methods=["GET", "POST"])
@allow(*KEEPERS)
def edit(text_id: int) -> Answer:
    text = answer_text_by_id(session(), text_id) or abort(404)
    form = AnswerTextForm(obj=text)
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, 422)
    try:
        with transaction() as work:
            edit_answer_text(work, text, form.to_input(), version=form.version.data, now=utc_now())
    except StaleEditError:
        text = answer_text_by_id(session(), text_id) or abort(404)
        changes = field_changes(form, AnswerTextForm(formdata=None, obj=text))
        form.version.renew(text.version)
        return _page(form, 409, changes=changes)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, 422)
    flash(_("The text is saved."), "success")
    return go_to(url_for("answer_texts.index"))


def _page(form: BaseForm, status: int = 200, **more: Any) -> Answer:
    return make_response(render_template("service_desk/text.html", form=form, holes=HOLES, **more), status)
