"""Loads the demo into an empty installation."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.companies.groups import recompute_groups
from crm.demo.job_orders import tell_job_orders, tell_request_answers
from crm.demo.mail import tell_mail
from crm.demo.making import make_town
from crm.demo.marks import mark_companies
from crm.demo.outreach.telling import tell_outreach
from crm.demo.people import add_people
from crm.demo.places import NEIGHBOURS
from crm.demo.programme import ask_for_plan, write_programme
from crm.demo.requests import tell_requests
from crm.demo.storing import store_town
from crm.demo.town import HOME
from crm.demo.window import Window
from crm.installation import set_up
from crm.refusal import Refusal
from crm.register.models import JobCentre, Municipality, ServedMunicipality, Workplace
from crm.register.projection import refresh_all
from crm.register.reference import set_job_centre
from crm.values.roles import Role

FEWEST, MOST = 20, 50_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much the demo brought, and who can sign in."""

    companies: int
    workplaces: int
    cooperations: int
    contacts: int
    people: list[tuple[str, Role]]


def load_demo(on: Session, *, workplaces: int, seed: int, today: date, now: datetime) -> Loaded:
    """Fill the installation with a made-up Aalborg; the same one for the same numbers on the same day.

    Raises Refusal when there are workplaces already, or the installation belongs to another job centre.
    """
    _refuse(on, workplaces)
    window = Window(now, today)
    own = _prepare(on)
    town = make_town(workplaces, seed, window)
    store_town(on, town, today)
    mark_companies(on, town, seed, window)
    refresh_all(on, today)
    recompute_groups(on, today)
    people = add_people(on, now)
    contacts = tell_outreach(on, town, seed, window)
    tell_requests(on, town, seed, window)
    tell_mail(on, window)
    tell_job_orders(on, seed, window)
    tell_request_answers(on, seed, window)
    write_programme(on, window)
    ask_for_plan(on, window)
    record(on, "demo.load", own, details={"workplaces": workplaces, "seed": seed}, now=now)
    return Loaded(len(town.companies), len(town.workplaces), len(town.cooperations), contacts, people)


def _refuse(on: Session, workplaces: int) -> None:
    if on.exec(select(Workplace.id).limit(1)).first() is not None:
        raise Refusal(
            _(
                "This database holds workplaces already, and made-up ones are never mixed with them. Nothing was "
                "changed. Point CRM_DATABASE_URL at an empty database."
            )
        )
    if not FEWEST <= workplaces <= MOST:
        raise Refusal(_("The demo has from %(fewest)d to %(most)d workplaces.", fewest=FEWEST, most=MOST))


def _prepare(on: Session) -> JobCentre:
    """The own job centre and its neighbours; what is there already stays."""
    serves = on.exec(
        select(ServedMunicipality.municipality_code)
        .join(JobCentre, col(JobCentre.id) == ServedMunicipality.job_centre_id)
        .where(col(JobCentre.own))
    ).all()
    own = set_up(on, HOME, "Jobcenter Aalborg", serves or [HOME])
    served = set(on.exec(select(ServedMunicipality.municipality_code)))
    for code in NEIGHBOURS:
        municipality = on.get(Municipality, code)
        if municipality is not None and code not in served:
            centre, _changed = set_job_centre(on, code, f"Jobcenter {municipality.name}", [code])
            record(on, "job_centre.add", centre, details={"municipalities": [code]})
    return own
