"""Requests that come together are worked on a few at a time, in their order; a long one keeps nobody for long."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest

from crm.operations.turnstile import Turnstile

SOON = 20  # seconds: nothing here takes so long
pytestmark = pytest.mark.sqlite_only  # no database answers here


class Site:
    """An application whose requests stay until they are told to go."""

    def __init__(self, *, longest_wait: float = SOON, at_once: int = 2) -> None:
        self.inside: list[str] = []
        self.may_go: dict[str, Event] = {}
        self.pool = ThreadPoolExecutor(12)
        self.turnstile = Turnstile(self._work, at_once=at_once, longest_wait=longest_wait)  # type: ignore[arg-type]

    def _work(self, environ: dict[str, str], _start_response: object) -> list[bytes]:
        name = environ["PATH_INFO"]
        self.inside.append(name)
        assert self.may_go[name].wait(SOON)
        if name == "/broken":
            raise ValueError(name)
        return [name.encode()]

    def ask(self, name: str) -> "Future[list[bytes]]":
        """Begin a request and let it come as far as it gets."""
        self.may_go[name] = Event()
        before = len(self.inside), len(self.turnstile._waiting)
        answer = self.pool.submit(self.turnstile, {"PATH_INFO": name}, print)  # type: ignore[arg-type]
        until(lambda: (len(self.inside), len(self.turnstile._waiting)) != before)
        return answer  # type: ignore[return-value]

    def finish(self, name: str) -> None:
        self.may_go[name].set()


def until(holds: Callable[[], bool]) -> None:
    began = monotonic()
    while not holds():
        assert monotonic() - began < SOON
        sleep(0.002)


def test_two_at_a_time_and_then_in_the_order_in_which_they_came() -> None:
    site = Site()
    answers = {name: site.ask(name) for name in ("/a", "/b", "/c", "/d", "/e")}
    assert site.inside == ["/a", "/b"]
    for done, comes in (("/b", "/c"), ("/a", "/d"), ("/d", "/e")):
        site.finish(done)
        until(lambda comes=comes: comes in site.inside)  # type: ignore[misc]
        assert answers[done].result(SOON) == [done.encode()]
    assert site.inside == ["/a", "/b", "/c", "/d", "/e"]
    site.finish("/c")
    site.finish("/e")
    site.ask("/f")
    site.ask("/g")
    assert site.inside[-2:] == ["/f", "/g"], "both places are free again"
    site.finish("/f")
    site.finish("/g")


def test_nobody_waits_long_for_a_long_one() -> None:
    site = Site(longest_wait=0.05, at_once=1)
    site.ask("/long")
    answer = site.ask("/quick")
    until(lambda: "/quick" in site.inside)
    site.finish("/quick")
    assert answer.result(SOON) == [b"/quick"]
    assert site.inside == ["/long", "/quick"]
    site.ask("/next")
    until(lambda: "/next" in site.inside)
    site.finish("/long")
    site.finish("/next")
    until(lambda: site.turnstile._free == 1)


def test_one_that_breaks_gives_its_place_back() -> None:
    site = Site(at_once=1)
    broken = site.ask("/broken")
    site.finish("/broken")
    with pytest.raises(ValueError, match="broken"):
        broken.result(SOON)
    site.ask("/after")
    assert site.inside == ["/broken", "/after"]
    site.finish("/after")
