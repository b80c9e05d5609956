"""The words of the mailbox page."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.service_desk.models import MailOutcome, RequestMail
from crm.web.formatting import moment

OUTCOMES = {
    MailOutcome.REQUEST: (_l("New requests"), _l("Each with a receipt to the sender.")),
    MailOutcome.MESSAGE: (
        _l("Messages on requests"),
        _l("Recognised by the number in the subject, or by the mail they answer."),
    ),
    MailOutcome.HELD: (_l("Held back"), _l("Something in them looks like a CPR number. The sender was told.")),
    MailOutcome.AUTOMATIC: (
        _l("Written by programs"),
        _l("Automatic answers, reports and lists. They are counted and not answered."),
    ),
    MailOutcome.FAILED: (_l("Not taken in"), _l("Tried three times. The sender was not told.")),
}


def what_happened(mail: RequestMail, now: datetime) -> str:
    """'Message from smedjen.dk, today 14.32'."""
    whom = mail.sender_domain or _("an unknown sender")
    return str(_("Message from %(whom)s, %(when)s", whom=whom, when=moment(mail.arrived_at, now)))


def what_to_do(mail: RequestMail) -> str:
    if mail.outcome is MailOutcome.HELD:
        return str(_("Read it in the mailbox, where it is flagged, and delete it there."))
    return str(_("Read it in the mailbox, where it is flagged, and write the request down by hand."))
