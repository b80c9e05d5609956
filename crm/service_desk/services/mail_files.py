"""Files that came by mail: those that may be kept, and of the others which and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.employer_requests.attached import AttachmentError, AttachmentFault, kind_of, safe_name
from crm.employer_requests.services.attachments import Stored, store_checked
from crm.employer_requests.words import AttachmentKind
from crm.service_desk.incoming.reading import IncomingFile
from crm.settings import Settings

PERSONAL = (AttachmentFault.CPR, AttachmentFault.CPR_IN_NAME)
WHY = {
    AttachmentFault.EMPTY: _l("it is empty"),
    AttachmentFault.TOO_LARGE: _l("it is larger than 5 MB"),
    AttachmentFault.OTHER_KIND: _l("it is neither a PDF nor a Word document (.docx)"),
    AttachmentFault.DAMAGED: _l("it can't be read"),
    AttachmentFault.ACTIVE: _l("it holds scripts, macros or other files"),
}


@dataclass(slots=True)
class Looked:
    """`fit` are name, kind and content; `refused` the name and what is wrong."""

    fit: list[tuple[str, AttachmentKind, bytes]] = field(default_factory=list)
    refused: list[tuple[str, AttachmentFault]] = field(default_factory=list)
    pictures: int = 0  # that the text shows, mostly logos
    personal: bool = False  # one holds what looks like a CPR number


def look_at(files: Sequence[IncomingFile]) -> Looked:
    """By their content. Nothing is stored yet."""
    looked = Looked()
    for file in files:
        try:
            kind = kind_of(file.content)
            looked.fit.append((safe_name(file.name, kind), kind, file.content))
        except AttachmentError as error:
            looked.personal = looked.personal or error.fault in PERSONAL
            if file.in_text:
                looked.pictures += 1
            else:
                looked.refused.append((file.name, error.fault))
    return looked


def store(settings: Settings, looked: Looked) -> list[Stored]:
    return [store_checked(settings, *each) for each in looked.fit]


def refusal_note(looked: Looked, *, cut: bool) -> str:
    """What was left out, for whoever reads the request; empty when it is all there."""
    lines = [_("%(name)s was not kept: %(why)s.", name=name, why=WHY[fault]) for name, fault in looked.refused]
    if looked.pictures:
        lines.append(
            ngettext("%(num)d picture in the text was not kept.", "%(num)d pictures in the text were not kept.",
                     looked.pictures)
        )  # fmt: skip
    if cut:
        lines.append(_("The mail is larger than what is kept here. Read the whole of it in the mailbox."))
    return "\n".join(lines)
