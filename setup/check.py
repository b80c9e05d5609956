"""`make test` and `make lint`: style, types, layers, then the tests on SQLite and on PostgreSQL."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
        os.environ["CRM_CHROMIUM"] = _chromium()
        steps += ROUNDS
    failed = [" ".join(step) for step in steps if not _passes(step)]
    if failed:
        sys.exit(f"Failed: {'; '.join(failed)}")


def _passes(step: tuple[str, ...]) -> bool:
    sys.stdout.write(f"— {' '.join(step)}\n")
    sys.stdout.flush()
    return subprocess.run([str(BIN / step[0]), *step[1:]], cwd=ROOT, check=False).returncode == 0


def _chromium() -> str:
    """The browser the tests drive: named, found, or Debian's own installed where we may."""
    if named := os.environ.get("CRM_CHROMIUM"):
        return named
    found = _in_path()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("— installing Chromium for the browser tests\n")
        sys.stdout.flush()
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            check=False,
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
        found = _in_path()
    return found or sys.exit("The browser tests need Chromium: install it, or name it in CRM_CHROMIUM.")


def _in_path() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


if __name__ == "__main__":
    main(sys.argv[1])
