"""The words of tasks: kinds, what became of them, when they are due."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from crm.contacts.due import PutOff, due_time, put_off_day
from crm.contacts.models import TaskEventKind, TaskKind
from crm.values.clock import local_date
from crm.web.formatting import clock_time, day_of_week

KINDS: dict[TaskKind, LazyString] = {
    TaskKind.FOLLOW_UP: _l("Follow up"),
    TaskKind.CALL_BACK: _l("Call back"),
}
EVENTS: dict[TaskEventKind, LazyString] = {
    TaskEventKind.CREATED: _l("Made"),
    TaskEventKind.SNOOZED: _l("Was put off"),
    TaskEventKind.HANDED_OVER: _l("Was handed over"),
    TaskEventKind.DONE: _l("Was done"),
    TaskEventKind.REOPENED: _l("Was opened again"),
    TaskEventKind.CHANGED: _l("Was changed"),
}


def due_text(due_at: datetime, now: datetime) -> str:
    """'today 14.30', 'tomorrow', 'Wednesday 4 March 9.00'; without a time when any will do."""
    when = day_text(local_date(due_at), local_date(now))
    return when if due_time(due_at) is None else f"{when} {clock_time(due_at)}"


def day_text(day: date, today: date) -> str:
    """'today', 'tomorrow', 'yesterday', else the day with its weekday."""
    near = {0: _l("today"), 1: _l("tomorrow"), -1: _l("yesterday")}.get((day - today).days)
    return str(near) if near else day_of_week(day, today)


def overdue_text(due_at: datetime, now: datetime) -> str:
    """How long it is past its time, in words: the mark must not live by its colour."""
    days = (local_date(now) - local_date(due_at)).days
    if days == 0:
        return str(_("overdue since %(time)s", time=clock_time(due_at)))
    return str(ngettext("%(num)d day overdue", "%(num)d days overdue", days))


def put_off_choices(today: date) -> list[tuple[str, str]]:
    """The usual ways, each with the day it leads to: always a working day."""
    names = {PutOff.TOMORROW: _l("Tomorrow"), PutOff.WEEK: _l("In a week"), PutOff.MONTH: _l("Next month")}
    found = []
    for by, name in names.items():
        day = put_off_day(by, today)
        label = _l("Next working day") if by is PutOff.TOMORROW and (day - today).days > 1 else name
        found.append((by.value, f"{label}, {day_of_week(day, today)}"))
    return found


def row_words(now: datetime, user_id: int) -> dict[str, Any]:
    """What `tasks/_task.html` needs beside its line, for this reader."""
    return {
        "now": now,
        "user_id": user_id,
        "task_kinds": KINDS,
        "due_text": due_text,
        "overdue_text": overdue_text,
        "put_off_choices": put_off_choices(local_date(now)),
    }
