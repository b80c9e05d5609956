"""Processes that begin at once: one process loads everything, then forks. A cold start takes longer than most tests.

    with forking(LOADING, environment) as processes:  # LOADING defines begin(name)
number = processes.start("mail")
os.kill(number, signal.SIGKILL)
assert processes.ended(number) == -signal.SIGKILL
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

ROOT = Path(__file__).parent.parent
LOOP = """
import json, os, signal, sys
started = set()
for line in sys.stdin:
    told = json.loads(line)
    if "start" in told:
        number = os.fork()
        if number == 0:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            begin(*told["start"])
            sys.exit()
        started.add(number)
        print(number, flush=True)
    else:
        started.discard(told["ended"])
        print(os.waitstatus_to_exitcode(os.waitpid(told["ended"], 0)[1]), flush=True)
for number in started:
    os.kill(number, signal.SIGKILL)
"""


@dataclass(frozen=True, slots=True)
class Forking:
    parent: Popen[str]

    def start(self, *arguments: str) -> int:
        """Begin with these; the process's number."""
        return self._ask({"start": arguments})

    def ended(self, number: int) -> int:
        """Its exit code once it has ended; below zero the signal that killed it."""
        return self._ask({"ended": number})

    def _ask(self, told: object) -> int:
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        self.parent.stdin.write(json.dumps(told) + "\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())


@contextmanager
def forking(loading: str, environment: Mapping[str, str]) -> Iterator[Forking]:
    """`loading` is Python that imports what is needed and defines `begin`. What still runs at the end is killed."""
    command = [sys.executable, "-c", loading + LOOP]
    parent = Popen(command, env=environment, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True)
    try:
        yield Forking(parent)
    finally:
        parent.communicate()
