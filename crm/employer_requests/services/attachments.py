"""Files that come with requests: in a folder of their own outside the web root, under random names."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from crm.audit.trail import record
from crm.employer_requests.attached import kind_of, safe_name
from crm.employer_requests.models import EmployerRequest, RequestAttachment
from crm.employer_requests.words import AttachmentKind
from crm.settings import Settings


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was checked and lies in the folder."""

    name: str
    kind: AttachmentKind
    size: int
    stored_as: str


def keep_attachment(settings: Settings, name: str, content: bytes) -> Stored:
    """Check the content and store it, readable by its owner only. Raises AttachmentError."""
    kind = kind_of(content)
    return store_checked(settings, safe_name(name, kind), kind, content)


def store_checked(settings: Settings, name: str, kind: AttachmentKind, content: bytes) -> Stored:
    """Store what was found to be fit already."""
    stored = Stored(name, kind, len(content), secrets.token_hex(16))
    settings.attachment_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.attachment_dir / stored.stored_as
    path.touch(mode=0o600)
    path.write_bytes(content)
    return stored


def drop_attachment(settings: Settings, stored_as: str) -> None:
    """What it was stored for did not happen."""
    (settings.attachment_dir / stored_as).unlink(missing_ok=True)


def attachment_path(settings: Settings, attachment: RequestAttachment) -> Path | None:
    """Where it lies; None when it is gone."""
    path = settings.attachment_dir / attachment.stored_as
    return path if path.is_file() else None


def attach(
    on: Session, request: EmployerRequest, stored: Stored, *, user_id: int | None, now: datetime
) -> RequestAttachment:
    """The stored file belongs to the request. `user_id` None: the company sent it."""
    attachment = RequestAttachment(
        request_id=request.id or 0,
        name=stored.name,
        kind=stored.kind,
        size=stored.size,
        stored_as=stored.stored_as,
        at=now,
        by_user_id=user_id,
    )
    on.add(attachment)
    on.flush()
    details = {"kind": stored.kind.value, "size": stored.size}
    record(on, "request.attach", request, details=details, actor=None if user_id else "the company or a rule", now=now)
    return attachment
