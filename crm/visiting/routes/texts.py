"""The mail of thanks after a visit: the administrator's text, one for each language."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.visiting.forms.report import LANGUAGES
from crm.visiting.forms.texts import TextForm
from crm.visiting.services.thanks import HOLES, edit_text, thanks_text, thanks_texts
from crm.visits.models import VisitText
from crm.web.access import allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to

visit_texts = Blueprint("visit_texts", __name__, url_prefix="/admin/visit-mail")


@visit_texts.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    texts = thanks_texts(session())
    return make_response(render_template("visits/texts.html", texts=texts, languages=LANGUAGES))


@visit_texts.route("/<language>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(language: str) -> Answer:
    text = _text(language)
    form = TextForm(obj=text)
    if not form.is_submitted():
        return _page(form, text)
    if not form.validate():
        return _page(form, text, 422)
    given = {"subject": form.subject.data, "body": form.body.data, "version": form.version.data}
    try:
        with transaction() as work:
            edit_text(work, text, **given, now=utc_now())
    except StaleEditError:
        text = _text(language)
        changes = field_changes(form, TextForm(formdata=None, obj=text))
        form.version.renew(text.version)
        return _page(form, text, 409, changes=changes)
    except Refusal as refusal:
        form.body.errors = [str(refusal)]
        return _page(form, text, 422)
    flash(_("The text is saved."), "success")
    return go_to(url_for("visit_texts.index"))


def _page(form: TextForm, text: VisitText, status: int = 200, **more: Any) -> Answer:
    page = render_template("visits/text.html", form=form, text=text, languages=LANGUAGES, holes=HOLES, **more)
    return make_response(page, status)


def _text(language: str) -> VisitText:
    return thanks_text(session(), language) or abort(404)
