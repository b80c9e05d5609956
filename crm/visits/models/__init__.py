"""The tables of the visits, by subject."""

from crm.visits.models.invitations import Answer, CalendarFeed, VisitInvitation
from crm.visits.models.reports import VisitReminder, VisitReport, VisitText, VisitTextName
from crm.visits.models.time import Absence, AbsenceKind, StandIn, VisitSetting, VisitSettingName, WorkingHours
from crm.visits.models.visits import (
    OVER,
    PLANNED,
    Visit,
    VisitChange,
    VisitChangeKind,
    VisitColleague,
    VisitPerson,
    VisitPlace,
    VisitStatus,
    VisitTheme,
)

__all__ = [
    "OVER",
    "PLANNED",
    "Absence",
    "AbsenceKind",
    "Answer",
    "CalendarFeed",
    "StandIn",
    "Visit",
    "VisitChange",
    "VisitChangeKind",
    "VisitColleague",
    "VisitInvitation",
    "VisitPerson",
    "VisitPlace",
    "VisitReminder",
    "VisitReport",
    "VisitSetting",
    "VisitSettingName",
    "VisitStatus",
    "VisitText",
    "VisitTextName",
    "VisitTheme",
    "WorkingHours",
]
