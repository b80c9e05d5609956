"""What companies can get from us, as the administrator writes it for their page."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.db import StaleEditError, session, transaction
from crm.employer_requests.models import Offer
from crm.employer_requests.queries.offers import offer_by_id
from crm.employer_requests.queries.offers import offers as all_offers
from crm.employer_requests.queries.requests import category_names
from crm.employer_requests.services.offers import add_offer, edit_offer, move_offer
from crm.refusal import Refusal
from crm.service_desk.forms.offers import MoveForm, NewOfferForm, OfferFields, OfferForm
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.i18n import language
from crm.web.once import once

offers = Blueprint("offers", __name__, url_prefix="/admin/offers")


@offers.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    page = render_template(
        "service_desk/offers.html",
        offers=all_offers(session(), every=True),
        categories=category_names(session(), language()),
    )
    return make_response(page)


@offers.get("/new")
@allow(Role.ADMIN)
def new() -> Answer:
    return _page(NewOfferForm(_categories()), None)


@offers.post("/new")
@allow(Role.ADMIN)
def create() -> Answer:
    form = NewOfferForm(_categories())
    if form.preview.data:
        return _page(form, None)
    if not form.validate():
        return _page(form, None, 422)

    def add() -> str:
        add_offer(work, form.code.data, form.to_input(), now=utc_now())
        return url_for("offers.index")

    try:
        with transaction() as work:
            location = once(work, form.once.data, add)
    except Refusal as refusal:
        form.code.errors = [str(refusal)]
        return _page(form, None, 422)
    flash(_("The offer is saved."), "success")
    return go_to(location)


@offers.get("/<int:offer_id>")
@allow(Role.ADMIN)
def show(offer_id: int) -> Answer:
    offer = _offer(offer_id)
    return _page(_filled(offer), offer)


@offers.post("/<int:offer_id>")
@allow(Role.ADMIN)
def edit(offer_id: int) -> Answer:
    offer, form = _offer(offer_id), OfferForm(_categories())
    if form.preview.data:
        return _page(form, offer)
    if not form.validate():
        return _page(form, offer, 422)
    try:
        with transaction() as work:
            edit_offer(work, _offer(offer_id), form.to_input(), version=form.version.data, now=utc_now())
    except StaleEditError:
        offer = _offer(offer_id)
        changes = field_changes(form, _filled(offer))
        form.version.renew(offer.version)
        return _page(form, offer, 409, changes=changes)
    flash(_("The offer is saved."), "success")
    return go_to(url_for("offers.index"))


@offers.post("/<int:offer_id>/move")
@allow(Role.ADMIN)
def move(offer_id: int) -> Answer:
    _offer(offer_id)
    form = MoveForm()
    if not form.validate():
        abort(400)
    with transaction() as work:
        move_offer(work, _offer(offer_id), up=form.direction.data == "up", now=utc_now())
    return go_to(url_for("offers.index"))


def _offer(offer_id: int) -> Offer:
    return offer_by_id(session(), offer_id) or abort(404)


def _filled(offer: Offer) -> OfferForm:
    """The form as it is saved."""
    form = OfferForm(_categories(), formdata=None, obj=offer)
    form.category_id.data = str(offer.category_id or "")
    return form


def _categories() -> dict[int, str]:
    return category_names(session(), language())


def _page(form: OfferFields, offer: Offer | None, status: int = 200, **more: Any) -> Response:
    return make_response(render_template("service_desk/offer.html", form=form, offer=offer, **more), status)
