"""What the pages of the call desk show."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from flask import Response, abort, make_response, render_template
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crm.accounts.queries import units, user_names
from crm.campaigns import labels
from crm.campaigns.forms.call import CallChoices, CallForm, SkipForm, call_form, field_name
from crm.campaigns.models import Campaign, CampaignTarget
from crm.campaigns.queries.campaigns import (
    OnTheDesk,
    Progress,
    Step,
    callers_of,
    campaign_by_id,
    on_the_desk,
    progress_of,
    script_of,
    target_by_id,
)
from crm.campaigns.queries.card import CompanyCard, company_card
from crm.campaigns.queries.queue import on_the_line, queue_of
from crm.campaigns.services.calling import DRAFT_FORM, draft_subject
from crm.campaigns.services.claiming import is_caller, own_claim
from crm.campaigns.services.undoing import last_call
from crm.campaigns.why_empty import queue_line, ready_now, why_empty
from crm.companies import labels as company_labels
from crm.contacts.due import PutOff, put_off_day
from crm.contacts.guard import Ask, Caller
from crm.contacts.guard.gather import verdict
from crm.contacts.guard.telling import guard_people
from crm.contacts.labels import OUTCOMES
from crm.contacts.queries.people import PersonLine, people_of
from crm.contacts.queries.restrictions import owners_of
from crm.contacts.queries.timeline import timeline
from crm.contacts.queries.timeline_places import Cursor
from crm.contacts.queries.timeline_sources import EntryKind
from crm.contacts.services.drafts import load_draft
from crm.contacts.timeline_words import TimelineLine, timeline_lines
from crm.contacts.words import ContactKind, Direction, Purpose
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.db import session
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.visiting.free_times import Times, offered_times
from crm.web.access import actor
from crm.web.htmx import page_or_part

LATEST = (EntryKind.CONTACTS, EntryKind.REQUESTS, EntryKind.VISITS, EntryKind.COOPERATIONS)
LATEST_SHOWN = 5


def fetch(campaign_id: int) -> Campaign:
    return campaign_by_id(session(), campaign_id) or abort(404)


def fetch_target(campaign_id: int, target_id: int) -> CampaignTarget:
    return target_by_id(session(), campaign_id, target_id) or abort(404)


def today() -> date:
    return local_date(utc_now())


def must_call(campaign: Campaign) -> None:
    """Only those who are named as callers get companies."""
    if not is_caller(session(), campaign.id or 0, actor().id):
        _refuse()


def for_caller(campaign_id: int, target_id: int) -> OnTheDesk:
    """The campaign and the company in it, for somebody who calls there."""
    found = on_the_desk(session(), campaign_id, target_id, actor().id) or abort(404)
    if not found.is_caller:
        _refuse()
    return found


def _refuse() -> NoReturn:
    raise Refusal(_("You are not among the callers of this campaign. Whoever manages it can add you."))


def desk_context(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """What stands above every page of the desk, and beside it: how far it has come, the queue, the colleagues."""
    on = session()
    queue = queue_of(on, campaign, actor().id, now=now)
    return {
        "campaign": campaign,
        "progress": progress_of(on, [campaign.id or 0]).get(campaign.id or 0, Progress()),
        "ready": ready_now(queue, campaign, now=now),
        "queue": queue,
        "queue_line": queue_line(queue, now=now),
        "colleagues": on_the_line(on, campaign.id or 0, now=now),
        "undoable": last_call(on, campaign.id or 0, actor().id, now=now),
        "is_caller": is_caller(on, campaign.id or 0, actor().id),
        "me": actor().id,
        "labels": labels,
    }


def empty_page(campaign: Campaign, status: int = 200, **more: Any) -> Response:
    """The desk with nobody on the line."""
    now = utc_now()
    context = desk_context(campaign, now)
    reasons = why_empty(context["queue"], campaign, now=now)
    return make_response(render_template("campaigns/desk.html", reasons=reasons, **context, **more), status)


def call_page(
    campaign: Campaign,
    target: CampaignTarget,
    form: CallForm | None = None,
    status: int = 200,
    *,
    incoming: bool,
    **more: Any,
) -> Response:
    """The company on the line: script, history, people, guard and what became of the call."""
    on, now = session(), utc_now()
    card = company_card(on, target.company_id, today())
    script = script_of(on, campaign.id or 0)
    draft = None
    if form is None:
        form, draft = _begun_form(campaign, target, script, card)
    form.times = times_of(form.visit_lead.data)
    direction = Direction.INCOMING if incoming else Direction.OUTGOING
    ask = Ask(Caller(actor().id, campaign.unit_id), ContactKind.CALL, now, direction, Purpose.CAMPAIGN)
    found = verdict(on, target.company_id, ask)
    context = {
        "target": target,
        "card": card,
        "script": script,
        "form": form,
        "draft": draft,
        "skip_form": SkipForm(formdata=None),
        "claim": own_claim(on, target, actor().id),
        "incoming": incoming,
        "verdict": found,
        "people": guard_people(on, [found], reader_id=actor().id),
        "latest": _latest(target.company_id, now),
        "field_name": field_name,
        "outcome_names": OUTCOMES,
        "company_labels": company_labels,
        **desk_context(campaign, now),
        **more,
    }
    return page_or_part("campaigns/call.html", "campaigns/_call.html", status=status, **context)


def _latest(company_id: int, now: datetime) -> list[TimelineLine]:
    """What happened last, in a few lines."""
    found = timeline(session(), company_id, kinds=LATEST, before=Cursor.now(now), limit=LATEST_SHOWN).entries
    return timeline_lines(found, type_names=type_names(types(session())), now=now)


def sent_form(campaign: Campaign, target: CampaignTarget) -> CallForm:
    """The form as it was sent, with its lists."""
    questions = [question for step in script_of(session(), campaign.id or 0) for question in step.questions]
    form = call_form(questions)()
    _offer(form, campaign, people_of(session(), target.company_id), form.visit_lead.data)
    return form


def _begun_form(
    campaign: Campaign, target: CampaignTarget, script: list[Step], card: CompanyCard
) -> tuple[CallForm, Any]:
    """What was written and not sent, else an empty form with what is usual."""
    scripted = call_form([question for step in script for question in step.questions])
    draft = load_draft(session(), actor().id, DRAFT_FORM, draft_subject(target.id or 0))
    owner = owners_of(session(), [target.company_id]).get(target.company_id)
    lead = owner or actor().id
    usual = {"back_day": put_off_day(PutOff.TOMORROW, today()), "visit_lead": lead}
    form = scripted(formdata=MultiDict(draft.content) if draft else None, data=usual)
    form.once.data = form.once.default()
    form.outcome.data = None
    _offer(form, campaign, card.people, form.visit_lead.data or lead)
    return form, draft


def _offer(form: CallForm, campaign: Campaign, people: Sequence[PersonLine], lead: int | None) -> None:
    on = session()
    callers = callers_of(on, campaign.id or 0)
    leads = dict([(actor().id, actor().name), *callers])
    if lead and lead not in leads:
        leads |= _name_of(lead)
    lead = lead if lead in leads else actor().id
    form.visit_lead.data = lead
    form.offer(
        CallChoices(
            people=[(line.person.id or 0, _person(line.person.name, line.person.title)) for line in people],
            leads=sorted(leads.items(), key=lambda pair: pair[1]),
            units=[(unit.id or 0, unit.name) for unit in units(on) if unit.active],
        )
    )


def times_of(user_id: int) -> Times:
    """When the person can visit on the next working days."""
    return offered_times(session(), user_id, now=utc_now())


def _name_of(user_id: int) -> dict[int, str]:
    return user_names(session(), {user_id})


def _person(name: str, title: str) -> str:
    return f"{name}, {title}" if title else name
