"""The words of what companies ask for, and of the people who work there."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.contacts.models import PersonRole, ProtectionBasisKind, RefusalScope
from crm.contacts.queries.people import Likeness

ROLES: dict[PersonRole, LazyString] = {
    PersonRole.OWNER: _l("Owner of the company"),
    PersonRole.MANAGEMENT: _l("Management"),
    PersonRole.HUMAN_RESOURCES: _l("Human resources"),
    PersonRole.PRODUCTION: _l("Production or shop floor"),
    PersonRole.ADMINISTRATION: _l("Office"),
    PersonRole.SAFETY: _l("Working environment"),
    PersonRole.OTHER: _l("Other"),
}
SCOPES: dict[RefusalScope, LazyString] = {
    RefusalScope.ALL: _l("No contact at all"),
    RefusalScope.PHONE: _l("No phone calls"),
    RefusalScope.CAMPAIGNS: _l("No campaigns"),
    RefusalScope.UNIT: _l("No contact from one unit"),
}
BASIS_KINDS: dict[ProtectionBasisKind, LazyString] = {
    ProtectionBasisKind.CONSENT: _l("The company has agreed to be contacted"),
    ProtectionBasisKind.LEGAL_BASIS: _l("A law allows it"),
}
LIKENESSES: dict[Likeness, LazyString] = {
    Likeness.PHONE: _l("same phone number"),
    Likeness.EMAIL: _l("same e-mail address"),
    Likeness.NAME: _l("similar name"),
}
