"""A campaign of 10,000 companies: building its list, and the desk's own work: python tests/bench/bench_campaign.py."""

import statistics
import time
from collections.abc import Callable

from bench_guard import COMPANIES, NOW, fill
from databases import on_both
from sqlmodel import Session, select

from crm import migrations
from crm.accounts.models import Unit, User
from crm.campaigns.inputs import CallInput, CampaignInput, SourceInput
from crm.campaigns.models import Campaign
from crm.campaigns.queries.queue import queue_of
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.services import lifecycle
from crm.campaigns.services.building import Aim, screen
from crm.campaigns.services.calling import AtDesk, save_call
from crm.campaigns.services.claiming import claim_next
from crm.campaigns.services.desk import leave_desk
from crm.campaigns.words import SourceKind
from crm.contacts.guard.enforce import contact_transaction
from crm.contacts.services.cooldowns import ensure_cooldowns
from crm.contacts.words import Outcome
from crm.db import create_engine, open_session, transaction
from crm.register.models import Company, Workplace
from crm.values.clock import local_date
from crm.values.sectors import Sector

TODAY = local_date(NOW)
ROUNDS = 60


def prepare(on: Session) -> int:
    """Phones for most of the guard bench's companies; the unit's number."""
    with transaction(on) as work:
        ensure_cooldowns(work)
        unit = Unit(code="bench", name="Jobhuset")
        work.add(unit)
        work.connection().exec_driver_sql("INSERT INTO municipality (code, name) VALUES ('0851', 'Aalborg')")
        work.flush()
        work.add_all(
            Workplace(
                p_number=str(1_000_000_000 + (company_id or 0)),
                company_id=company_id or 0,
                name="Arbejdssted",
                municipality_code="0851",
                sector=Sector.PRIVATE,
                phone=f"+4598{company_id or 0:06d}" if (company_id or 0) % 50 else None,
                start_date=TODAY.replace(year=2010),
            )
            for company_id in work.exec(select(Company.id)).all()
        )
        work.connection().exec_driver_sql("ANALYZE")
    return unit.id or 0


def build(on: Session, unit_id: int) -> Campaign:
    """Building within the limit: 3 s."""
    given = CampaignInput(
        name="Alle",
        starts_on=TODAY,
        ends_on=TODAY.replace(year=TODAY.year + 1),
        unit_id=unit_id,
        caller_ids=(1,),
        rule=AttemptsRule(),
    )
    source = SourceInput(kind=SourceKind.FILTER, content={"filter": {}})
    count(on, source, unit_id)
    on.rollback()
    begins = time.perf_counter()
    with transaction(on) as work:
        campaign = lifecycle.create_campaign(work, given, source, user_id=1, now=NOW, today=TODAY)
    took = time.perf_counter() - begins
    print(f"{_name(on)}: a campaign of {COMPANIES} companies built in {took:.2f} s (limit 3 s)")
    begins = time.perf_counter()
    with transaction(on) as work:
        lifecycle.start(work, campaign, version=campaign.version, now=NOW, today=TODAY)
    print(f"{_name(on)}: started, with the guard asked anew about each, in {time.perf_counter() - begins:.2f} s")
    return campaign


def count(on: Session, source: SourceInput, unit_id: int) -> None:
    """What the form of a new campaign shows while companies are chosen: 300 ms."""
    aim, wall, work = Aim(unit_id=unit_id, shares_companies=False), [], []
    for _round in range(5):
        on.rollback()
        begins, works = time.perf_counter(), time.process_time()
        found = screen(on, aim, source, now=NOW, today=TODAY)
        wall.append((time.perf_counter() - begins) * 1000)
        work.append((time.process_time() - works) * 1000)
        assert sum(found.counts.values()) == COMPANIES
    print(
        f"{_name(on)}: {COMPANIES} companies counted in {statistics.median(wall):.0f} ms (limit 300 ms),"
        f" of this process's work {statistics.median(work):.0f} ms"
    )


def desk(on: Session, campaign: Campaign) -> None:
    user = on.exec(select(User)).first()
    assert user is not None
    user_id = user.id or 0

    def claim() -> None:
        with transaction(on) as work:
            leave_desk(work, campaign, user_id=user_id)
            target = claim_next(work, campaign, user_id=user_id, now=NOW)
        assert target is not None

    def save() -> None:
        with contact_transaction(on) as work:
            target = claim_next(work, campaign, user_id=user_id, now=NOW)
            assert target is not None
            save_call(work, campaign, target, CallInput(outcome=Outcome.NO_ANSWER), AtDesk(user_id, NOW, TODAY))

    def queue() -> None:
        queue_of(on, campaign, user_id, now=NOW)

    for name, act in (("claiming", claim), ("claiming and saving", save), ("the queue's numbers", queue)):
        print(f"{_name(on)}: {name} {milliseconds(on, act):.1f} ms (median)")


def milliseconds(on: Session, act: Callable[[], None]) -> float:
    times = []
    for _round in range(ROUNDS):
        on.rollback()
        begins = time.perf_counter()
        act()
        times.append((time.perf_counter() - begins) * 1000)
    return statistics.median(times)


def _name(on: Session) -> str:
    return on.get_bind().dialect.name


def measure(url: str) -> None:
    engine = create_engine(url)
    migrations.upgrade(engine)
    fill(engine)
    with open_session(engine) as on:
        desk(on, build(on, prepare(on)))
    engine.dispose()


if __name__ == "__main__":
    on_both(measure)
