"""Passwords: argon2id, at least twelve characters, no rules of composition, the very common ones refused."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from flask_babel import gettext as _

SHORTEST = 12
LONGEST = 256
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for each other

# Of the very common ones only those long enough to be chosen here; shorter ones are caught as parts, below.
COMMON = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "123456789123", "1234567891011", "123123123123",
        "qwertyuiop123", "qwertyuiop12", "qwerty123456", "qwerty1234567", "1q2w3e4r5t6y", "1qaz2wsx3edc",
        "q1w2e3r4t5y6", "asdfghjkl123", "zaq12wsxcde3", "abcdefghijkl", "abcdefgh1234", "abcd12345678",
        "abc123456789", "password1234", "password12345", "password123456", "passwordpassword", "password2024",
        "password2025", "password2026", "adgangskode1", "adgangskode12", "adgangskode123", "adgangskode1234",
        "adgangskode2025", "adgangskode2026", "kodeord12345", "kodeord123456", "velkommen123", "velkommen1234",
        "velkommen2025", "velkommen2026", "sommer202425", "welcome12345", "welcome123456", "letmein12345",
        "iloveyou1234", "administrator", "administrator1", "changeme1234", "hemmeligt123", "danmark12345",
        "jobcenter123", "jobcenter1234", "jobcenter2025", "jobcenter2026", "virksomhedskontakt", "jobcenteraalborg",
    }
)  # fmt: skip


def hash_password(password: str) -> str:
    return HASHER.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. An account that doesn't exist (None) takes the same time."""
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), _normal(password)) and password_hash is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Made with other parameters than today's: make it again at the next sign-in."""
    return HASHER.check_needs_rehash(password_hash)


def problem(password: str, *, email: str, name: str) -> str | None:
    """Why this password is not taken, as a sentence; None when it is."""
    wanted = _normal(password)
    folded = wanted.casefold()
    if len(wanted) < SHORTEST:
        return str(_("Choose at least %(count)d characters. A short sentence is a good password.", count=SHORTEST))
    if len(wanted) > LONGEST:
        return str(_("Choose at most %(count)d characters.", count=LONGEST))
    if folded in COMMON or len(set(folded)) < 5:
        return str(_("This password is among the first that anybody would try. Choose another."))
    own = [email.casefold(), email.partition("@")[0].casefold(), name.casefold(), name.replace(" ", "").casefold()]
    if any(len(part) >= 4 and part in folded and len(folded) - len(part) < 8 for part in own):
        return str(_("The password must not be made of your name or e-mail address."))
    return None


def generated() -> str:
    """A password for handing over once: 20 characters, about 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(5)) for _group in range(4))


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe(16))


def _normal(password: str) -> str:
    """The same key presses, however the keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)
