"""The script of a campaign: what is said and asked, step by step."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.campaigns import labels
from crm.campaigns.forms.campaign import QuestionForm, StepForm
from crm.campaigns.models import Campaign
from crm.campaigns.queries.campaigns import question_by_id, script_of, step_by_id
from crm.campaigns.routes.campaigns import fetch
from crm.campaigns.services import lifecycle
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, allow
from crm.web.htmx import Answer, go_to

script = Blueprint("script", __name__)


@script.get("/campaigns/<int:campaign_id>/script")
@allow(*STAFF)
def show(campaign_id: int) -> Answer:
    return _page(fetch(campaign_id))


@script.post("/campaigns/<int:campaign_id>/script/steps")
@allow(*STAFF)
def add_step(campaign_id: int) -> Answer:
    form = StepForm()
    if not form.validate():
        return _page(fetch(campaign_id), 422, step_form=form)
    with transaction() as work:
        lifecycle.add_step(work, fetch(campaign_id), form.text.data, now=utc_now())
    return go_to(url_for("script.show", campaign_id=campaign_id))


@script.post("/campaigns/<int:campaign_id>/script/steps/<int:step_id>/questions")
@allow(*STAFF)
def add_question(campaign_id: int, step_id: int) -> Answer:
    form = QuestionForm()
    if not form.validate():
        return _page(fetch(campaign_id), 422, question_form=form, asked_at=step_id)
    try:
        with transaction() as work:
            step = step_by_id(work, campaign_id, step_id) or abort(404)
            lifecycle.add_question(
                work, fetch(campaign_id), step, form.text.data, form.to_kind(), form.to_choices(), now=utc_now()
            )
    except Refusal as refusal:
        form.choices.errors = [str(refusal)]
        return _page(fetch(campaign_id), 422, question_form=form, asked_at=step_id)
    return go_to(url_for("script.show", campaign_id=campaign_id))


@script.post("/campaigns/<int:campaign_id>/script/steps/<int:step_id>/remove")
@allow(*STAFF)
def remove_step(campaign_id: int, step_id: int) -> Answer:
    try:
        with transaction() as work:
            step = step_by_id(work, campaign_id, step_id) or abort(404)
            lifecycle.remove_step(work, fetch(campaign_id), step, now=utc_now())
    except Refusal as refusal:
        flash(str(refusal), "warning")
    return go_to(url_for("script.show", campaign_id=campaign_id))


@script.post("/campaigns/<int:campaign_id>/script/questions/<int:question_id>/remove")
@allow(*STAFF)
def remove_question(campaign_id: int, question_id: int) -> Answer:
    with transaction() as work:
        question = question_by_id(work, campaign_id, question_id) or abort(404)
        lifecycle.retire_question(work, fetch(campaign_id), question, now=utc_now())
    flash(_("The question is no longer asked. Answers that were given are kept."), "success")
    return go_to(url_for("script.show", campaign_id=campaign_id))


def _page(campaign: Campaign, status: int = 200, **more: object) -> Response:
    context: dict[str, object] = {
        "campaign": campaign,
        "script": script_of(session(), campaign.id or 0),
        "step_form": StepForm(formdata=None),
        "question_form": QuestionForm(formdata=None),
        "asked_at": None,
        "labels": labels,
    }
    return make_response(render_template("campaigns/script.html", **(context | more)), status)
