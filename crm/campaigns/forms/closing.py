"""The form that closes a campaign."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.contacts.forms.log import Ticks
from crm.web.forms import BaseForm, TextField, VersionField


class CloseForm(BaseForm):
    """Which promised calls are dropped, and why; all others stay tasks."""

    drop = Ticks(_l("Promised calls that are dropped"), coerce=int)
    reason = TextField(_l("Why are they dropped?"), max_length=200)
    version = VersionField()

    def offer(self, call_backs: Sequence[tuple[int, str]]) -> None:
        self.drop.choices = list(call_backs)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if self.drop.data and not self.reason.data and not self.reason.errors:
            self.reason.errors = [_("Write why the calls are dropped: the report tells it.")]
            good = False
        return good
