from flask_babel import lazy_gettext as _l

from crm.web.forms import BaseForm, LongTextField, TextField, VersionField


class TextForm(BaseForm):
    """A mail about visits."""

    subject = TextField(_l("Subject"), max_length=200, required=True)
    body = LongTextField(_l("Text"), max_length=5_000, required=True)
    version = VersionField()
