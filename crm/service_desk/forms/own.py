"""What a company says on the page of its own request."""

from flask_babel import lazy_gettext as _l

from crm.web.forms import BaseForm, LongTextField, OnceField


class MessageForm(BaseForm):
    text = LongTextField(_l("Your message"), max_length=2_000, required=True, hint=_l("Write no CPR numbers."))
    once = OnceField()


class WithdrawForm(BaseForm):
    once = OnceField()
