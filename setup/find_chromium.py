"""The Chromium that the browser tests drive: the one named in CRM_CHROMIUM, or the best of this machine.

Debian's shell without windows is the same browser from the same source, but opens a page in a seventh of the
processor time (0.4 s against 3 s for an empty page of its own), so it comes first and is installed where we may.
"""

import os
import shutil
import subprocess
import sys

LIGHT = ("chromium-headless-shell", "chrome-headless-shell")
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "fonts-dejavu-core")


def found() -> str | None:
    """The path of what is here already."""
    return os.environ.get("CRM_CHROMIUM") or _in_path(LIGHT) or _in_path(WHOLE)


def found_or_installed() -> str:
    """The path of a browser; ends the process with a sentence when there is none and none can be had."""
    if "CRM_CHROMIUM" not in os.environ and not _in_path(LIGHT) and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    return found() or sys.exit("The browser tests need Chromium: install it, or name it in CRM_CHROMIUM.")


def _in_path(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _install() -> None:
    """Debian's own; what is found afterwards tells whether it worked."""
    sys.stdout.write("— installing Chromium for the browser tests\n")
    sys.stdout.flush()
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    subprocess.run(install, check=False, env=quiet, stdout=subprocess.DEVNULL)
