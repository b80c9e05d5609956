from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.accounts.models import Unit
from crm.accounts.queries import Colleague
from crm.contacts.inputs import BasisInput, RefusalInput
from crm.contacts.models import ProtectionBasisKind, RefusalScope
from crm.contacts.restriction_labels import BASIS_KINDS, SCOPES
from crm.cooperation.forms import CHOOSE
from crm.web.forms import BaseForm, DateField, LongTextField, NumberField, OnceField, TextField, VersionField


class RefusalForm(BaseForm):
    scope = RadioField(
        _l("What does the company not want?"),
        [DataRequired(CHOOSE)],
        choices=[SelectChoice(scope.value, label) for scope, label in SCOPES.items()],
    )
    unit_id = SelectField(_l("Which unit?"), coerce=int)
    said_by = TextField(_l("Who at the company said so?"), max_length=120, required=True)
    reason = LongTextField(_l("Why?"), max_length=500, hint=_l("In the company's own words, if it gave a reason."))
    until = DateField(_l("Until and including"), required=True, hint=_l("Then the system asks whether it still holds."))
    once = OnceField()

    def offer(self, units: Sequence[Unit]) -> None:
        """Fill the list of units; must come before validation."""
        self.unit_id.choices = [
            SelectChoice(0, _("None")),
            *(SelectChoice(unit.id, unit.name) for unit in units if unit.active),
        ]

    def to_input(self) -> RefusalInput:
        scope = RefusalScope(self.scope.data)
        return RefusalInput(
            said_by=self.said_by.data,
            reason=self.reason.data,
            scope=scope,
            until=self.until.data,
            unit_id=(self.unit_id.data or None) if scope is RefusalScope.UNIT else None,
        )


class LiftForm(BaseForm):
    reason = TextField(
        _l("Who said so, and why?"), max_length=500, required=True, hint=_l("For example: Lone Vad, on the phone.")
    )


class RenewForm(BaseForm):
    said_by = TextField(_l("Who at the company said so?"), max_length=120, required=True)
    until = DateField(_l("Until and including"), required=True)


class PauseForm(BaseForm):
    until = DateField(_l("Until and including"), required=True)
    reason = TextField(
        _l("Why?"), max_length=500, required=True, hint=_l("For example: moving house, busy until the summer holidays.")
    )
    once = OnceField()


class BasisForm(BaseForm):
    kind = RadioField(
        _l("Why may the company be contacted?"),
        [DataRequired(CHOOSE)],
        choices=[SelectChoice(kind.value, label) for kind, label in BASIS_KINDS.items()],
    )
    basis = TextField(
        _l("Who agreed to what, or which provision"),
        max_length=500,
        required=True,
        hint=_l("For example: Lone Vad agreed on the phone to calls about wage subsidies."),
    )
    until = DateField(_l("Until and including"), hint=_l("Empty: until it is withdrawn."))
    once = OnceField()

    def to_input(self) -> BasisInput:
        return BasisInput(kind=ProtectionBasisKind(self.kind.data), basis=self.basis.data, until=self.until.data)


class OwnerForm(BaseForm):
    user_id = SelectField(_l("Fixed contact person"), [DataRequired(CHOOSE)], coerce=int)
    seen = VersionField()  # who it was when the page was made; 0: nobody

    def offer(self, colleagues: Sequence[Colleague], *, me: int) -> None:
        """Oneself first, then everybody by unit; must come before validation."""
        self.user_id.choices = [
            SelectChoice(0, _("Choose …")),
            *(SelectChoice(each.id, f"{each.name} ({_('you')})") for each in colleagues if each.id == me),
            *(
                SelectChoice(each.id, each.name, optgroup=each.unit or _("Without a unit"))
                for each in colleagues
                if each.id != me
            ),
        ]


class CooldownForm(BaseForm):
    days = NumberField(_l("Days of quiet"), required=True)
    version = VersionField()
