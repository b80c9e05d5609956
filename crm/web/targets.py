"""Where to go next, when an address or a form says so: only ever within this site."""

from urllib.parse import urlsplit


def local_target(wanted: str | None, otherwise: str) -> str:
    """`wanted` if it is a path of this site, else `otherwise`."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    if "\\" in wanted or any(ord(letter) < 33 for letter in wanted):  # browsers forgive these and land elsewhere
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else wanted
