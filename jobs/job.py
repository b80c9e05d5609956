"""What a job is: one line of the schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from jobs.rhythm import Daily, Every

Counts = dict[str, int]
"""What a run did, in whole numbers: shown on the Jobs page, so never anything personal."""


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule.

    `run` gets a session outside any transaction and the moment it is; it opens its own transactions.
    `grace` is how late a run may be before the Jobs page turns red. `longest` is how long one run may take: a
    run by hand waits that long for one that has begun. `waiting` answers cheaply whether
    there is anything to do; without work a polling job leaves no trace.
    """

    name: str
    run: Callable[[Session, datetime], Counts]
    rhythm: Daily | Every
    grace: timedelta
    why: str
    longest: timedelta = timedelta(minutes=5)
    waiting: Callable[[Session], bool] | None = None
