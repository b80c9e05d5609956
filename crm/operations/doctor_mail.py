"""The doctor looks at the mail: whether it can be sent, and whether any of it is stuck."""

from datetime import timedelta

from crm import db
from crm.operations.doctor import Check, Finding, Patient, ok, warning
from crm.outbox.services import count_given_up, count_waiting

STUCK_AFTER = timedelta(hours=1)
LOOKS_BACK = timedelta(days=7)


def mail(patient: Patient) -> Finding:
    with db.open_session(patient.engine) as session:
        waiting, oldest = count_waiting(session)
        given_up = count_given_up(session, patient.now - LOOKS_BACK)
    if not patient.settings.smtp_host and not waiting:
        return ok("mail", "There is no mail server, and no mail waits for one.")
    if not patient.settings.smtp_host:
        return warning(
            "mail",
            f"There is no mail server: {waiting} mails wait.",
            "Set CRM_SMTP_HOST, CRM_MAIL_FROM and, where it needs them, CRM_SMTP_USER and CRM_SMTP_PASSWORD_FILE.",
        )
    if oldest is not None and oldest < patient.now - STUCK_AFTER:
        return warning(
            "mail",
            f"{waiting} mails wait, the oldest since {oldest:%Y-%m-%d %H:%M} UTC.",
            "Does the mail server answer, and is the jobs process running? Try: crm job run mail",
        )
    if given_up:
        return warning("mail", f"{given_up} mails could not be delivered in the last week.", "Are the addresses right?")
    return ok("mail", f"Mail is sent through {patient.settings.smtp_host}; {waiting} wait.")


CHECKS: tuple[Check, ...] = (mail,)
