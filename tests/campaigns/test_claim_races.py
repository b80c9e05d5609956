"""Eight callers, each a process, at two campaigns that share their companies, over HTTP.

No company ever has two callers, whichever campaign they call in; nobody meets a lock; and when callers are killed at
random, every company can be got again.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from urllib.request import urlopen

import pytest
from campaign_ground import campaign_of, companies_with_phones
from flask import Flask
from people import Person, account_of
from sqlmodel import Session, col, select

from crm.campaigns.models import Campaign, CampaignTarget
from crm.campaigns.services.claiming import claim_next
from crm.campaigns.services.desk import skip_target
from crm.campaigns.words import HoldReason, SkipReason, TargetState
from crm.contacts.models import ContactClaim
from crm.contacts.services.claims import LEASE
from crm.db import transaction
from crm.values.clock import utc_now
from crm.values.roles import Role

pytestmark = pytest.mark.xdist_group("claim races")

ROOT = Path(__file__).parent.parent.parent
CRM = [sys.executable, "-c", "from crm.cli import main; main()"]
CALLERS = 8
COMPANIES = 2_000
SECONDS = 10
PACES = {"as fast as it goes": 0.02, "a company every half a second each": 1.0}


@dataclass(frozen=True)
class Line:
    """What a caller did with a company, and from when to when it was theirs."""

    caller: int
    what: str
    target: int
    since: float
    until: float
    took: float


@pytest.fixture
def sites(app: Flask, tmp_path: Path) -> Iterator[list[str]]:
    """The site on this test's database: SQLite has one web process, PostgreSQL here two."""
    url = str(app.extensions["crm_settings"].database_url)
    environment = {**os.environ, "CRM_DATABASE_URL": url, "CRM_INSTANCE_DIR": str(tmp_path), "CRM_LOG_LEVEL": "WARNING"}
    servers, addresses = [], []
    with (tmp_path / "web.log").open("wb") as log:
        for _number in range(1 if url.startswith("sqlite") else 2):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            command = [*CRM, "web", "--port", str(port)]
            servers.append(subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT))
            addresses.append(f"http://127.0.0.1:{port}")
        for address in addresses:
            _wait_for(address)
        yield addresses
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=20)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urlopen(f"{address}/sign-in", timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture
def campaigns(session: Session) -> tuple[list[Person], list[Campaign]]:
    """Eight callers, and two campaigns with the same companies."""
    people = [Person(f"Ringer{number} Hansen", Role.CONSULTANT, "jobhuset") for number in range(CALLERS)]
    users = [account_of(session, person) for person in people]
    companies_with_phones(session, COMPANIES)
    unit_id, now = users[0].unit_id or 0, utc_now()
    ids = [user.id or 0 for user in users]
    made = [
        campaign_of(session, *ids, unit_id=unit_id, now=now, name=name, shares_companies=True)
        for name in ("Elever", "Fleksjob")
    ]
    return people, made


def call(
    sites: list[str], people: list[Person], campaigns: list[Campaign], folder: Path, seconds: int, pace: float = 0.02
) -> list["subprocess.Popen[bytes]"]:
    return [
        subprocess.Popen(
            [
                sys.executable,
                str(Path(__file__).with_name("caller_process.py")),
                sites[number % len(sites)],
                person.email,
                f"/campaigns/{campaigns[number // 2 % 2].id}/desk",
                str(seconds),
                str(pace),
                str(folder / f"caller-{number}.log"),
            ]
        )
        for number, person in enumerate(people)
    ]


def lines_of(folder: Path) -> list[Line]:
    found = []
    for path in sorted(folder.glob("caller-*.log")):
        for text in path.read_text(encoding="utf-8").splitlines():
            what, *rest = text.split(" ", 4)
            assert what != "error", text
            number = int(path.stem.rpartition("-")[2])
            found.append(Line(number, what, int(rest[0]), *map(float, rest[1:4])))
    return found


def test_eight_callers_never_share_a_company(
    session: Session, sites: list[str], campaigns: tuple[list[Person], list[Campaign]], tmp_path: Path
) -> None:
    people, made = campaigns
    lines = []
    for name, pace in PACES.items():
        folder = tmp_path / str(pace)
        folder.mkdir()
        processes = call(sites, people, made, folder, SECONDS, pace)
        assert [process.wait(timeout=SECONDS + 60) for process in processes] == [0] * CALLERS
        found = lines_of(folder)
        lines += found
        times = sorted(line.took * 1000 for line in found if line.what == "has" and line.took)
        print(
            f"\n{CALLERS} callers, {name}: {len(times)} companies given up and the next one had;"
            f" median {statistics.median(times):.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms"
        )
    session.rollback()
    company_of = dict(session.exec(select(CampaignTarget.id, CampaignTarget.company_id)).all())
    done = [line for line in lines if line.what != "has"]
    held = defaultdict(list)
    for line in done:
        held[company_of[line.target]].append((line.since, line.until, line.caller))
    doubles = sum(later[0] < earlier[1] for spans in held.values() for earlier, later in pairwise(sorted(spans)))
    assert doubles == 0
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
    later, got = utc_now() + LEASE + timedelta(minutes=1), set()
    user = account_of(session, people[0])
    for campaign in made:
        while True:
            with transaction(session) as work:
                target = claim_next(work, campaign, user_id=user.id or 0, now=later)
                if target is None:
                    break
                skip_target(work, target, SkipReason.WRONG_TARGET, "", user_id=user.id or 0, now=later)
                got.add(target.id)
    session.rollback()
    left = session.exec(select(CampaignTarget).where(col(CampaignTarget.state) == TargetState.WAITING)).all()
    print(f"\n{len(lost)} claims were left behind; {len(got)} companies were got after the lease")
    assert lost <= got | {target.id for target in left}
    assert [target.id for target in left if target.next_at <= later] == [], "others wait for the guard's own reason"
    assert all(target.reason is HoldReason.COOLING_DOWN for target in left)
