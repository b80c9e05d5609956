"""The doctor looks at the machine: disk, backups, files, time zone."""

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import crm
from crm.operations.backup import finished
from crm.operations.doctor import Check, Finding, Patient, error, ok, warning

LITTLE_SPACE, NO_SPACE = 2 * 1024**3, 200 * 1024**2
BACKUP_OLD, BACKUP_TOO_OLD = timedelta(hours=30), timedelta(days=7)
VENDOR = ("tabler.css", "htmx.js", "chart.js", "icons.svg")
SHORTEST_KEY = 32


def disk(patient: Patient) -> Finding:
    return space(shutil.disk_usage(patient.settings.instance_dir).free)


def space(free: int) -> Finding:
    sentence = f"{free / 1024**3:.1f} GB free where the instance folder lies."
    advice = "Make room, or move CRM_INSTANCE_DIR: without space neither imports nor backups work."
    if free < NO_SPACE:
        return error("disk", sentence, advice)
    return warning("disk", sentence, advice) if free < LITTLE_SPACE else ok("disk", sentence)


def backup(patient: Patient) -> Finding:
    folder = patient.settings.backup_dir
    found = finished(folder) if folder.is_dir() else []
    advice = f"Run: crm backup {folder}"
    if not found:
        return warning("backup", f"There is no backup in {folder}.", advice)
    taken_at, path = found[0]
    age = patient.now - taken_at
    sentence = f"The newest backup is {age.days} days and {age.seconds // 3600} hours old ({path.name})."
    if age > BACKUP_TOO_OLD:
        return error("backup", sentence, advice)
    return warning("backup", sentence, advice) if age > BACKUP_OLD else ok("backup", sentence)


def front_end(_patient: Patient) -> Finding:
    return packages(Path(crm.__file__).parent / "static" / "vendor")


def packages(folder: Path) -> Finding:
    missing = [name for name in VENDOR if not (folder / name).is_file()]
    if missing:
        sentence = f"Front-end packages are missing: {', '.join(missing)}."
        return error("front_end", sentence, "Run: make run (it installs them), or python setup/front_end.py")
    return ok("front_end", "The front-end packages are there.")


def uploads(patient: Patient) -> Finding:
    folder = patient.settings.upload_dir
    probe = folder / f".doctor-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as problem:
        advice = "Give the user that runs the program the right to write there."
        return error("uploads", f"Uploads cannot be stored in {folder}: {problem.strerror}.", advice)
    return ok("uploads", "Uploads can be stored.")


def secret_key(patient: Patient) -> Finding:
    if len(patient.settings.secret_key) < SHORTEST_KEY:
        advice = "Make a new one of 64 characters; everybody signs in again."
        return error("secret_key", f"The secret key is shorter than {SHORTEST_KEY} characters.", advice)
    named = os.environ.get("CRM_SECRET_KEY_FILE")
    path = Path(named) if named else patient.settings.instance_dir / "secret_key"
    if not path.exists() or (os.environ.get("CRM_SECRET_KEY") and not named):
        return ok("secret_key", "The secret key comes from the environment.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return error("secret_key", f"Others can read the secret key {path} (mode {mode:o}).", f"Run: chmod 600 {path}")
    return ok("secret_key", "Only its owner can read the secret key.")


def time_zone(_patient: Patient) -> Finding:
    """Days are days in Copenhagen; the spring of 2026 tells whether the rules are known."""
    advice = "Install the pinned packages again (tzdata)."
    try:
        zone = ZoneInfo("Europe/Copenhagen")
    except ZoneInfoNotFoundError:
        return error("time_zone", "The time zone Europe/Copenhagen is not known here.", advice)
    spring = datetime(2026, 3, 29, 1, 0, tzinfo=UTC).astimezone(zone)
    if (spring.hour, spring.utcoffset()) != (3, timedelta(hours=2)):
        return error("time_zone", "The rules for summer time in Europe/Copenhagen are wrong here.", advice)
    return ok("time_zone", "Europe/Copenhagen and its summer time are known.")


CHECKS: tuple[Check, ...] = (disk, backup, front_end, uploads, secret_key, time_zone)
