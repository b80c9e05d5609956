"""Whether a program wrote a mail, and whether one may answer it."""

import re
from collections.abc import Collection, Mapping, Sequence

_BY_PROGRAMS = ("x-autoreply", "x-autorespond", "x-auto-reply")
_IN_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_DAEMONS = frozenset({"mailer-daemon", "postmaster"})
_REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")
_AWAY = re.compile(r"(?:automatisk svar|autosvar|automatic reply|auto[- ]?reply|out of office)\b.{0,3}:", re.IGNORECASE)
_NO_ANSWER = re.compile(r"(?:do[-_.]?)?no[-_.]?t?[-_.]?reply|ikke[-_.]?svar|svar[-_.]?ikke", re.IGNORECASE)
_LISTS = ("list-id", "list-unsubscribe", "x-auto-response-suppress", "feedback-id")

Headers = Mapping[str, Sequence[str]]
"""By name in small letters, the values as text."""


def is_automatic(headers: Headers, *, sender: str, subject: str, content_type: str, own: Collection[str]) -> bool:
    """Answers of programs, reports on mail that did not arrive, lists, and what we sent ourselves."""
    submitted = [value.split(";")[0].strip().lower() for value in headers.get("auto-submitted", ())]
    return (
        any(value not in ("", "no") for value in submitted)
        or any(value.strip().lower() in _IN_BULK for value in headers.get("precedence", ()))
        or any(name in headers for name in _BY_PROGRAMS)
        or any(value.strip() == "<>" for value in headers.get("return-path", ()))
        or content_type in _REPORTS
        or sender.rpartition("@")[0].lower() in _DAEMONS
        or sender.lower() in own
        or _AWAY.match(subject) is not None
    )


def may_be_answered(headers: Headers, *, sender: str) -> bool:
    """A letter to a list or to a machine comes back, or goes nowhere."""
    return bool(sender) and not _NO_ANSWER.search(sender) and not any(name in headers for name in _LISTS)
