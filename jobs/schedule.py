"""The schedule: one table of all jobs."""

from datetime import time, timedelta

from jobs import (
    absent_owners,
    audit_anchor,
    campaign_lists,
    contact_cleanup,
    import_queue,
    job_orders,
    mail,
    mail_cleanup,
    morning_digest,
    nightly_groups,
    opening_calendar,
    plan_queue,
    refusals_ending,
    request_cleanup,
    request_ladder,
    request_mail,
    session_cleanup,
    verified_backup,
    visit_replies,
    visit_reports,
    visit_surveys,
)
from jobs.job import Job
from jobs.rhythm import Daily, Every


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    return text


TABLE: tuple[Job, ...] = (
    Job(
        name="nightly-groups",
        run=nightly_groups.run,
        rhythm=Daily(time(0, 20)),
        grace=timedelta(hours=2),
        why=N_(
            "Company groups and the lists' columns depend on the day: a startup grows older, a closing takes effect."
        ),
        longest=timedelta(minutes=30),
    ),
    Job(
        name="verified-backup",
        run=verified_backup.run,
        rhythm=Daily(time(1, 15)),
        grace=timedelta(hours=2),
        why=N_("A backup that has been read back and checked, every night. The oldest ones are deleted."),
        longest=timedelta(minutes=30),
    ),
    Job(
        name="session-cleanup",
        run=session_cleanup.run,
        rhythm=Daily(time(3, 15)),
        grace=timedelta(hours=2),
        why=N_("Ended sessions, sign-in attempts and used form keys are kept no longer than needed."),
    ),
    Job(
        name="audit-anchor",
        run=audit_anchor.run,
        rhythm=Daily(time(3, 30)),
        grace=timedelta(hours=2),
        why=N_(
            "The end of the audit trail is written down outside the database, so that nobody can cut it off unseen."
        ),
    ),
    Job(
        name="contact-cleanup",
        run=contact_cleanup.run,
        rhythm=Daily(time(3, 40)),
        grace=timedelta(hours=2),
        why=N_("Drafts are kept for 30 days after the last word. Calls that nobody is having any more are let go."),
    ),
    Job(
        name="mail-cleanup",
        run=mail_cleanup.run,
        rhythm=Daily(time(3, 50)),
        grace=timedelta(hours=2),
        why=N_("What is known of sent mail goes after 90 days. Mail that could not be sent for 30 days is given up."),
    ),
    Job(
        name="request-cleanup",
        run=request_cleanup.run,
        rhythm=Daily(time(4, 0)),
        grace=timedelta(hours=2),
        why=N_("Files of closed requests and the companies' own pages go after the months that the settings say."),
    ),
    Job(
        name="refusals-ending",
        run=refusals_ending.run,
        rhythm=Daily(time(4, 10)),
        grace=timedelta(hours=2),
        why=N_("When a refusal of contact has run out, somebody gets the task of asking the company again."),
    ),
    Job(
        name="opening-calendar",
        run=opening_calendar.run,
        rhythm=Daily(time(4, 20)),
        grace=timedelta(hours=2),
        why=N_("The opening calendar holds the public holidays of this year and the next."),
    ),
    Job(
        name="visit-reports",
        run=visit_reports.run,
        rhythm=Daily(time(5, 45)),
        grace=timedelta(hours=2),
        why=N_("Who has not reported a visit some working days later gets the task of doing so, once."),
    ),
    Job(
        name="job-orders",
        run=job_orders.run,
        rhythm=Daily(time(5, 50)),
        grace=timedelta(hours=2),
        why=N_(
            "After the deadline of a job order somebody gets the task of asking what came of it, until it is known."
        ),
    ),
    Job(
        name="campaign-lists",
        run=campaign_lists.run,
        rhythm=Daily(time(5, 30)),
        grace=timedelta(hours=2),
        why=N_("Campaigns know in the morning who may be called: what was agreed, refused or changed since is heard."),
        longest=timedelta(minutes=20),
    ),
    Job(
        name="morning-digest",
        run=morning_digest.run,
        rhythm=Daily(time(6, 30)),
        grace=timedelta(hours=2),
        why=N_("A mail to everybody who has visits, call-backs or follow-ups today."),
    ),
    Job(
        name="visit-surveys",
        run=visit_surveys.run,
        rhythm=Daily(time(7, 30)),
        grace=timedelta(hours=4),
        why=N_("Some of the held visits are drawn by lot, and those companies are asked by mail how it was."),
    ),
    Job(
        name="mail",
        run=mail.run,
        rhythm=Every(seconds=20),
        grace=timedelta(minutes=10),
        why=N_("Mail is sent from here, so that no page waits for the mail server."),
        longest=timedelta(minutes=20),
        waiting=mail.waiting,
    ),
    Job(
        name="request-ladder",
        run=request_ladder.run,
        rhythm=Every(seconds=60),
        grace=timedelta(minutes=10),
        why=N_("Owner, unit and manager hear in time of requests whose service goal runs out, each time once."),
        waiting=request_ladder.waiting,
    ),
    Job(
        name="request-mail",
        run=request_mail.run,
        rhythm=Every(seconds=60),
        grace=timedelta(minutes=15),
        why=N_("What companies write to Virksomhedsservice by mail is among the requests a minute later."),
        longest=timedelta(minutes=20),
        waiting=request_mail.waiting,
    ),
    Job(
        name="absent-owners",
        run=absent_owners.run,
        rhythm=Every(seconds=300),
        grace=timedelta(minutes=30),
        why=N_(
            "Requests that nobody has begun go to the stand-in, or back to the unit, when the colleague who has them is"
            " away."
        ),
        waiting=absent_owners.waiting,
    ),
    Job(
        name="visit-replies",
        run=visit_replies.run,
        rhythm=Every(seconds=300),
        grace=timedelta(minutes=30),
        why=N_("Answers that calendar programs sent by mail stand with the visit they belong to."),
        waiting=visit_replies.waiting,
    ),
    Job(
        name="import-queue",
        run=import_queue.run,
        rhythm=Every(seconds=2),
        grace=timedelta(minutes=2),
        why=N_("Files that were uploaded are checked and imported here, so that no page waits for them."),
        longest=timedelta(minutes=20),
        waiting=import_queue.waiting,
    ),
    Job(
        name="plan-queue",
        run=plan_queue.run,
        rhythm=Every(seconds=2),
        grace=timedelta(minutes=2),
        why=N_("Visit plans are worked out here, so that no page waits for them."),
        waiting=plan_queue.waiting,
    ),
)


def find(name: str, table: tuple[Job, ...] = TABLE) -> Job | None:
    return next((job for job in table if job.name == name), None)
