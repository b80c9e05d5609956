"""A real site with the demo municipality, and a real Chromium to look at it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from find_chromium import found
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, expect, sync_playwright
from visitor import Visitor

ROOT = Path(__file__).parent.parent.parent
expect.set_options(timeout=20_000)  # the other tests keep the machine busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They speak to a site of their own, whatever database the others are run on."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `crm serve` (web and jobs) over a small demo municipality."""
    folder = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "CRM_INSTANCE_DIR": str(folder), "CRM_LOG_LEVEL": "WARNING"}
    crm = [sys.executable, "-c", "from crm.cli import main; main()"]
    for command in (["db", "upgrade"], ["demo", "--workplaces", "400", "--seed", "7"]):
        subprocess.run([*crm, *command], env=environment, cwd=ROOT, check=True, capture_output=True)
    port = _free_port()
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*crm, "serve", "--port", str(port)], env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/sign-in")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    for _ in range(150):
        try:
            with urlopen(url, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = found()
    assert path, "no Chromium on this machine: `make test` installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


def _visitor(context: BrowserContext, site: str) -> Visitor:
    visitor = Visitor(context.new_page(), site)

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visitor.complaints.append(message.text)

    visitor.page.on("console", listen)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    return visitor


@pytest.fixture
def visitor(site: str, chromium: Browser) -> Iterator[Visitor]:
    """A person at a desk (1280 px); the test fails when the console complained, of CSP or anything else."""
    context = chromium.new_context(locale="da-DK", viewport={"width": 1280, "height": 860})
    person = _visitor(context, site)
    yield person
    context.close()
    assert person.complaints == []


@pytest.fixture
def phone_visitor(site: str, chromium: Browser) -> Iterator[Visitor]:
    """A person in a car park with a phone (360 px)."""
    context = chromium.new_context(
        locale="da-DK", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    person = _visitor(context, site)
    yield person
    context.close()
    assert person.complaints == []


@pytest.fixture
def plain_visitor(site: str, chromium: Browser) -> Iterator[Visitor]:
    """A person whose browser runs no scripts."""
    context = chromium.new_context(locale="da-DK", viewport={"width": 1280, "height": 860}, java_script_enabled=False)
    person = _visitor(context, site)
    yield person
    context.close()
