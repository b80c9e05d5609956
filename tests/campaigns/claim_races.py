"""Callers, each a process, at two campaigns that share their companies, over HTTP; and what became of it."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

from campaign_ground import campaign_of, companies_with_phones
from people import Person, account_of
from sqlmodel import Session, col, select

from crm.campaigns.inputs import SourceInput
from crm.campaigns.models import Campaign, CampaignTarget
from crm.campaigns.services.claiming import claim_next
from crm.campaigns.services.desk import skip_target
from crm.campaigns.words import SkipReason, SourceKind
from crm.db import transaction
from crm.values.clock import utc_now
from crm.values.roles import Role

ROOT = Path(__file__).parent.parent.parent
CRM = [sys.executable, "-c", "from crm.cli import main; main()"]
CALLERS = 8
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Line:
    """What a caller did with a company, and from when to when it was theirs."""

    caller: int
    what: str
    target: int
    since: float
    until: float
    took: float


@contextmanager
def sites_on(url: str, folder: Path) -> Iterator[list[str]]:
    """The site on a database: SQLite has one web process, PostgreSQL here two."""
    environment = {**os.environ, "CRM_DATABASE_URL": url, "CRM_INSTANCE_DIR": str(folder), "CRM_LOG_LEVEL": "WARNING"}
    servers, addresses = [], []
    with (folder / "web.log").open("wb") as log:
        for _number in range(1 if url.startswith("sqlite") else 2):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            command = [*CRM, "web", "--port", str(port)]
            servers.append(subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT))
            addresses.append(f"http://127.0.0.1:{port}")
        try:
            for address in addresses:
                _wait_for(address)
            yield addresses
        finally:
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


def two_campaigns(
    on: Session, companies: int, first: int = 1, workplaces: int = 1
) -> tuple[list[Person], list[Campaign]]:
    """Eight callers, and two campaigns with the same companies."""
    people = [Person(f"Ringer{number} Hansen", Role.CONSULTANT, "jobhuset") for number in range(CALLERS)]
    users = [account_of(on, person) for person in people]
    company_ids = companies_with_phones(on, companies, first, workplaces=workplaces)
    source = SourceInput(kind=SourceKind.LIST, content={"company_ids": company_ids})
    unit_id, now, ids = users[0].unit_id or 0, utc_now(), [user.id or 0 for user in users]
    made = [
        campaign_of(on, *ids, unit_id=unit_id, now=now, name=name, source=source, shares_companies=True)
        for name in ("Elever", "Fleksjob")
    ]
    return people, made


def call(
    sites: Sequence[str],
    people: Sequence[Person],
    campaigns: Sequence[Campaign],
    folder: Path,
    seconds: int,
    pace: float = 0.02,
) -> list[Process]:
    """Set the callers to work, half of them in each campaign, until nobody is left or the time is over."""
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


def read_logs(folder: Path) -> tuple[list[Line], list[str]]:
    """What they did, and what went wrong."""
    found, errors = [], []
    for path in sorted(folder.glob("caller-*.log")):
        for text in path.read_text(encoding="utf-8").splitlines():
            what, *rest = text.split(" ", 4)
            if what == "error":
                errors.append(text)
                continue
            number = int(path.stem.rpartition("-")[2])
            found.append(Line(number, what, int(rest[0]), *map(float, rest[1:4])))
    return found, errors


def take_all(on: Session, campaigns: Sequence[Campaign], person: Person, now: datetime) -> set[int]:
    """Whom one person still gets, one after the other."""
    got, user_id = set(), account_of(on, person).id or 0
    for campaign in campaigns:
        while True:
            with transaction(on) as work:
                target = claim_next(work, campaign, user_id=user_id, now=now)
                if target is None:
                    break
                skip_target(work, target, SkipReason.WRONG_TARGET, "", user_id=user_id, now=now)
                got.add(target.id or 0)
    on.rollback()
    return got


def company_by_target(on: Session) -> dict[int, int]:
    on.rollback()
    rows = on.exec(select(col(CampaignTarget.id), col(CampaignTarget.company_id)))
    return {target_id or 0: company_id for target_id, company_id in rows}


def doubles(lines: Sequence[Line], company_of: Mapping[int, int]) -> int:
    """How often a company was somebody's while it still was another's, in whichever campaign."""
    held = defaultdict(list)
    for line in lines:
        if line.what != "has":
            held[company_of[line.target]].append((line.since, line.until))
    return sum(later[0] < earlier[1] for spans in held.values() for earlier, later in pairwise(sorted(spans)))


def next_times(lines: Sequence[Line]) -> str:
    """How long the next company took, with giving up the one before."""
    times = sorted(line.took * 1000 for line in lines if line.what == "has" and line.took)
    return (
        f"{len(times)} companies given up and the next one had;"
        f" median {statistics.median(times):.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms"
    )
