"""The closed words of routing."""

from enum import StrEnum


class Who(StrEnum):
    """Who of the rule's unit gets it."""

    LEAST_LOADED = "least_loaded"
    QUEUE = "queue"  # nobody: it waits for whoever takes it
    PERSON = "person"
    SAME_COLLEAGUE = "same_colleague"  # who has another open request of the company


class Existing(StrEnum):
    """Whether one of ours has to do with the company already."""

    FIXED_CONTACT = "fixed_contact"
    OPEN_REQUEST = "open_request"
    NOBODY = "nobody"


class Reason(StrEnum):
    """Why a request went where it went: the conditions that fitted, then who was there."""

    CATEGORY = "category"
    GROUP = "group"
    INDUSTRY = "industry"
    DISTRICT = "district"
    SIZE = "size"
    SECTOR = "sector"
    LANGUAGE = "language"
    EXISTING = "existing"
    ARRANGEMENT = "arrangement"
    EVERY_REQUEST = "every_request"  # the rule has no conditions
    NO_RULE = "no_rule"
    FIXED_CONTACT = "fixed_contact"
    FIXED_CONTACT_AWAY = "fixed_contact_away"
    NAMED = "named"
    NAMED_AWAY = "named_away"
    STAND_IN = "stand_in"
    SAME_COLLEAGUE = "same_colleague"
    LEAST_LOADED = "least_loaded"
    QUEUE = "queue"
    NOBODY_THERE = "nobody_there"


CONDITIONS = tuple(Reason)[: tuple(Reason).index(Reason.EVERY_REQUEST) + 1]
"""Those that say how the rule fitted."""
