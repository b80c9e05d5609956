"""The child process: its limits hold, it knows no secret, and it does not outlive its reader."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from import_files import WORKPLACE, csv_text, write

from imports import sandbox
from imports.problems import FileProblem
from imports.register import parse_register
from imports.sandbox import MEGABYTE, Limits, RowReader


def _child_that(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Put another program in the place of the reader, under the reader's limits."""
    start = "import sys; from imports.child import limit; limit(int(sys.argv[1]), int(sys.argv[2]));"
    real = subprocess.Popen

    def popen(command: list[str], **options: object) -> object:
        return real([sys.executable, "-c", start + program, *command[-2:]], **options)

    monkeypatch.setattr(sandbox.subprocess, "Popen", popen)


def _refusal(path: Path, limits: Limits) -> str:
    with pytest.raises(FileProblem) as caught, RowReader(path, limits) as reader:
        list(reader)
    return caught.value.code.value


def test_a_child_that_sleeps_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child_that(monkeypatch, "import time; time.sleep(60)")
    began = time.monotonic()
    assert _refusal(write(tmp_path, "x"), Limits(seconds=0.5)) == "took_too_long"
    assert time.monotonic() - began < 5


def test_a_child_that_calculates_for_ever_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"
    _child_that(monkeypatch, program)
    assert _refusal(write(tmp_path, "x"), Limits(seconds=30)) == "took_too_long"


def test_a_child_that_wants_too_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child_that(monkeypatch, "x = bytearray(200 * 1024 * 1024); print('{\"end\": true}')")
    small = Limits(memory=100 * MEGABYTE, memory_per_byte=0, max_memory=100 * MEGABYTE)
    assert _refusal(write(tmp_path, "x"), small) == "unreadable_file"
    with RowReader(write(tmp_path, "x"), Limits()) as reader:
        assert list(reader) == []


@pytest.mark.parametrize(("start", "code"), [("PK", "hostile_workbook"), ("x", "unreadable_file")])
def test_a_child_that_dies_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str, code: str
) -> None:
    _child_that(monkeypatch, "import os; os.abort()")
    assert _refusal(write(tmp_path, start), Limits()) == code


def test_a_child_that_never_ends_its_line_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_MAX_MESSAGE", MEGABYTE)
    _child_that(monkeypatch, "\nwhile True: sys.stdout.write('x' * 65536)")
    assert _refusal(write(tmp_path, "x"), Limits()) == "hostile_workbook"


def test_the_child_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_SECRET_KEY", "secret")
    program = "import os, json; print(json.dumps({'rows': [[1, sorted(os.environ)]]})); print('{\"end\": 1}')"
    _child_that(monkeypatch, program)
    with RowReader(write(tmp_path, "x")) as reader:
        ((_, names),) = next(iter(reader))
    assert not [name for name in names if name.startswith("CRM")]


def test_a_slow_consumer_does_not_count_against_the_file(tmp_path: Path) -> None:
    rows = [WORKPLACE | {"pnummer": str(1_017_571_637 + i), "adresse": "x" * 150} for i in range(4_000)]
    path = write(tmp_path, csv_text(*rows))
    count = 0
    with parse_register(path, frozenset({"0851"}), limits=Limits(seconds=4, seconds_per_megabyte=0)) as parsed:
        for batch in parsed.batches():
            count += len(batch.rows)
            time.sleep(0.5)
    assert count == 4_000


def test_closing_early_ends_the_child(tmp_path: Path) -> None:
    rows = [WORKPLACE | {"pnummer": str(1_017_571_637 + i)} for i in range(20_000)]
    path = write(tmp_path, csv_text(*rows))
    with parse_register(path, frozenset({"0851"})) as parsed:
        next(parsed.batches())
    assert parsed._reader._process.returncode is not None
    with pytest.raises(ChildProcessError):
        os.waitpid(parsed._reader._process.pid, os.WNOHANG)


def test_ten_thousand_rows_are_read_in_moments(tmp_path: Path) -> None:
    rows = [WORKPLACE | {"pnummer": str(1_017_571_637 + i), "telefon": "98123456"} for i in range(10_000)]
    path = write(tmp_path, csv_text(*rows))
    began = time.process_time()
    with parse_register(path, frozenset({"0851"})) as parsed:
        assert sum(len(batch.rows) for batch in parsed.batches()) == 10_000
    assert time.process_time() - began < 3  # a wide margin for a busy machine; about 0.5 as measured
