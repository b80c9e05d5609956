"""A contact as the form shows it."""

from typing import Any

from crm.contacts.models import Interaction
from crm.contacts.queries.contacts import ContactParts
from crm.cooperation.forms import hours_text
from crm.values.clock import COPENHAGEN


def filled_from(contact: Interaction, parts: ContactParts) -> dict[str, Any]:
    """The data of a `CorrectForm`; participants without the one who had the contact."""
    at = contact.at.astimezone(COPENHAGEN)
    return {
        "kind": contact.kind.value,
        "direction": contact.direction.value,
        "outcome": contact.outcome.value,
        "people": [person_id for person_id, _name in parts.people],
        "note": contact.note,
        "day": at.date(),
        "time": at.time().replace(second=0, microsecond=0),
        "minutes": contact.minutes,
        "workplace": contact.workplace_id or 0,
        "purpose": contact.purpose.value,
        "themes": parts.themes,
        "participants": [user_id for user_id, _name in parts.participants if user_id != contact.recorded_by_user_id],
        "interests": parts.interests,
        "needs": [
            {
                "occupation": need.occupation,
                "number": need.number,
                "from_date": need.from_date,
                "skills": need.skills,
                "hours_per_week": hours_text(need.hours_per_week),
            }
            for need in parts.needs
        ],
        "version": contact.id,
    }
