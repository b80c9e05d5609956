"""The accessibility statement, at the address that the law's register knows."""

from datetime import date

from flask import Blueprint, current_app, make_response, render_template

from crm.cooperation.queries import job_centres
from crm.db import session
from crm.settings import Settings
from crm.web.access import public
from crm.web.htmx import Answer

accessibility = Blueprint("accessibility", __name__)
PREPARED_ON = date(2026, 11, 22)


@accessibility.get("/was")
@public
def statement() -> Answer:
    settings: Settings = current_app.extensions["crm_settings"]
    own = next((centre.name for centre in job_centres(session()) if centre.own), "")
    page = render_template(
        "public/was.html", job_centre=own, prepared_on=PREPARED_ON, email=settings.mail_from, site=settings.public_url
    )
    return make_response(page)
