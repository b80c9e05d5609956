"""The blueprint, and what its pages share."""

from datetime import date

from flask import Blueprint

from crm.values.clock import local_date, utc_now

companies = Blueprint("companies", __name__)


def today() -> date:
    return local_date(utc_now())
