"""Names of the case systems that cooperations come from."""

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.cooperation.services import MANUAL
from crm.intake.models import ImportBatch
from crm.refusal import Refusal
from crm.values.cpr_guard import contains_cpr

LONGEST = 40


def source_name(on: Session, text: str) -> str:
    """The name as it was written the first time, whatever the case now: it is half of every row's key.

    Raises Refusal.
    """
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST:
        raise Refusal(_("The name of the source has between 1 and %(longest)d characters.", longest=LONGEST))
    if contains_cpr(name):
        raise Refusal(_("The name of the source looks like a CPR number. Nothing was imported or kept."))
    if name.casefold() == MANUAL:
        raise Refusal(_("“%(name)s” is the source of what people register here. Choose another name.", name=name))
    return next((known for known in known_sources(on) if known.casefold() == name.casefold()), name)


def known_sources(on: Session) -> list[str]:
    """The sources of earlier imports."""
    found = select(ImportBatch.source).where(col(ImportBatch.source).is_not(None)).distinct()
    return sorted(name for name in on.exec(found) if name)
