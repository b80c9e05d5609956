"""Titles that say somebody is active in a trade union: special-category data, never kept about a contact person."""

import re
import unicodedata

_UNION = re.compile(
    r"tillids(?:rep|mand|mænd|maend|kvind|valg|folk|person|hverv)"
    r"|\bf?tr\b|\btr-|fagforening|fagforbund|klubformand|klubforkvinde"
    r"|\bfaglig[te]? (?:rep|sekretær|sekretaer|leder|formand|talsmand)"
    r"|shop[ -]?steward|\bunion|\btrade[ -]union"
)


def is_special_category(title: str) -> bool:
    """Whether the title tells of a union role. A working-environment representative is none."""
    return _UNION.search(unicodedata.normalize("NFC", title).casefold()) is not None
