from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from crm.web.forms import BaseForm


class MorningMailForm(BaseForm):
    wanted = BooleanField(_l("Send me the morning mail"))
