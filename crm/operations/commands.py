"""`crm db`, `crm serve`, `crm web`, `crm worker`, `crm job`, `crm backup`, `crm restore`, `crm doctor`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from crm import migrations
from crm.audit.anchors import add_restored, read_anchors
from crm.db import engine
from crm.operations import backup as backups
from crm.operations.backup_format import BrokenTrailError, Order
from crm.operations.child import become
from crm.operations.database import require_current
from crm.operations.doctor import Finding, Health, Patient, examine
from crm.operations.serving import serve as serve_app
from crm.settings import Settings
from crm.values.clock import utc_now

JOBS = [sys.executable, "-m", "jobs"]

db = AppGroup("db", help="The database.")
job = AppGroup("job", help="Scheduled work.")


@db.command()
def upgrade() -> None:
    """Create or migrate the database."""
    migrations.upgrade(engine())
    click.echo(f"The database is at revision {migrations.current_revision(engine())}.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@with_appcontext
def serve(host: str, port: int) -> None:
    """Run the web server and the jobs together, on one machine."""
    _serve(host, port, with_jobs=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@with_appcontext
def web(host: str, port: int) -> None:
    """Run the web server alone; `crm worker` then runs elsewhere."""
    _serve(host, port, with_jobs=False)


def _serve(host: str, port: int, *, with_jobs: bool) -> None:
    require_current(engine())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
    serve_app(app, host=host, port=port, with_jobs=with_jobs)


@click.command()
def worker() -> None:
    """Run the jobs alone; the same as `python -m jobs`."""
    become(JOBS)


@job.command(with_appcontext=False)
@click.argument("name")
def run(name: str) -> None:
    """Run one job now."""
    become([*JOBS, "run", name])


@job.command(name="list", with_appcontext=False)
def list_jobs() -> None:
    """Every job, when it runs next and why."""
    become([*JOBS, "list"])


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def backup(folder: Path) -> None:
    """Write a backup into FOLDER while people work, and check it."""
    made = backups.back_up(engine(), folder, now=utc_now(), anchors=read_anchors(_settings().instance_dir))
    click.echo(f"Backed up and checked: {made.path} ({made.path.stat().st_size / 1024**2:.1f} MB).")
    if made.trail_broken_at is not None:
        raise BrokenTrailError(
            f"The backup was kept, but the audit trail is broken at line {made.trail_broken_at}. Run: crm audit verify"
        )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what is in the database now.")
@click.option("--despite-broken-trail", is_flag=True, help="Restore although its audit trail was tampered with.")
@with_appcontext
def restore(file: Path, *, replace: bool, despite_broken_trail: bool) -> None:
    """Check the backup FILE and put it in the database's place."""
    order = Order(file, engine(), utc_now(), replace=replace, despite_broken_trail=despite_broken_trail)
    done = backups.restore(order)
    folder = _settings().instance_dir
    if any(number > done.last_line for number in read_anchors(folder)):
        add_restored(folder, done.last_line, now=order.now)
    click.echo(f"Restored {file.name}. {done.old}")
    if migrations.current_revision(engine()) != migrations.head_revision(engine()):
        click.echo("It is older than this program. Now run: crm db upgrade")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_appcontext
def doctor(*, as_json: bool) -> None:
    """Check the installation. Exit 1 when something is wrong."""
    findings = list(examine(Patient(_settings(), engine(), utc_now())))
    sick = any(found.health is Health.ERROR for found in findings)
    if as_json:
        click.echo(json.dumps({"ok": not sick, "checks": [asdict(found) for found in findings]}, ensure_ascii=False))
    else:
        click.echo("\n".join(_line(found) for found in findings))
    if sick:
        raise click.exceptions.Exit(1)


def _line(found: Finding) -> str:
    line = f"{found.health.value:<8} {found.check:<17} {found.sentence}"
    return f"{line}\n{'':<27}→ {found.advice}" if found.advice else line


def _settings() -> Settings:
    found: Settings = current_app.extensions["crm_settings"]
    return found


COMMANDS: tuple[click.Command, ...] = (db, job, serve, web, worker, backup, restore, doctor)
