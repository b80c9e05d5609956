"""`crm serve` as a person starts it: web and jobs together, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask

pytestmark = pytest.mark.sqlite_only  # of processes and ports, whatever the database
ROOT = Path(__file__).parent.parent.parent
CRM = [sys.executable, "-c", "from crm.cli import main; main()"]


@pytest.fixture
def environment(app: Flask, tmp_path: Path) -> dict[str, str]:
    url = str(app.extensions["crm_settings"].database_url)
    return {**os.environ, "CRM_DATABASE_URL": url, "CRM_INSTANCE_DIR": str(tmp_path), "CRM_UPLOAD_LIMIT_MB": "1"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(environment: dict[str, str], port: int, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    log = (tmp_path / "serve.log").open("wb")
    process = subprocess.Popen(
        [*CRM, "serve", "--port", str(port)], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=log
    )
    until(lambda: answers(port) or process.poll() is not None)
    yield process
    process.kill()
    process.communicate()
    log.close()


def until(reached: Callable[[], object], seconds: float = 45) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def jobs_of(parent: int) -> list[int]:
    """The jobs processes that belong to this server: their lease is named after it."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,stat=,args="], capture_output=True, check=True
    ).stdout.decode()
    lines = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(pid) for pid, state, args in lines if f"--holder serve:{parent}:" in args and not state.startswith("Z")]


def test_it_serves_restarts_its_jobs_and_stops_both(
    server: "subprocess.Popen[bytes]", port: int, environment: dict[str, str], tmp_path: Path
) -> None:
    (first,) = jobs_of(server.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: [pid for pid in jobs_of(server.pid) if pid != first])
    assert answers(port)
    second = subprocess.run(
        [*CRM, "serve", "--port", str(port)], env=environment, cwd=ROOT, capture_output=True, check=False
    )
    assert second.returncode == 1
    assert second.stderr.decode() == (
        f"Port {port} on 127.0.0.1 is in use. Stop what runs there, or choose another: --port\n"
    )
    server.terminate()
    out, _log = server.communicate(timeout=60)
    assert server.returncode == 0, (tmp_path / "serve.log").read_text()
    assert out.decode() == f"Serving on http://127.0.0.1:{port} (Ctrl+C stops)\n"
    assert jobs_of(server.pid) == []
    assert is_free(port)


def test_no_orphan_when_it_is_killed(server: "subprocess.Popen[bytes]", port: int) -> None:
    assert jobs_of(server.pid) != []
    server.kill()
    server.wait()
    until(lambda: jobs_of(server.pid) == [])
    assert is_free(port)


def test_what_the_web_server_tells_and_refuses(server: "subprocess.Popen[bytes]", port: int) -> None:
    with urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
        assert "Server" not in answer.headers
    assert status_of(Request(f"http://127.0.0.1:{port}/sign-in", headers={"Host": "evil.example"})) == 400
    too_much = Request(f"http://127.0.0.1:{port}/sign-in", data=b"x" * (1024 * 1024 + 1000), method="POST")
    assert status_of(too_much) in {400, 413}
    forged = Request(f"http://127.0.0.1:{port}/sign-in", headers={"X-Forwarded-Host": "evil.example"})
    assert status_of(forged) == 200  # nobody asked a proxy to speak for others
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=60) == 0


def status_of(request: Request) -> int:
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_an_empty_database_is_refused(environment: dict[str, str], empty_database_url: str, port: int) -> None:
    empty = {**environment, "CRM_DATABASE_URL": empty_database_url}
    doctor = subprocess.run([*CRM, "doctor"], env=empty, cwd=ROOT, capture_output=True, check=False)
    assert (doctor.returncode, doctor.stderr) == (1, b"")
    assert "error    migrations        The database is empty." in doctor.stdout.decode()
    for command in ("serve", "web"):
        refused = subprocess.run(
            [*CRM, command, "--port", str(port)],
            env=empty,
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        assert refused.returncode == 1
        assert refused.stderr.decode() == "The database is empty. Create its tables first: crm db upgrade\n"
