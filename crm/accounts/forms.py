from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from crm.accounts.models import Unit
from crm.accounts.services import AccountInput
from crm.values.roles import Role
from crm.web.forms import BaseForm, EmailField, OnceField, SecretField, TextField, VersionField
from crm.web.navigation import ROLE_NAMES


class SignInForm(BaseForm):
    email = TextField(
        _l("E-mail"),
        required=True,
        max_length=254,
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = SecretField(_l("Password"), autocomplete="current-password")


class PasswordForm(BaseForm):
    current = SecretField(_l("Current password"), autocomplete="current-password")
    new = SecretField(
        _l("New password"),
        autocomplete="new-password",
        hint=_l("At least 12 characters. A short sentence is easy to remember and hard to guess."),
    )


class _UserFields(BaseForm):
    name = TextField(_l("Name"), required=True, max_length=120)
    email = EmailField(_l("E-mail"), required=True)
    role = SelectField(
        _l("Role"), coerce=Role, choices=[SelectChoice(role.value, label) for role, label in ROLE_NAMES.items()]
    )
    unit = SelectField(_l("Unit"), coerce=int)

    def offer(self, units: list[Unit]) -> None:
        """Fill the list of units; must come before validation."""
        self.unit.choices = [SelectChoice(0, _l("none")), *(SelectChoice(unit.id, unit.name) for unit in units)]

    def to_input(self, *, active: bool) -> AccountInput:
        return AccountInput(
            email=self.email.data,
            name=self.name.data,
            role=self.role.data,
            unit_id=self.unit.data or None,
            active=active,
        )


class NewUserForm(_UserFields):
    once = OnceField()


class UserForm(_UserFields):
    active = BooleanField(_l("The account is open"))
    version = VersionField()


class NewUnitForm(BaseForm):
    code = TextField(
        _l("Code"), required=True, max_length=40, hint=_l("Short and lasting, as files and commands name the unit.")
    )
    name = TextField(_l("Name"), required=True, max_length=120)
    once = OnceField()


class UnitForm(BaseForm):
    name = TextField(_l("Name"), required=True, max_length=120)
    active = BooleanField(_l("The unit is in use"))
    version = VersionField()
