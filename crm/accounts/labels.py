from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.values.roles import Role

ROLES: dict[Role, LazyString] = {
    Role.CONSULTANT: _l("Consultant"),
    Role.SERVICE_DESK: _l("Service desk"),
    Role.MANAGER: _l("Manager"),
    Role.ADMIN: _l("Administrator"),
}
