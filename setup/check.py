"""`make test` and `make lint`: style, types, layers, then the tests on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

from find_chromium import found_or_installed

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
WORKERS = str((os.cpu_count() or 1) + 1)  # one more than cores: a browser and a database server are waited for
ROUND = ("pytest", "-n", WORKERS, "--durations", "25")
ROUNDS = (ROUND, (*ROUND, "--database", "postgresql"))


def main(what: str) -> None:
    """Run every step even when one fails, so that one run shows all there is to mend; fail if any did."""
    steps = list(LINTERS)
    if what == "test":
        os.environ["CRM_CHROMIUM"] = found_or_installed()
        steps += ROUNDS
    failed = [" ".join(step) for step in steps if not _passes(step)]
    if failed:
        sys.exit(f"Failed: {'; '.join(failed)}")


def _passes(step: tuple[str, ...]) -> bool:
    sys.stdout.write(f"— {' '.join(step)}\n")
    sys.stdout.flush()
    return subprocess.run([str(BIN / step[0]), *step[1:]], cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    main(sys.argv[1])
