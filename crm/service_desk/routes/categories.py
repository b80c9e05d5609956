"""What requests can be about, as managers keep it."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from crm.db import StaleEditError, session, transaction
from crm.employer_requests.labels import PRIORITIES
from crm.employer_requests.models import RequestCategory
from crm.employer_requests.queries.requests import categories, category_by_id
from crm.employer_requests.services.settings import add_category, move_category, set_category
from crm.refusal import Refusal
from crm.service_desk.forms.settings import CategoryFields, CategoryForm, MoveCategoryForm, NewCategoryForm
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once

request_categories = Blueprint("request_categories", __name__, url_prefix="/admin/request-categories")
KEEPERS = (Role.MANAGER, Role.ADMIN)


@request_categories.get("")
@allow(*KEEPERS)
def index() -> Answer:
    found = categories(session(), every=True)
    page = render_template("service_desk/categories.html", categories=found, priorities=PRIORITIES)
    return make_response(page)


@request_categories.route("/new", methods=["GET", "POST"])
@allow(*KEEPERS)
def new() -> Answer:
    form = NewCategoryForm()
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, 422)

    def create() -> str:
        add_category(work, form.to_input(), now=utc_now())
        return url_for("request_categories.index")

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, 422)
    flash(_("The category is saved."), "success")
    return go_to(location)


@request_categories.route("/<int:category_id>", methods=["GET", "POST"])
@allow(*KEEPERS)
def edit(category_id: int) -> Answer:
    form = CategoryForm(obj=_fetch(session(), category_id))
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, 422)
    try:
        with transaction() as work:
            set_category(work, _fetch(work, category_id), form.to_input(), version=form.version.data, now=utc_now())
    except StaleEditError:
        found = _fetch(session(), category_id)
        changes = field_changes(form, CategoryForm(formdata=None, obj=found))
        form.version.renew(found.version)
        return _page(form, 409, changes=changes)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, 422)
    flash(_("The category is saved."), "success")
    return go_to(url_for("request_categories.index"))


@request_categories.post("/<int:category_id>/move")
@allow(*KEEPERS)
def move(category_id: int) -> Answer:
    _fetch(session(), category_id)
    form = MoveCategoryForm()
    if not form.validate():
        abort(400)
    with transaction() as work:
        move_category(work, _fetch(work, category_id), up=form.direction.data == "up", now=utc_now())
    return go_to(url_for("request_categories.index"))


def _fetch(on: Session, category_id: int) -> RequestCategory:
    return category_by_id(on, category_id) or abort(404)


def _page(form: CategoryFields, status: int = 200, **more: Any) -> Answer:
    return make_response(render_template("service_desk/category.html", form=form, **more), status)
