"""The scheduler process: waits, wakes, and ends cleanly when told to."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from crm.db import transaction
from crm.values.clock import COPENHAGEN, utc_now
from jobs import lease, runner
from jobs.job import Job

log = structlog.get_logger("jobs")
CATCH_UP_SECONDS = 2


def work(app: Flask, table: tuple[Job, ...], *, holder: str = "", until_stdin_closes: bool = False) -> None:
    """Run the schedule until SIGTERM or SIGINT; a job that is running then is finished first."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # its messages could hold values; ours say enough
    worker = runner.Worker(app=app, holder=holder or lease.new_holder(), table=table)
    scheduler = _scheduler(worker)
    stopping = threading.Thread(target=_finish, args=[scheduler])
    _on_signal(stopping)
    if until_stdin_closes:
        threading.Thread(target=_stop_when_stdin_closes, daemon=True).start()
    _guarded(runner.beat, worker)
    scheduler.start()  # comes back as soon as no new work is taken
    stopping.join()
    with app.app_context(), transaction() as on:
        lease.give_up(on, worker.holder, now=utc_now())
    log.info("jobs.stopped")


def _scheduler(worker: runner.Worker) -> BlockingScheduler:
    """One thread for jobs, one after the other; another renews the lease meanwhile."""
    made = BlockingScheduler(
        timezone=COPENHAGEN,
        executors={"default": ThreadPoolExecutor(1), "lease": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1},
    )
    for job in worker.table:
        made.add_job(
            _guarded,
            trigger=job.rhythm.trigger(),
            args=[runner.run_scheduled, worker, job],
            id=job.name,
            misfire_grace_time=int(job.grace.total_seconds()),
        )
    every = {"trigger": "interval", "misfire_grace_time": 60}
    made.add_job(_guarded, args=[runner.catch_up, worker], id="catch-up", seconds=CATCH_UP_SECONDS, **every)
    made.add_job(
        _guarded,
        args=[runner.beat, worker],
        id="lease",
        executor="lease",
        seconds=lease.RENEWED_EVERY_SECONDS,
        **every,
    )
    return made


def _guarded(act: Callable[..., object], *arguments: object) -> None:
    """Nothing that goes wrong in one round ends the process or prints somebody's data."""
    try:
        act(*arguments)
    except Exception as error:  # noqa: BLE001 - the next round may go well (the database was restarted, say)
        log.error("jobs.round_failed", step=act.__name__, error=error)  # noqa: TRY400 - the logger describes it


def _on_signal(stopping: threading.Thread) -> None:
    """A signal handler must not wait, so a thread does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        if stopping.ident is None:
            stopping.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _finish(scheduler: BlockingScheduler) -> None:
    """Take no new work, then wait for the running job."""
    log.info("jobs.stopping")
    while not scheduler.running:  # the signal came while it was starting
        time.sleep(0.05)
    scheduler.pause()
    scheduler.shutdown(wait=True)


def _stop_when_stdin_closes() -> None:
    """The program that started us holds the other end: when it dies, however it dies, we end too."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
