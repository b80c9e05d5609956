"""What companies can get, what we promise them, and how we kept it."""

from datetime import timedelta

from flask import Blueprint, abort, make_response, render_template
from flask_babel import gettext as _

from crm.db import session
from crm.employer_requests.labels import GOALS
from crm.employer_requests.queries.offers import offer_by_code, offers
from crm.employer_requests.queries.requests import public_categories
from crm.employer_requests.words import GoalKind
from crm.service_desk.figure_labels import band_name
from crm.service_desk.public_words import working_time
from crm.service_desk.queries.kept import FEWEST, answers_in, kept_in, promises
from crm.values.clock import local_date, utc_now
from crm.values.periods import quarter_of
from crm.web.access import public
from crm.web.htmx import Answer
from crm.web.i18n import language

public_offers = Blueprint("public_offers", __name__, url_prefix="/virksomhedsservice")


@public_offers.get("")
@public
def index() -> Answer:
    now = utc_now()
    quarter = quarter_of(quarter_of(local_date(now)).start - timedelta(days=1))
    named = public_categories(session(), language())
    number = (quarter.start.month + 2) // 3
    page = render_template(
        "public/index.html",
        offers=offers(session()),
        promises=promises(session(), named, now=now),
        kept=kept_in(session(), quarter, now=now),
        answers=answers_in(session(), quarter, now=now),
        band_name=band_name,
        fewest=FEWEST,
        quarter=_("Quarter %(number)s of %(year)s", number=number, year=quarter.start.year),
        goals=list(GoalKind),
        steps=GOALS,
        working_time=working_time,
    )
    return make_response(page)


@public_offers.get("/tilbud/<code>")
@public
def show(code: str) -> Answer:
    offer = offer_by_code(session(), code)
    if offer is None or not offer.active:
        abort(404)
    return make_response(render_template("public/offer.html", offer=offer))
