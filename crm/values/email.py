"""A light look at an e-mail address: enough to catch a slip of the keyboard."""

import re

from crm.values.errors import InvalidValueError

_MAX_LENGTH = 254  # RFC 5321
_SHAPE = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\].]+(?:\.[^\s@<>,;:\"()\[\].]+)+")


def parse_email(text: str) -> str:
    """Return the address without surrounding spaces, its domain in lower case.

    Raises InvalidValueError with code `email_invalid`.
    """
    address = text.strip()
    if len(address) > _MAX_LENGTH or not _SHAPE.fullmatch(address):
        raise InvalidValueError("email_invalid", "This is not an e-mail address.")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
