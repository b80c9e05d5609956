"""Eight callers, each a process, at two campaigns that share their companies, over HTTP.

No company ever has two callers, whichever campaign they call in; nobody meets a lock; and when callers are killed at
random, every company can be got again. tests/bench/bench_claims.py lets them work the whole list to its end.
"""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from claim_races import (
    CALLERS,
    Line,
    call,
    company_by_target,
    doubles,
    next_times,
    read_logs,
    sites_on,
    take_all,
    two_campaigns,
)
from flask import Flask
from people import Person
from sqlmodel import Session, col, select

from crm.campaigns.models import Campaign, CampaignTarget
from crm.campaigns.words import HoldReason, TargetState
from crm.contacts.models import ContactClaim
from crm.contacts.services.claims import LEASE
from crm.db import transaction
from crm.values.clock import utc_now

COMPANIES = 2_000
SECONDS = 10
PACES = {"as fast as it goes": 0.02, "a company every half a second each": 1.0}


@pytest.fixture
def sites(app: Flask, tmp_path: Path) -> Iterator[list[str]]:
    with sites_on(str(app.extensions["crm_settings"].database_url), tmp_path) as addresses:
        yield addresses


@pytest.fixture
def campaigns(session: Session) -> tuple[list[Person], list[Campaign]]:
    return two_campaigns(session, COMPANIES)


def test_eight_callers_never_share_a_company(
    session: Session, sites: list[str], campaigns: tuple[list[Person], list[Campaign]], tmp_path: Path
) -> None:
    people, made = campaigns
    lines: list[Line] = []
    for name, pace in PACES.items():
        folder = tmp_path / str(pace)
        folder.mkdir()
        processes = call(sites, people, made, folder, SECONDS, pace)
        assert [process.wait(timeout=SECONDS + 60) for process in processes] == [0] * CALLERS
        found, errors = read_logs(folder)
        assert errors == []
        lines += found
        print(f"\n{CALLERS} callers, {name}: {next_times(found)}")
    done = [line for line in lines if line.what != "has"]
    assert doubles(lines, company_by_target(session)) == 0
    assert len(done) > 100
    again = len(done) - len({line.target for line in done})
    assert again <= CALLERS, "what a caller left behind is resumed, nothing else is had twice in a campaign"


def test_nobody_is_lost_when_callers_are_killed(
    session: Session, sites: list[str], campaigns: tuple[list[Person], list[Campaign]], tmp_path: Path
) -> None:
    people, made = campaigns
    with transaction(session) as work:  # few companies are left to call
        for campaign in made:
            query = select(CampaignTarget).where(col(CampaignTarget.campaign_id) == campaign.id)
            for target in work.exec(query.order_by(col(CampaignTarget.place)).offset(150)):
                target.state = TargetState.DONE
                work.add(target)
    chance = Random(3)
    processes = call(sites, people, made, tmp_path, 60, 0.02)
    while len([path for path in tmp_path.glob("caller-*.log") if path.stat().st_size]) < CALLERS:
        time.sleep(0.05)
    for process in processes:
        time.sleep(chance.random() / 4)
        process.send_signal(signal.SIGKILL)
        process.wait()
    time.sleep(1)  # what they had sent is still carried out
    session.rollback()
    lost = set(session.exec(select(ContactClaim.campaign_target_id)))
    later = utc_now() + LEASE + timedelta(minutes=1)
    got = take_all(session, made, people[0], later)
    left = session.exec(select(CampaignTarget).where(col(CampaignTarget.state) == TargetState.WAITING)).all()
    print(f"\n{len(lost)} claims were left behind; {len(got)} companies were got after the lease")
    assert lost <= got | {target.id for target in left}
    assert [target.id for target in left if target.next_at <= later] == [], "others wait for the guard's own reason"
    assert all(target.reason is HoldReason.COOLING_DOWN for target in left)
