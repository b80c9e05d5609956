"""Why a mail is thought to be a company's, as people read it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from crm.service_desk.queries.matching import Sign

SIGNS = {
    Sign.PERSON: _l("the sender's address is that of a contact person"),
    Sign.ADDRESS: _l("the sender's address stands in the register"),
    Sign.EARLIER: _l("an earlier request came from the same address"),
    Sign.CVR: _l("the CVR number stands in the mail"),
    Sign.P_NUMBER: _l("the P-number stands in the mail"),
    Sign.PHONE: _l("the phone number stands in the mail"),
    Sign.DOMAIN: _l("others there have addresses like the sender's"),
}


def reasons(signs: Sequence[Sign]) -> str:
    """One sentence of them all."""
    text = "; ".join(str(SIGNS[sign]) for sign in signs)
    return f"{text[:1].upper()}{text[1:]}."
