"""The companies of a new campaign: as the form names them, and how many of them could be called."""

from dataclasses import asdict, dataclass

from flask import abort, current_app

from crm.campaigns.counted import Counted, counted
from crm.campaigns.forms.campaign import NewCampaignForm
from crm.campaigns.inputs import SourceInput
from crm.campaigns.number_file import numbers_in
from crm.campaigns.queries.sources import companies_by_numbers
from crm.campaigns.services.building import Aim, screen
from crm.campaigns.words import SourceKind
from crm.companies.queries.views import view_by_id, view_filter
from crm.db import session
from crm.refusal import Refusal
from crm.settings import Settings
from crm.values.clock import local_date, utc_now
from crm.web.access import actor


@dataclass(frozen=True, slots=True)
class Count:
    """The companies in numbers, or what is missing before they can be counted."""

    found: Counted | None = None
    missing: str = ""


def count_of(form: NewCampaignForm) -> Count:
    """What the list would be, by the very function that builds it. Nothing is written."""
    missing = form.missing_choice()
    if missing is not None:
        return Count(missing=missing.text)
    try:
        source = chosen_source(form)
    except Refusal as refusal:
        return Count(missing=str(refusal))
    now = utc_now()
    aim = Aim(unit_id=form.unit.data or None, shares_companies=form.shares_companies.data)
    return Count(counted(screen(session(), aim, source, now=now, today=local_date(now)).counts))


def chosen_source(form: NewCampaignForm) -> SourceInput:
    """The companies that are chosen. Raises Refusal when a file can't be used."""
    kind = SourceKind(form.source.data)
    if kind is SourceKind.GROUPS:
        return SourceInput(kind=kind, content={"groups": list(form.groups.data)})
    if kind is SourceKind.LIST:
        numbers = form.numbers.numbers()
        if form.uploaded is not None:
            session().rollback()  # the reading takes its time: no transaction is kept open over it
            numbers += numbers_in(form.uploaded, settings().upload_dir)
        found, unknown = companies_by_numbers(session(), numbers)
        return SourceInput(kind=kind, content={"company_ids": found, "unknown": unknown})
    if kind is SourceKind.VIEW:
        view = view_by_id(session(), form.view.data, actor().id) or abort(404)
        return SourceInput(kind=kind, content={"view_id": view.id, "filter": asdict(view_filter(session(), view))})
    names = ("municipality", "section", "size", "cooperating")
    return SourceInput(kind=kind, content={"filter": {name: form[name].data for name in names if form[name].data}})


def settings() -> Settings:
    found: Settings = current_app.extensions["crm_settings"]
    return found
