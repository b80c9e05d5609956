"""One job order: taken, corrected, candidates proposed as numbers, answered, opened again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from crm.contacts.queries.contacts import current_contact, parts_of
from crm.contacts.queries.log_form import usual_occupations
from crm.db import StaleEditError, session, transaction
from crm.employer_requests import labels as words
from crm.employer_requests.queries.job_orders import OrderLine, order_by_id, order_line, referral_by_id, referrals_of
from crm.employer_requests.queries.requests import request_by_id
from crm.employer_requests.services.job_orders import add_order, refer, reopen_order, take_referral_back
from crm.refusal import Refusal
from crm.service_desk.forms.job_orders import AnswerOrderForm, NewOrderForm, OrderForm, ReferralForm, filled_from
from crm.service_desk.forms.verbs import SeenForm
from crm.service_desk.labels import ORDER_TONES
from crm.service_desk.services import job_orders as orders
from crm.values.clock import local_date, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import BaseForm, field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once, submitted_key

job_order = Blueprint("job_order", __name__)


@job_order.route("/requests/<int:request_id>/job-orders/new", methods=["GET", "POST"])
@allow(*STAFF)
def new(request_id: int) -> Answer:
    """Begins with what the request says."""
    found = request_by_id(session(), request_id) or abort(404)
    deadline = found.wanted_by or local_date(utc_now()) + orders.USUAL_DEADLINE
    begun = {"title": found.subject[:120], "positions": 1, "wanted_start": found.wanted_by, "deadline": deadline}
    form = NewOrderForm(data=begun | {"needed": found.description[:1_000]})
    if not form.is_submitted():
        return _form_page(form, found.subject, url_for("requests.show", request_id=request_id))

    def create() -> str:
        request = request_by_id(work, request_id) or abort(404)
        order = add_order(work, request, form.to_input(), user_id=actor().id, now=utc_now())
        return _url(order.id or 0)

    back = url_for("requests.show", request_id=request_id)
    if not form.validate():
        return _form_page(form, found.subject, back, 422)
    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _form_page(form, found.subject, back, 422)
    flash(_("The job order is written down."), "success")
    return go_to(location)


@job_order.get("/job-orders/<int:order_id>")
@allow(*STAFF)
def show(order_id: int) -> Answer:
    return _page(_line(order_id))


@job_order.route("/job-orders/<int:order_id>/edit", methods=["GET", "POST"])
@allow(*STAFF)
def edit(order_id: int) -> Answer:
    line = _line(order_id)
    form = OrderForm(data=filled_from(line.order))
    if not form.is_submitted():
        return _form_page(form, line.order.title, _url(order_id))
    if not form.validate():
        return _form_page(form, line.order.title, _url(order_id), 422)
    try:
        with transaction() as work:
            order = order_by_id(work, order_id) or abort(404)
            orders.edit(work, order, form.to_input(), version=form.version.data, user_id=actor().id, now=utc_now())
    except StaleEditError:
        order = _line(order_id).order
        changes = field_changes(form, OrderForm(formdata=None, data=filled_from(order)))
        form.version.renew(order.version)
        return _form_page(form, order.title, _url(order_id), 409, changes=changes)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _form_page(form, line.order.title, _url(order_id), 422)
    flash(_("The job order is saved."), "success")
    return go_to(_url(order_id))


@job_order.post("/job-orders/<int:order_id>/answer")
@allow(*STAFF)
def answer(order_id: int) -> Answer:
    form = AnswerOrderForm()

    def do(work: Session) -> None:
        order = order_by_id(work, order_id) or abort(404)
        given = form.to_filled()
        orders.answer(work, order, given, version=form.version.data, user_id=actor().id, now=utc_now())

    return _done(order_id, form, do, _("It is written down what came of the job order."), answer_form=form)


@job_order.post("/job-orders/<int:order_id>/reopen")
@allow(*STAFF)
def reopen(order_id: int) -> Answer:
    form = SeenForm()

    def do(work: Session) -> None:
        order = order_by_id(work, order_id) or abort(404)
        reopen_order(work, order, version=form.version.data, now=utc_now())

    return _done(order_id, form, do, _("The job order is open again."))


@job_order.post("/job-orders/<int:order_id>/candidates")
@allow(*STAFF)
def propose(order_id: int) -> Answer:
    """How many candidates; never who."""
    form = ReferralForm()

    def write(work: Session) -> str:
        order = order_by_id(work, order_id) or abort(404)
        day, note = form.day.data, form.note.data
        refer(work, order, form.number.data, day=day, note=note, user_id=actor().id, now=utc_now())
        return _url(order_id)

    def do(work: Session) -> None:
        once(work, form.once.data, lambda: write(work))

    return _done(order_id, form, do, _("The candidates are written down, as a number."), referral_form=form)


@job_order.post("/job-orders/<int:order_id>/candidates/<int:referral_id>/take-back")
@allow(*STAFF)
def take_back(order_id: int, referral_id: int) -> Answer:
    form = BaseForm()

    def do(work: Session) -> None:
        referral = referral_by_id(work, referral_id)
        if referral is None or referral.job_order_id != order_id:
            abort(404)
        take_referral_back(work, referral, user_id=actor().id, now=utc_now())

    return _done(order_id, form, do, _("It is taken back."))


@job_order.post("/contacts/<entry>/needs/<int:need_id>/job-order")
@allow(*STAFF)
def from_need(entry: str, need_id: int) -> Answer:
    """A need that was heard in a contact becomes a request with its job order."""
    key = submitted_key()
    contact = current_contact(session(), entry) or abort(404)
    parts = parts_of(session(), [contact.id or 0])[contact.id or 0]
    need = next((each for each in parts.needs if each.id == need_id), None) or abort(404)
    people = [person_id for person_id, _name in parts.people]

    def create() -> str:
        return _url(orders.order_from_need(work, contact, need, people, user_id=actor().id, now=utc_now()).id or 0)

    with transaction() as work:
        location = once(work, key, create)
    flash(_("It is a job order now, on a request of its own that is yours. Look through it."), "success")
    return go_to(location)


def _done(order_id: int, form: BaseForm, do: Callable[[Session], object], said: str, **forms: Any) -> Answer:
    """One transaction; what is wrong comes back on the order's page, with what was written."""
    line = _line(order_id)
    if not form.validate():
        return _page(line, 422, **forms)
    try:
        with transaction() as work:
            do(work)
    except StaleEditError:
        line = _line(order_id)
        if "version" in form:
            form.version.renew(line.order.version)
        problem = _("Somebody else has changed the job order meanwhile. See how it is now, and send it again.")
        return _page(line, 409, problem=problem, **forms)
    except Refusal as refusal:
        form.form_errors = [*form.form_errors, str(refusal)]
        return _page(_line(order_id), 422, problem="" if forms else str(refusal), **forms)
    flash(said, "success")
    return go_to(_url(order_id))


def _line(order_id: int) -> OrderLine:
    return order_line(session(), order_id) or abort(404)


def _url(order_id: int) -> str:
    return url_for("job_order.show", order_id=order_id)


def _page(line: OrderLine, status: int = 200, **forms: Any) -> Response:
    order, today = line.order, local_date(utc_now())
    begun = {"answered_on": today, "filled_by_us": order.positions, "filled_otherwise": 0, "version": order.version}
    page = render_template(
        "service_desk/job_order.html",
        line=line,
        order=order,
        today=today,
        words=words,
        tones=ORDER_TONES,
        referrals=referrals_of(session(), order.id or 0),
        answer_form=forms.pop("answer_form", None) or AnswerOrderForm(formdata=None, data=begun),
        referral_form=forms.pop("referral_form", None) or ReferralForm(formdata=None, data={"day": today}),
        **forms,
    )
    return make_response(page, status)


def _form_page(form: BaseForm, about: str, back: str, status: int = 200, **more: Any) -> Response:
    page = render_template(
        "service_desk/job_order_form.html",
        form=form,
        about=about,
        back=back,
        occupations=usual_occupations(session()),
        **more,
    )
    return make_response(page, status)
