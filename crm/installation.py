"""`crm init` and `crm jobcenter add`: what an installation must hold before anything else."""

from collections.abc import Sequence

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _
from sqlmodel import Session

from crm import migrations
from crm.accounts.units import ensure_units
from crm.audit.trail import record
from crm.contacts.services.cooldowns import ensure_cooldowns
from crm.cooperation.types import ensure_types
from crm.db import engine, transaction
from crm.employer_requests.services.offers import ensure_offers
from crm.employer_requests.services.settings import ensure_categories, ensure_goals
from crm.employer_requests.services.texts import ensure_answer_texts
from crm.rate.definitions import ensure_definitions
from crm.refusal import Refusal
from crm.register.models import JobCentre
from crm.register.reference import ensure_municipalities, read_code, set_job_centre, set_own_job_centre
from crm.values.clock import utc_now
from crm.visits.services.texts import ensure_texts
from crm.working_time.services import ensure_closed_days, ensure_opening_hours


def set_up(on: Session, code: str, name: str, municipalities: Sequence[str]) -> JobCentre:
    """Everything an installation starts with; what is there already stays. Safe to repeat. Raises Refusal."""
    ensure_municipalities(on)
    ensure_types(on)
    ensure_units(on)
    ensure_definitions(on, now=utc_now())
    ensure_cooldowns(on)
    ensure_texts(on)
    ensure_opening_hours(on, now=utc_now())
    ensure_closed_days(on, now=utc_now())
    ensure_categories(on)
    ensure_goals(on, now=utc_now())
    ensure_answer_texts(on)
    ensure_offers(on)
    centre, changed = set_own_job_centre(on, code, name, municipalities)
    if changed:
        record(on, "installation.init", centre, details={"municipalities": sorted(municipalities)})
    return centre


@click.command()
@click.option("--jobcenter", required=True, metavar="CODE", help="The job centre's code, such as 0851.")
@click.option("--name", required=True, help="Its name, as shown on every page and figure.")
@click.option("--municipality", "municipalities", required=True, multiple=True, metavar="CODE", help="It serves this.")
@with_appcontext
def init(jobcenter: str, name: str, municipalities: tuple[str, ...]) -> None:
    """Set up the installation: its job centre and all reference data. Safe to repeat."""
    refuse_unmigrated()
    codes = [read_code(code) for code in municipalities]
    with transaction() as on:
        centre = set_up(on, read_code(jobcenter), _clean(name), codes)
    click.echo(_said(centre, codes))


jobcenter = AppGroup("jobcenter", help="The other job centres.")


@jobcenter.command()
@click.argument("code")
@click.option("--name", required=True, help="Its name.")
@click.option("--municipality", "municipalities", required=True, multiple=True, metavar="CODE", help="It serves this.")
def add(code: str, name: str, municipalities: tuple[str, ...]) -> None:
    """Add another job centre and the municipalities it serves, or correct it. Safe to repeat."""
    refuse_unmigrated()
    codes = [read_code(each) for each in municipalities]
    with transaction() as on:
        ensure_municipalities(on)
        centre, changed = set_job_centre(on, read_code(code), _clean(name), codes)
        if changed:
            record(on, "job_centre.add", centre, details={"municipalities": sorted(codes)})
    click.echo(_said(centre, codes))


def refuse_unmigrated() -> None:
    """One clear sentence where a table would be missing. Raises Refusal."""
    if migrations.current_revision(engine()) != migrations.head_revision(engine()):
        raise Refusal(_("The database is not at this version of the program. Run: crm db upgrade"))


def _clean(name: str) -> str:
    cleaned = " ".join(name.split())
    if not 0 < len(cleaned) <= 120:
        raise Refusal(_("The name of a job centre has between 1 and 120 characters."))
    return cleaned


def _said(centre: JobCentre, codes: Sequence[str]) -> str:
    said: str = _(
        "%(name)s (%(code)s) serves %(municipalities)s.",
        name=centre.name,
        code=centre.code,
        municipalities=", ".join(sorted(codes)),
    )
    return said
