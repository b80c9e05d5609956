"""The morning mail: what each person has before them today. Who has nothing gets none."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import format_time, ngettext
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.contacts.guard.ask import Caller
from crm.contacts.models import DigestOptOut, TaskKind
from crm.contacts.queries.my_day import MyDay, my_day
from crm.outbox.services import Mail, queue_mail
from crm.values.clock import local_date
from crm.web.i18n import in_language
from crm.working_time.queries import opening_calendar

MOST_LINES = 20


def queue_digests(on: Session, *, now: datetime) -> int:
    """Queue the day's mails, one for each person with an open account and something to do; how many there are now.

    Repeating it queues nobody's mail twice. Nothing while the job centre is closed.
    """
    if not opening_calendar(on).is_working_day(local_date(now)):
        return 0
    return sum(_queue_for(on, user, now) for user in _readers(on))


def set_digest(on: Session, user: User, *, wanted: bool, now: datetime) -> None:
    """Whether this person gets the morning mail."""
    user_id = user.id or 0
    kept = on.get(DigestOptOut, user_id)
    if wanted == (kept is None):
        return
    if kept is not None:
        on.delete(kept)
    else:
        on.add(DigestOptOut(user_id=user_id, since=now))
    record(on, "digest.set", user, details={"wanted": wanted}, now=now)


def wants_digest(on: Session, user_id: int) -> bool:
    return on.get(DigestOptOut, user_id) is None


def _readers(on: Session) -> list[User]:
    out = sa.select(col(DigestOptOut.user_id))
    return list(on.exec(select(User).where(col(User.active), col(User.id).not_in(out)).order_by(col(User.id))))


def _queue_for(on: Session, user: User, now: datetime) -> bool:
    day = my_day(on, Caller(user.id or 0, user.unit_id), user.email, now=now)
    language = user.language or current_app.extensions["crm_settings"].language
    with in_language(language):
        lines = digest_lines(day, now)
        if not lines:
            return False
        mail = Mail(
            key=f"digest:{local_date(now).isoformat()}:{user.id}",
            recipient=user.email,
            subject=_("Your day: %(count)s", count=_count_sentence(day)),
            body="\n".join([_("Good morning %(name)s.", name=user.name), "", *lines, ""]),
        )
    return queue_mail(on, mail, now=now)


def _count_sentence(day: MyDay) -> str:
    tasks = len(day.call_backs) + len(day.follow_ups)
    visits = len(day.visits)
    parts = [
        ngettext("%(num)d visit", "%(num)d visits", visits) if visits else "",
        ngettext("%(num)d task", "%(num)d tasks", tasks) if tasks else "",
    ]
    return ", ".join(part for part in parts if part) or str(_("news from companies"))


def digest_lines(day: MyDay, now: datetime) -> list[str]:
    """The mail's lines: companies, times and kinds, but nothing that somebody wrote about a company."""
    overdue = str(_("past its time"))
    sections: list[tuple[str, list[str]]] = [
        (_("Visits today"), [f"{_clock(each.starts_at)} {day.names[each.company_id]}" for each in day.visits]),
        *(
            (
                title,
                [
                    f"{_due(line.task.due_at, now, overdue)} {line.company_name}"
                    for line in (day.call_backs if kind is TaskKind.CALL_BACK else day.follow_ups)
                ],
            )
            for kind, title in ((TaskKind.CALL_BACK, _("Call back")), (TaskKind.FOLLOW_UP, _("Follow up")))
        ),
        (_("Companies that answered"), [day.names[each.company_id] for each in day.answered]),
        (_("Ask whether the company still wants no contact"), [day.names[each.company_id] for each in day.refusals]),
    ]
    lines: list[str] = []
    for title, rows in sections:
        if rows:
            more = len(rows) - MOST_LINES
            lines += [f"{title}:", *(f"- {row}" for row in rows[:MOST_LINES])]
            lines += [f"- {ngettext('%(num)d more', '%(num)d more', more)}", ""] if more > 0 else [""]
    return lines[:-1]


def _due(due_at: datetime, now: datetime, overdue: str) -> str:
    return overdue if due_at < now - timedelta(days=1) else _clock(due_at)


def _clock(moment: datetime) -> str:
    return str(format_time(moment, "HH.mm"))
