"""Texts of mails after visits, as they are until an administrator writes them anew."""

from flask_babel import gettext as _
from sqlmodel import Session, select

from crm.visits.models import VisitText, VisitTextName
from crm.web.i18n import LANGUAGES, in_language


def ensure_texts(on: Session) -> None:
    """Those that are not there yet, in each language; what an administrator has written stays."""
    known = {(text.name, text.language) for text in on.exec(select(VisitText))}
    for language in LANGUAGES:
        if (VisitTextName.THANKS, language) in known:
            continue
        with in_language(language):
            subject, body = _thanks()
        on.add(VisitText(name=VisitTextName.THANKS, language=language, subject=subject, body=body))
    on.flush()


def _thanks() -> tuple[str, str]:
    """In the language in force; what stands in braces is filled in for each visit."""
    paragraphs = (
        _("Hello,"),
        _("Thank you for meeting us at {company} on {date}. We will follow up on what we agreed."),
        _("If you need us before then, write to {email}."),
        _("Kind regards") + "\n{consultant}",
    )
    return _("Thank you for the visit"), "\n\n".join(paragraphs) + "\n"
