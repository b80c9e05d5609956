"""The real process: it finishes the running job when told to stop, and never outlives its parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from crm.db import transaction
from crm.operations.models import JobLease, JobRun, RunStatus
from crm.values.clock import utc_now
from jobs import lease
from jobs.schedule import TABLE

ROOT = Path(__file__).parent.parent.parent
SLOW_JOB = """
import sys, time
from datetime import timedelta
from pathlib import Path
from crm.app import create_app
from jobs.job import Job
from jobs.rhythm import Every
from jobs.worker import work

folder = Path(sys.argv[1])

def slow(session, now):
    (folder / "began").touch()
    time.sleep(2)
    (folder / "finished").touch()
    return {"done": 1}

job = Job(name="slow", run=slow, rhythm=Every(seconds=1), grace=timedelta(minutes=1), why="To be stopped.")
work(create_app(), (job,), until_stdin_closes=True)
"""

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def environment(app: Flask, tmp_path: Path) -> dict[str, str]:
    url = str(app.extensions["crm_settings"].database_url)
    return {**os.environ, "CRM_DATABASE_URL": url, "CRM_INSTANCE_DIR": str(tmp_path)}


def start(environment: dict[str, str], *command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if path.exists():
            return
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1].decode())
        time.sleep(0.05)
    raise AssertionError(f"{path.name} did not come")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_running_job_finish(
    environment: dict[str, str], session: Session, tmp_path: Path, number: signal.Signals
) -> None:
    process = start(environment, "-c", SLOW_JOB, str(tmp_path))
    wait_for(tmp_path / "began", process)
    process.send_signal(number)
    _out, log = process.communicate(timeout=30)
    assert process.returncode == 0, log.decode()
    assert (tmp_path / "finished").exists()
    assert [(run.job, run.status) for run in session.exec(select(JobRun))] == [("slow", RunStatus.DONE)]
    assert session.exec(select(JobLease)).one().expires_at <= utc_now()
    with transaction(session) as on:
        assert lease.take(on, "the next one", now=utc_now())


@pytest.mark.sqlite_only
def test_it_ends_when_its_parent_is_gone(environment: dict[str, str], session: Session, tmp_path: Path) -> None:
    process = start(environment, "-c", SLOW_JOB, str(tmp_path))
    wait_for(tmp_path / "began", process)
    _out, log = process.communicate(timeout=30)  # closes its stdin, as the kernel does for a dead parent
    assert process.returncode == 0, log.decode()
    assert session.exec(select(JobRun)).one().status is RunStatus.DONE


@pytest.mark.sqlite_only
def test_by_hand_with_an_exit_code_and_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jobs", "run", "audit-anchor"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout.decode().partition(":")[0]) == (0, "audit-anchor is done"), done.stderr
    assert (tmp_path / "audit-anchors.txt").exists()
    unknown = subprocess.run(
        [sys.executable, "-m", "jobs", "run", "no-such"], env=environment, cwd=ROOT, capture_output=True, check=False
    )
    assert unknown.returncode == 2
    assert b"There is no job no-such" in unknown.stderr


@pytest.mark.sqlite_only
def test_the_commands_start_the_jobs_process(environment: dict[str, str]) -> None:
    crm = [sys.executable, "-c", "from crm.cli import main; main()"]
    listed = subprocess.run([*crm, "job", "list"], env=environment, cwd=ROOT, capture_output=True, check=True)
    assert [line.split()[0] for line in listed.stdout.decode().splitlines()] == [job.name for job in TABLE]


def test_an_empty_database_is_refused(environment: dict[str, str], empty_database_url: str) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "jobs"],
        env={**environment, "CRM_DATABASE_URL": empty_database_url},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr.decode() == "The database is empty. Create its tables first: crm db upgrade\n"
