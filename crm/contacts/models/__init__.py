"""The tables of the contacts, by subject."""

from crm.contacts.models.claims import ContactClaim
from crm.contacts.models.drafts import Draft
from crm.contacts.models.guard import (
    ContactRefusal,
    CooldownDays,
    GuardEvent,
    GuardEventKind,
    OutreachPause,
    ProtectionBasis,
    ProtectionBasisKind,
    RefusalScope,
)
from crm.contacts.models.interactions import (
    Interaction,
    InteractionParticipant,
    InteractionPerson,
    InteractionTheme,
    InterestMark,
    LabourNeed,
)
from crm.contacts.models.links import ContactLink
from crm.contacts.models.owners import CompanyOwner
from crm.contacts.models.people import ContactPerson, PersonEmail, PersonPhone, PersonRole
from crm.contacts.models.tasks import DigestOptOut, Task, TaskEvent, TaskEventKind, TaskKind

__all__ = [
    "CompanyOwner",
    "ContactClaim",
    "ContactLink",
    "ContactPerson",
    "ContactRefusal",
    "CooldownDays",
    "DigestOptOut",
    "Draft",
    "GuardEvent",
    "GuardEventKind",
    "Interaction",
    "InteractionParticipant",
    "InteractionPerson",
    "InteractionTheme",
    "InterestMark",
    "LabourNeed",
    "OutreachPause",
    "PersonEmail",
    "PersonPhone",
    "PersonRole",
    "ProtectionBasis",
    "ProtectionBasisKind",
    "RefusalScope",
    "Task",
    "TaskEvent",
    "TaskEventKind",
    "TaskKind",
]
