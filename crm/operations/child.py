"""The jobs process as a child of the web server: started, started again when it dies, and stopped with it."""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time

import structlog

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
LONG_ENOUGH = 120.0  # a child that lived this long was well: begin again with the shortest pause
STOPS_WITHIN = 60.0
log = structlog.get_logger("crm")


class JobsChild:
    """`python -m jobs`, kept running.

    The child reads our end of a pipe: when this process dies, however it dies, the pipe closes and the child ends.
    """

    def __init__(self, command: list[str] | None = None) -> None:
        # One name for all its lives, so that a restarted child takes up its own lease again at once.
        name = f"serve:{os.getpid()}:{secrets.token_hex(4)}"
        self._command = command or [sys.executable, "-m", "jobs", "--until-stdin-closes", "--holder", name]
        self._stopping = threading.Event()
        self._launching = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="jobs-child")

    def start(self) -> None:
        self._launch()
        self._keeper.start()

    def stop(self) -> None:
        """Let the running job finish, but not for ever; a second signal kills it."""
        self._stopping.set()
        with self._launching:
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(STOPS_WITHIN)
            except (subprocess.TimeoutExpired, SystemExit):
                log.warning("serve.jobs_killed")
                process.kill()
        if self._keeper.ident is not None:
            self._keeper.join()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while process := self._process:
            began = time.monotonic()
            code = process.wait()
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - began > LONG_ENOUGH else min(pause * 2, LONGEST_PAUSE)
            log.error("serve.jobs_ended", code=code, again_in_seconds=pause)
            self._stopping.wait(pause)
            with self._launching:
                if self._stopping.is_set():
                    return
                self._launch()

    def _launch(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C reaches us alone, and we stop the child
        )


def become(command: list[str]) -> None:
    """Become another program: it gets our signals and our exit code."""
    sys.stdout.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - a fixed command of our own
