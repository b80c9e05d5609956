"""A few requests at a time, first come, first served.

Python runs one thread at once. Eight that all have something to do take the interpreter from one another in the
middle of their work, and each answer comes nearly as late as the last of them.
"""

from collections import deque
from collections.abc import Iterable
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = 2  # while one waits for the database, the other has something to do
LONGEST_WAIT = 0.1  # seconds


class Turnstile:
    """Lets few requests in at once. Who has waited for long goes ahead beside them: one of them is a long one."""

    def __init__(self, app: WSGIApplication, *, at_once: int = AT_ONCE, longest_wait: float = LONGEST_WAIT) -> None:
        self._app, self._longest_wait = app, longest_wait
        self._guard, self._free, self._waiting = Lock(), at_once, deque[Lock]()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        has_place = self._enter()
        try:
            return self._app(environ, start_response)
        finally:
            if has_place:
                self._leave()

    def _enter(self) -> bool:
        """Whether a place came free in time."""
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=self._longest_wait):
            return True
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it came at the very last moment

    def _leave(self) -> None:
        """The place goes to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
