"""Which feature brings which pages."""

from flask import Flask

from crm.accounts.leaving import on_leaving
from crm.accounts.routes import accounts, units, users
from crm.campaigns.routes.calls import calls
from crm.campaigns.routes.campaigns import campaigns
from crm.campaigns.routes.closing import campaign_closing
from crm.campaigns.routes.desk import call_desk
from crm.campaigns.routes.rows import campaign_rows
from crm.campaigns.routes.script import script
from crm.campaigns.routes.statistics import campaign_statistics
from crm.campaigns.services.following import follow_contact
from crm.companies.routes import companies
from crm.contacts.following import on_contact_change
from crm.contacts.routes.contact import contact
from crm.contacts.routes.cooldowns import cooldowns
from crm.contacts.routes.digest import digest
from crm.contacts.routes.drafts import contact_drafts
from crm.contacts.routes.links import contact_links
from crm.contacts.routes.log import contact_log
from crm.contacts.routes.owners import owners
from crm.contacts.routes.people import people
from crm.contacts.routes.pressure import pressure
from crm.contacts.routes.public_no_contact import no_contact
from crm.contacts.routes.public_refusal import public_refusal
from crm.contacts.routes.restrictions import restrictions
from crm.contacts.routes.task import task
from crm.contacts.routes.tasks import tasks
from crm.contacts.routes.timeline import timelines
from crm.contacts.services.claims import release_all
from crm.cooperation.routes import cooperation
from crm.employer_requests.following import on_request_received
from crm.home.routes import home
from crm.intake.routes import intake
from crm.operations.routes import operations
from crm.planning.routes.plans import plans
from crm.planning.routes.programme import programme
from crm.planning.routes.programme_lines import programme_lines
from crm.planning.routes.stops import plan_stops
from crm.rate.routes import rate
from crm.routing.routes import routing
from crm.routing.services.routing import route_request
from crm.service_desk.routes.attachments import request_attachments
from crm.service_desk.routes.categories import request_categories
from crm.service_desk.routes.desk import requests
from crm.service_desk.routes.figures import request_figures
from crm.service_desk.routes.goals import service_goals
from crm.service_desk.routes.job_order import job_order
from crm.service_desk.routes.job_orders import job_orders
from crm.service_desk.routes.mailbox import request_mailbox
from crm.service_desk.routes.offers import offers
from crm.service_desk.routes.public.accessibility import accessibility
from crm.service_desk.routes.public.offers import public_offers
from crm.service_desk.routes.public.request import public_request
from crm.service_desk.routes.public.status import public_status
from crm.service_desk.routes.texts import texts as answer_texts
from crm.surveys.routes.quality import quality
from crm.surveys.routes.questionnaire import questionnaire
from crm.surveys.routes.settings import survey_settings
from crm.visiting.routes.absences import absences
from crm.visiting.routes.answers import visit_answer
from crm.visiting.routes.calendar import visits
from crm.visiting.routes.feeds import calendar_feed
from crm.visiting.routes.preparation import visit_preparation
from crm.visiting.routes.reports import visit_report
from crm.visiting.routes.settings import visit_settings
from crm.visiting.routes.stand_ins import stand_ins
from crm.visiting.routes.texts import visit_texts
from crm.visiting.routes.unreported import unreported_visits
from crm.visiting.routes.visit import visit
from crm.visiting.routes.working_hours import working_hours
from crm.working_time.routes import opening_calendar

BLUEPRINTS = (
    accounts,
    users,
    units,
    companies,
    cooperation,
    rate,
    intake,
    operations,
    tasks,
    task,
    digest,
    contact_log,
    contact_drafts,
    contact,
    people,
    restrictions,
    owners,
    timelines,
    contact_links,
    public_refusal,
    no_contact,
    pressure,
    cooldowns,
    campaigns,
    script,
    call_desk,
    calls,
    campaign_statistics,
    campaign_rows,
    campaign_closing,
    visits,
    visit,
    visit_preparation,
    visit_report,
    unreported_visits,
    visit_texts,
    visit_answer,
    calendar_feed,
    plans,
    plan_stops,
    programme,
    programme_lines,
    absences,
    stand_ins,
    working_hours,
    visit_settings,
    opening_calendar,
    answer_texts,
    requests,
    request_figures,
    request_categories,
    service_goals,
    job_orders,
    job_order,
    public_offers,
    public_request,
    public_status,
    accessibility,
    offers,
    request_attachments,
    request_mailbox,
    routing,
    questionnaire,
    quality,
    survey_settings,
    home,
)


def register(app: Flask) -> None:
    """Add every feature's pages."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    on_leaving(app, release_all)
    on_contact_change(app, follow_contact)
    on_request_received(app, route_request)
