"""The closed words of a contact: kind, direction, purpose, theme, outcome. Stored by value, named by labels.py."""

from enum import StrEnum


class ContactKind(StrEnum):
    CALL = "call"
    VISIT = "visit"
    EMAIL = "email"
    MEETING = "meeting"
    EVENT = "event"
    LETTER = "letter"
    MESSAGE = "message"


class Direction(StrEnum):
    OUTGOING = "outgoing"
    INCOMING = "incoming"


class Purpose(StrEnum):
    INTRODUCTION = "introduction"
    COOPERATION = "cooperation"
    RECRUITMENT = "recruitment"
    RETENTION = "retention"
    UPSKILLING = "upskilling"
    APPRENTICESHIP = "apprenticeship"
    FOLLOW_UP = "follow_up"
    SATISFACTION = "satisfaction"
    CAMPAIGN = "campaign"
    OTHER = "other"


class Theme(StrEnum):
    """What was talked about, beside the cooperation types: those are themes too, by their codes."""

    RECRUITMENT = "recruitment"
    RETENTION = "retention"
    UPSKILLING = "upskilling"
    APPRENTICESHIP = "apprenticeship"
    CLUSTER = "cluster"
    SATISFACTION = "satisfaction"
    INTERNATIONAL_LABOUR = "international_labour"
    DISMISSALS = "dismissals"
    OTHER = "other"


class Outcome(StrEnum):
    DONE = "done"  # spoken with, sent, held
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    CALL_BACK = "call_back"
    REFUSED = "refused"
    NOT_RELEVANT = "not_relevant"
    INTERESTED = "interested"
    VISIT_BOOKED = "visit_booked"
    NEED_NOTED = "need_noted"
    NO_CONTACT = "no_contact"  # asks not to be contacted


NOT_REACHED = (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.WRONG_NUMBER)
"""Outcomes after which nobody at the company has been spoken with."""
