"""A register import asks the jobs process to find the company groups anew: nobody waits for the night."""

from pathlib import Path

from command_line import Command
from sqlmodel import Session

from crm.db import transaction
from crm.operations.models import ScheduledJob

EXAMPLE = Path(__file__).parent.parent / "data" / "worked_example"


def test_groups_follow_a_register_import_and_only_that(cli: Command, session: Session) -> None:
    with transaction(session) as on:
        on.add(ScheduledJob(name="nightly-groups", why="", rhythm="", grace_seconds=60))
    cli("import", "cooperations", str(EXAMPLE / "cooperations.csv"), "--source", "example")
    session.rollback()
    assert session.get_one(ScheduledJob, "nightly-groups").requested_at is None
    cli("import", "register", str(EXAMPLE / "register.csv"))
    session.rollback()
    assert session.get_one(ScheduledJob, "nightly-groups").requested_at is not None
