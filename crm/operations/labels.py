"""The words of the Jobs page."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from crm.operations.models import JobRun, RunStatus
from crm.operations.queries import JobState
from crm.values.clock import COPENHAGEN
from crm.web.formatting import clock_time, number

TITLES: dict[str, LazyString] = {
    "nightly-groups": _l("Company groups and lists"),
    "verified-backup": _l("Backup"),
    "session-cleanup": _l("Clean-up after sign-ins"),
    "audit-anchor": _l("Anchor of the audit trail"),
    "import-queue": _l("Imports in the queue"),
    "contact-cleanup": _l("Clean-up of drafts and calls"),
    "mail-cleanup": _l("Clean-up of mail"),
    "refusals-ending": _l("Refusals that run out"),
    "campaign-lists": _l("Lists of the campaigns"),
    "visit-reports": _l("Visits without a report"),
    "opening-calendar": _l("Holidays of the opening calendar"),
    "request-ladder": _l("Reminders of service goals"),
    "job-orders": _l("Job orders past their deadline"),
    "request-mail": _l("Mail to Virksomhedsservice"),
    "request-cleanup": _l("Clean-up after closed requests"),
    "morning-digest": _l("Morning mail"),
    "mail": _l("Outgoing mail"),
    "visit-replies": _l("Answers to invitations"),
    "visit-surveys": _l("Questionnaires to visited companies"),
    "plan-queue": _l("Visit plans"),
    "absent-owners": _l("Requests of colleagues who are away"),
}
STATES: dict[JobState, tuple[str, LazyString]] = {
    JobState.FINE: ("green", _l("as it should be")),
    JobState.RUNNING: ("blue", _l("running now")),
    JobState.REQUESTED: ("blue", _l("asked for")),
    JobState.FAILED: ("red", _l("failed")),
    JobState.OVERDUE: ("red", _l("overdue")),
}
RESULTS: dict[RunStatus, tuple[str, LazyString]] = {
    RunStatus.RUNNING: ("blue", _l("running now")),
    RunStatus.DONE: ("green", _l("done")),
    RunStatus.FAILED: ("red", _l("failed")),
}
COUNTS: dict[str, LazyString] = {
    "workplaces": _l("updated"),
    "large": _l("large companies"),
    "growth": _l("growth companies"),
    "startup": _l("startups"),
    "kilobytes": _l("size in kB"),
    "removed": _l("old ones deleted"),
    "sessions": _l("sessions"),
    "attempts": _l("sign-in attempts"),
    "once_keys": _l("form keys"),
    "job_runs": _l("old runs"),
    "line": _l("line number"),
    "checked": _l("files checked"),
    "imported": _l("files imported"),
    "refused": _l("files refused"),
    "drafts": _l("drafts deleted"),
    "claims": _l("calls let go"),
    "mails_removed": _l("mails deleted"),
    "tasks": _l("tasks made"),
    "steps": _l("reminders due"),
    "days": _l("closed days recorded"),
    "passed_on": _l("requests passed on"),
    "told": _l("requests told of"),
    "campaigns": _l("campaigns brought up to date"),
    "mails": _l("mails written"),
    "drawn_from": _l("visits drawn from"),
    "sent": _l("mails sent"),
    "failed": _l("mails to try again"),
    "given_up": _l("mails given up"),
    "recorded": _l("answers kept"),
    "repeated": _l("answers known already"),
    "outdated": _l("answers that came too late"),
    "unknown": _l("answers to something else"),
    "left": _l("other mail, left unread"),
    "request": _l("new requests"),
    "message": _l("messages on requests"),
    "held": _l("mails held back"),
    "automatic": _l("mails that programs wrote"),
    "known": _l("mails known already"),
    "files_removed": _l("files deleted"),
    "pages_closed": _l("companies' own pages closed"),
}
INTERRUPTED = "Interrupted"


def job_title(name: str) -> str:
    return str(TITLES.get(name, name))


def rhythm_text(rhythm: str) -> str:
    """'daily 01:15' → 'every day at 1:15'; as the schedule writes it when it is of another kind."""
    kind, _space, rest = rhythm.partition(" ")
    if kind == "daily":
        at = datetime.strptime(f"2026-01-01 {rest}", "%Y-%m-%d %H:%M").replace(tzinfo=COPENHAGEN)
        return str(_("every day at %(time)s", time=clock_time(at)))
    if kind == "every" and rest.endswith(" s"):
        seconds = int(rest.removesuffix(" s"))
        return str(ngettext("every second", "every %(num)d seconds", seconds))
    return rhythm


def counts_text(run: JobRun) -> str:
    """'size in kB: 352 · old ones deleted: 1'; what is zero is left out."""
    return " · ".join(f"{COUNTS.get(key, key)}: {number(value)}" for key, value in run.counts.items() if value)


def error_text(run: JobRun) -> str:
    return _("The jobs process was stopped in the middle of it.") if run.error == INTERRUPTED else run.error or ""


def duration_text(run: JobRun, now: datetime) -> str:
    """'4 s', '2 min.'; of a run under way, so far."""
    seconds = int(((run.ended_at or now) - run.started_at).total_seconds())
    if seconds < 1:
        return str(_("under 1 s"))
    if seconds < 120:
        return str(_("%(seconds)d s", seconds=seconds))
    return str(_("%(minutes)d min.", minutes=seconds // 60))
