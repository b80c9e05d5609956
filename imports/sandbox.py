"""Reads a file's rows in a child process with limits on memory and time, so that no file can harm this one."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, Self

from imports.child import OUT_OF_MEMORY
from imports.problems import FileProblem, FileProblemCode

MEGABYTE = 1024 * 1024
_PROJECT = Path(__file__).resolve().parent.parent
_MAX_MESSAGE = 64 * MEGABYTE
_READ = 1 << 18

NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use; time and memory grow with the file so that a national register works too.

    `seconds` is time spent waiting for the child: a slow consumer of the rows does not count against the file.
    """

    seconds: float = 30.0
    seconds_per_megabyte: float = 1.0
    memory: int = 512 * MEGABYTE
    memory_per_byte: int = 24  # a workbook unpacks to that much and more
    max_memory: int = 1536 * MEGABYTE
    max_bytes: int = 200 * MEGABYTE

    def seconds_for(self, size: int) -> float:
        return self.seconds + self.seconds_per_megabyte * size / MEGABYTE

    def memory_for(self, size: int) -> int:
        return min(self.memory + self.memory_per_byte * size, max(self.memory, self.max_memory))


DEFAULT_LIMITS = Limits()


class RowReader:
    """The rows of one file, in batches, from a child process. Close it, or use it as a context manager.

    Raises FileProblem on opening and on iterating.
    """

    def __init__(self, path: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        stream, size = _open(path, limits)
        with stream:
            self._is_workbook = stream.read(2) == b"PK"
            stream.seek(0)
            seconds = limits.seconds_for(size)
            self._process = _start(stream, limits.memory_for(size), int(seconds) + 1)
        self._left = seconds
        self._buffer = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[list[NumberedRow]]:
        while True:
            message = self._message()
            if "problem" in message:
                raise FileProblem(FileProblemCode(message["problem"]), *message["details"])
            if "end" in message:
                return
            yield [(number, cells) for number, cells in message["rows"]]

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _message(self) -> dict[str, Any]:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _MAX_MESSAGE:
                self.close()
                raise FileProblem(FileProblemCode.HOSTILE_WORKBOOK)
            piece = self._read()
            if not piece:
                raise self._failure()
            self._buffer += piece
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        message: dict[str, Any] = json.loads(line)
        return message

    def _read(self) -> bytes:
        """The next bytes, or none at the end. Only the time spent here runs against the limit."""
        assert self._process.stdout is not None  # noqa: S101 — opened with a pipe
        descriptor = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
        began = time.monotonic()
        ready = poll.poll(max(0.0, self._left) * 1000)
        self._left -= time.monotonic() - began
        if not ready:
            self.close()
            raise FileProblem(FileProblemCode.TOOK_TOO_LONG)
        return os.read(descriptor, _READ)

    def _failure(self) -> FileProblem:
        """The child ended without a word: what its end says."""
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return FileProblem(FileProblemCode.TOOK_TOO_LONG)
        if self._is_workbook and (status < 0 or status == OUT_OF_MEMORY):
            return FileProblem(FileProblemCode.HOSTILE_WORKBOOK)
        return FileProblem(FileProblemCode.UNREADABLE_FILE, "damaged")


def _open(path: Path, limits: Limits) -> tuple[FileIO, int]:
    try:
        stream = path.open("rb", buffering=0)  # the child shares the position in the file
    except OSError:
        raise FileProblem(FileProblemCode.UNREADABLE_FILE, "missing") from None
    size = os.fstat(stream.fileno()).st_size
    if size == 0 or size > limits.max_bytes:
        stream.close()
        if size == 0:
            raise FileProblem(FileProblemCode.EMPTY_FILE)
        raise FileProblem(FileProblemCode.TOO_LARGE, str(limits.max_bytes // MEGABYTE))
    return stream, size


def _start(stream: FileIO, memory: int, cpu: int) -> subprocess.Popen[bytes]:
    # The file is its standard input, so it needs no path; no secret of ours is in its environment.
    return subprocess.Popen(
        [sys.executable, "-s", "-B", "-m", "imports.child", str(memory), str(cpu)],
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback could hold what stood in the file
        env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        cwd=_PROJECT,
        close_fds=True,
        bufsize=0,
    )
