"""Eight callers work 2,000 companies to the end over HTTP: python tests/bench/bench_claims.py.

Two campaigns share the companies, each of which has three workplaces. First at the pace at which people work, half a
second a call, then as fast as it goes. The aim: no company with two callers, no error, nobody lost, and the next
company within 100 ms for 95 of 100. Some five minutes on each database.
"""

import sys
import tempfile
import time
from pathlib import Path

from databases import on_both
from sqlmodel import Session, col, select

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "campaigns")]

from claim_races import (
    CALLERS,
    call,
    company_by_target,
    doubles,
    next_times,
    read_logs,
    sites_on,
    take_all,
    two_campaigns,
)
from people import Person

from crm.app import create_app
from crm.campaigns.models import Campaign, CampaignTarget
from crm.campaigns.words import TargetState
from crm.contacts.models import ContactClaim
from crm.db import session
from crm.settings import Settings
from crm.values.clock import utc_now

COMPANIES, WORKPLACES = 2_000, 3
LONGEST = 900
INIT = ["init", "--jobcenter", "0851", "--name", "Jobcenter Aalborg", "--municipality", "0851"]
PACES = {"at the pace of people": 1.0, "as fast as it goes": 0.0}  # seconds a call takes at most


def measure(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=url, instance_dir=Path(folder), secret_key="bench-key"))
        for command in (["db", "upgrade"], INIT):
            assert app.test_cli_runner().invoke(args=command).exit_code == 0
        with app.app_context(), sites_on(url, Path(folder)) as sites:
            for number, (name, pace) in enumerate(PACES.items()):
                own = Path(folder) / str(number)
                own.mkdir()
                print(f"{url.partition(':')[0]}, {name}: {work(session(), sites, own, number, pace)}", flush=True)


def work(on: Session, sites: list[str], folder: Path, number: int, pace: float) -> str:
    """Call everybody in two new campaigns of new companies; what became of it in a line."""
    people, campaigns = two_campaigns(on, COMPANIES, 1 + number * COMPANIES, WORKPLACES)
    began = time.monotonic()
    processes = call(sites, people, campaigns, folder, LONGEST, pace)
    on.rollback()  # no transaction of ours stands open while they call
    failed = sum(process.wait() != 0 for process in processes)
    spent = time.monotonic() - began
    lines, errors = read_logs(folder)
    twice = doubles(lines, company_by_target(on))
    return (
        f"{CALLERS} callers, {2 * COMPANIES} calls to make, {spent:.0f} s; {twice} doubles,"
        f" {failed + len(errors)} errors, {lost(on, campaigns, people[0])} lost; {next_times(lines)}"
    )


def lost(on: Session, campaigns: list[Campaign], person: Person) -> int:
    """Companies that nobody gets although everybody has stopped: held, or to be called now and not handed out.

    One that a caller of the other campaign had when this campaign's stopped is not lost: the next to ask gets it.
    """
    take_all(on, campaigns, person, utc_now())
    ready = select(CampaignTarget.id).where(
        col(CampaignTarget.campaign_id).in_([campaign.id for campaign in campaigns]),
        col(CampaignTarget.state) == TargetState.WAITING,
        col(CampaignTarget.next_at) <= utc_now(),
    )
    left_behind = select(ContactClaim.campaign_target_id)
    return len({*on.exec(ready), *on.exec(left_behind)})


if __name__ == "__main__":
    on_both(measure)
