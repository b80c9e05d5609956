"""Beginnings of answers to companies: those that come with the installation, and the desk's own."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import claim_version
from crm.employer_requests.models import AnswerText
from crm.refusal import Refusal
from crm.web.i18n import LANGUAGES, in_language

HOLES = ("company", "reference", "subject", "person", "name", "email")
"""What a text can name; `{name}` and `{email}` are the colleague's who answers."""
_HOLE = re.compile(r"\{(\w*)\}")


def ensure_answer_texts(on: Session) -> None:
    """The first ones, when nobody has ever written any."""
    if on.exec(select(AnswerText.id).limit(1)).first() is not None:
        return
    for language in LANGUAGES:
        with in_language(language):
            texts = _shipped()
        on.add_all(AnswerText(name=name, language=language, subject=about, body=body) for name, about, body in texts)
    on.flush()


def _shipped() -> list[tuple[str, str, str]]:
    """Name, subject and text, in the language in force."""
    hello, regards = _("Hello {person},"), _("Kind regards") + "\n{name}\n{email}"
    middles = (
        (
            _("We have your request"),
            _("Thank you for your request about “{subject}”. I have it now, and I will call you."),
        ),
        (
            _("We need to know more"),
            _("Thank you for your request about “{subject}”. To go on we need to know a little more:"),
        ),
        (
            _("This is what we agreed"),
            _("Thank you for the talk about “{subject}”. This is what we agreed:"),
        ),
    )
    return [(name, "{subject}", f"{hello}\n\n{middle}\n\n{regards}\n") for name, middle in middles]


def answer_texts(on: Session, *, every: bool = False) -> list[AnswerText]:
    """By language and name; those taken out of use only with `every`."""
    query = select(AnswerText).order_by(col(AnswerText.language), col(AnswerText.name))
    return list(on.exec(query if every else query.where(col(AnswerText.active))))


def answer_text_by_id(on: Session, text_id: int) -> AnswerText | None:
    return on.get(AnswerText, text_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTextInput:
    name: str
    language: str
    subject: str
    body: str
    active: bool


def add_answer_text(on: Session, given: AnswerTextInput, *, now: datetime) -> AnswerText:
    """Refuses a name that is taken, and holes that nothing fills."""
    _refuse_unfit(on, given, but=None)
    text = AnswerText(**asdict(given))
    on.add(text)
    on.flush()
    return _noted(on, text, now)


def edit_answer_text(
    on: Session, text: AnswerText, given: AnswerTextInput, *, version: int, now: datetime
) -> AnswerText:
    """Raises StaleEditError when somebody was first."""
    _refuse_unfit(on, given, but=text.id)
    claim_version(on, text, version)
    for name, value in asdict(given).items():
        setattr(text, name, value)
    on.add(text)
    return _noted(on, text, now)


def filled(text: str, values: dict[str, str]) -> str:
    """The text with the values in its holes; what is no hole of ours stays as it is."""
    return _HOLE.sub(lambda found: values.get(found[1], found[0]), text)


def _noted(on: Session, text: AnswerText, now: datetime) -> AnswerText:
    record(on, "answer_text.set", text, details={"language": text.language, "active": text.active}, now=now)
    return text


def _refuse_unfit(on: Session, given: AnswerTextInput, *, but: int | None) -> None:
    wrong = [found[0] for found in _HOLE.finditer(f"{given.subject} {given.body}") if found[1] not in HOLES]
    if wrong:
        holes = ", ".join(f"{{{each}}}" for each in HOLES)
        raise Refusal(_("Nothing stands for %(hole)s. There are: %(holes)s.", hole=wrong[0], holes=holes))
    query = select(AnswerText.id).where(AnswerText.name == given.name, AnswerText.language == given.language)
    if on.exec(query).first() not in (None, but):
        raise Refusal(_("There is a text of this name already."))
