"""Twenty identical posts of one log form at the same moment, over HTTP against a served application: one contact."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from page_client import PageClient
from people import ANNA, SignedIn
from sqlmodel import Session, select

from crm.audit.models import AuditEntry
from crm.contacts.models import Interaction, Task

ROOT = Path(__file__).parent.parent.parent
AT_ONCE = 20
Answer = tuple[int, str]


@pytest.fixture
def port(app: Flask, tmp_path: Path) -> Iterator[int]:
    """Where the application serves on this test's database, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = int(probe.getsockname()[1])
    settings = app.extensions["crm_settings"]
    environment = {
        **os.environ,
        "CRM_DATABASE_URL": settings.database_url,
        "CRM_INSTANCE_DIR": str(tmp_path),
        "CRM_SECRET_KEY": settings.secret_key,
    }
    command = [sys.executable, "-c", "from crm.cli import main; main()", "serve", "--port", str(found)]
    with (tmp_path / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait_for(found)
            yield found
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


def post(port: int, path: str, cookie: str, sent: dict[str, str]) -> Answer:
    """The status, and where it leads."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"crm={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(sent), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("Location", "") or ""


def all_at_once(port: int, client: PageClient, path: str, sent: dict[str, str]) -> set[Answer]:
    cookie = client.browser.get_cookie("crm")
    assert cookie is not None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return set(pool.map(lambda _each: post(port, path, cookie.value, sent), range(AT_ONCE)))


def test_twenty_identical_posts_make_one_contact(
    port: int, signed_in: SignedIn, session: Session, company: int
) -> None:
    anna, path = signed_in(ANNA), f"/contacts/new?company={company}"
    fields = anna.get(path).form("Gem").fields
    sent = {**fields, "note": "En gang", "step_title": "Send mail", "step_day": "2099-01-05"}
    assert all_at_once(port, anna, path, sent) == {(303, f"/companies/{company}")}
    assert session.exec(select(Interaction.note)).all() == ["En gang"]
    assert len(session.exec(select(Task)).all()) == 1
    assert [verb for verb in session.exec(select(AuditEntry.verb)) if verb == "contact.log"] == ["contact.log"]


def test_twenty_clicks_on_no_answer_make_one_contact(
    port: int, signed_in: SignedIn, session: Session, company: int
) -> None:
    anna = signed_in(ANNA)
    form = anna.get(f"/companies/{company}").form("Ikke truffet")
    answers = all_at_once(port, anna, form.element.get("action", ""), form.fields)
    assert answers == {(303, f"/companies/{company}")}
    assert len(session.exec(select(Interaction)).all()) == 1
