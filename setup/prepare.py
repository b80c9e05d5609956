"""Everything a checkout needs before it runs: `python3 setup/prepare.py run` (or `test`).

Uses the standard library only. Each step leaves a stamp with the hash of what it was made from, so that a second
run finds everything in place and ends at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
OLDEST = (3, 11)
NAMES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")


def main(purpose: str) -> None:
    """Prepare for `run` or `test`."""
    if not _works(PYTHON):
        _say("Creating .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        _call(_interpreter(), "-m", "venv", str(VENV))
    _step(f"python-{purpose}", _python_sources(purpose), lambda: _install_python(purpose))
    front_end = [ROOT / "package-lock.json", ROOT / "setup" / "front_end.py"]
    made = [ROOT / "node_modules", ROOT / "crm" / "static" / "vendor" / "icons.svg"]
    _step("front-end", front_end, lambda: _call(str(PYTHON), "setup/front_end.py"), made)


def _interpreter() -> str:
    """A Python that is new enough: the one running, or another in PATH."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for name in NAMES:
        found = shutil.which(name)
        if found and _works(Path(found)):
            return found
    sys.exit("Python 3.11 or newer is needed, and none was found in PATH.")


def _works(python: Path) -> bool:
    """Whether it starts and is new enough."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([str(python), "-I", "-S", "-c", test], check=False).returncode == 0
    except OSError:
        return False


def _python_sources(purpose: str) -> list[Path]:
    return [ROOT / "requirements" / f"{purpose}.txt", ROOT / "pyproject.toml"]


def _install_python(purpose: str) -> None:
    _say(f"Installing the Python packages to {purpose} (a minute the first time)")
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    _call(*pip, "--require-hashes", "--requirement", f"requirements/{purpose}.txt")
    _call(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")


def _step(name: str, sources: list[Path], work: object, made: list[Path] | None = None) -> None:
    """Do the work unless its stamp says that it was done from these very sources."""
    stamp = VENV / f"stamp-{name}"
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    there = all(path.exists() for path in made or [])
    if there and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    work()  # type: ignore[operator]
    stamp.write_text(wanted, encoding="ascii")


def _call(*command: str) -> None:
    ended = subprocess.run(command, cwd=ROOT, check=False)
    if ended.returncode != 0:
        sys.exit(f"Set-up stopped: {Path(command[0]).name} {' '.join(command[1:4])} … ended with {ended.returncode}.")


def _say(text: str) -> None:
    sys.stderr.write(f"{text} …\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
