"""The limited process that opens a file: `python -m imports.child MEMORY_BYTES CPU_SECONDS < file`.

Writes JSON lines: {"rows": [[number, [cell, …]], …]} any number of times, then {"end": true}, or {"problem": code,
"details": […]} at any point. It gives itself its limits before it reads a byte.
"""

import json
import os
import resource
import sys
from typing import BinaryIO

OUT_OF_MEMORY = 3
_BATCH_ROWS = 400
_BATCH_CHARACTERS = 400_000


def main() -> None:
    memory, cpu = int(sys.argv[1]), int(sys.argv[2])
    limit(memory, cpu)
    try:
        send_rows(sys.stdin.buffer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # nothing else is safe to do now
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more


def limit(memory: int, cpu: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def send_rows(stream: BinaryIO) -> None:
    from imports.problems import FileProblem
    from imports.reading import read_rows

    batch: list[tuple[int, list[str]]] = []
    size = 0
    try:
        for number, cells in read_rows(stream):
            batch.append((number, cells))
            size += sum(map(len, cells))
            if len(batch) >= _BATCH_ROWS or size >= _BATCH_CHARACTERS:
                _send({"rows": batch})
                batch, size = [], 0
        _send({"rows": batch})
        _send({"end": True})
    except FileProblem as refused:
        _send({"problem": refused.code.value, "details": refused.details})


def _send(message: object) -> None:
    sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
