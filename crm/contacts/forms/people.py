from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from crm.contacts.inputs import PersonInput
from crm.contacts.labels import KINDS
from crm.contacts.models import PersonRole
from crm.contacts.queries.people import PersonLine
from crm.contacts.restriction_labels import ROLES
from crm.contacts.words import ContactKind
from crm.cooperation.forms import workplace_line
from crm.cooperation.queries import WorkplaceChoice
from crm.values.phone import format_phone
from crm.web.forms import BaseForm, DateField, EmailField, NumberField, OnceField, PhoneField, TextField, VersionField

CHANNELS = (ContactKind.CALL, ContactKind.EMAIL, ContactKind.MESSAGE, ContactKind.LETTER, ContactKind.MEETING)


class _PersonFields(BaseForm):
    name = TextField(_l("Name"), max_length=120, required=True)
    title = TextField(
        _l("Title"), max_length=120, hint=_l("The person's work. Never a role in a trade union: it is not registered.")
    )
    role = SelectField(_l("Role"), choices=[SelectChoice(role.value, label) for role, label in ROLES.items()])
    workplace_id = SelectField(_l("Workplace"), coerce=int)
    phone = PhoneField(_l("Phone"))
    other_phone = PhoneField(_l("Another phone"))
    email = EmailField(_l("E-mail"))
    other_email = EmailField(_l("Another e-mail"))
    preferred_channel = SelectField(_l("Prefers to be contacted by"))
    preferred_time = TextField(_l("When"), max_length=120, hint=_l("For example: mornings, not on Fridays."))
    informed_on = DateField(
        _l("Informed about the registration on"),
        required=True,
        hint=_l("A contact person must be told that they are registered here, at the first contact at the latest."),
    )
    anyway = BooleanField(_l("Save all the same"))

    def offer(self, workplaces: Sequence[WorkplaceChoice]) -> None:
        """Fill the lists; must come before validation."""
        self.workplace_id.choices = [
            SelectChoice(0, _("The whole company")),
            *(SelectChoice(each.id, workplace_line(each)) for each in workplaces),
        ]
        self.preferred_channel.choices = [
            SelectChoice("", _("Not given")),
            *(SelectChoice(kind.value, KINDS[kind]) for kind in CHANNELS),
        ]

    def to_input(self, company_id: int) -> PersonInput:
        channel = self.preferred_channel.data
        return PersonInput(
            company_id=company_id,
            name=self.name.data,
            informed_on=self.informed_on.data,
            workplace_id=self.workplace_id.data or None,
            title=self.title.data,
            role=PersonRole(self.role.data),
            preferred_channel=ContactKind(channel) if channel else None,
            preferred_time=self.preferred_time.data,
            phones=tuple(number for number in (self.phone.data, self.other_phone.data) if number),
            emails=tuple(address for address in (self.email.data, self.other_email.data) if address),
        )


class NewPersonForm(_PersonFields):
    same_as = NumberField()  # the person of whom somebody said that it is the same
    once = OnceField()


class PersonForm(_PersonFields):
    version = VersionField()


class LeftForm(BaseForm):
    left_on = DateField(_l("Left the company on"), required=True)
    version = VersionField()


class BackForm(BaseForm):
    version = VersionField()


def filled_from(line: PersonLine) -> dict[str, Any]:
    """The values of the form for a person as they are."""
    person = line.person
    return {
        "name": person.name,
        "title": person.title,
        "role": person.role.value,
        "workplace_id": person.workplace_id or 0,
        "preferred_channel": person.preferred_channel.value if person.preferred_channel else "",
        "preferred_time": person.preferred_time,
        "informed_on": person.informed_on,
        "version": person.version,
        **_pair("phone", [format_phone(number) for number in line.phones]),
        **_pair("email", line.emails),
    }


def merged(known: Mapping[str, Any], written: PersonInput) -> dict[str, Any]:
    """What is known of a person, with what was written just now about the same one."""
    fields = {
        "name": written.name,
        "title": written.title,
        "role": written.role.value if written.role is not PersonRole.OTHER else "",
        "workplace_id": written.workplace_id,
        "preferred_channel": written.preferred_channel.value if written.preferred_channel else "",
        "preferred_time": written.preferred_time,
    }
    phones = dict.fromkeys((*map(format_phone, written.phones), known["phone"], known["other_phone"]))
    emails = dict.fromkeys((*(each.lower() for each in written.emails), known["email"], known["other_email"]))
    informed: date = min(known["informed_on"], written.informed_on)
    return {
        **known,
        **{name: value for name, value in fields.items() if value},
        **_pair("phone", [number for number in phones if number]),
        **_pair("email", [address for address in emails if address]),
        "informed_on": informed,
    }


def _pair(name: str, values: Sequence[str]) -> dict[str, str]:
    first, second = [*values, "", ""][:2]
    return {name: first, f"other_{name}": second}
