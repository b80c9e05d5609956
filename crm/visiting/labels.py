"""The words of visits as people read them."""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.values.clock import COPENHAGEN
from crm.visiting.repetition import Every
from crm.visits.models import Absence, AbsenceKind, Answer, VisitPlace, VisitSettingName, VisitStatus
from crm.web.formatting import until

STATUSES: dict[VisitStatus, LazyString] = {
    VisitStatus.PROPOSED: _l("Proposed"),
    VisitStatus.CONFIRMED: _l("Agreed"),
    VisitStatus.HELD: _l("Held"),
    VisitStatus.CANCELLED: _l("Called off"),
    VisitStatus.NO_SHOW: _l("In vain"),
}
TONES = {
    VisitStatus.PROPOSED: "amber",
    VisitStatus.CONFIRMED: "blue",
    VisitStatus.HELD: "green",
    VisitStatus.CANCELLED: "neutral",
    VisitStatus.NO_SHOW: "red",
}
BOOKED_AS: dict[VisitStatus, LazyString] = {
    VisitStatus.CONFIRMED: _l("Agreed with the company"),
    VisitStatus.PROPOSED: _l("Proposed: the company has not said yes yet"),
}
PLACES: dict[VisitPlace, LazyString] = {
    VisitPlace.WORKPLACE: _l("At the company"),
    VisitPlace.ONLINE: _l("Online"),
    VisitPlace.JOB_CENTRE: _l("At the job centre"),
}
UNITS_OF_TIME: dict[Every, LazyString] = {
    Every.WEEKS: _l("weeks"),
    Every.MONTHS: _l("months, on the same weekday"),
}
ANSWERS: dict[Answer, LazyString] = {
    Answer.NONE: _l("no answer yet"),
    Answer.ACCEPTED: _l("comes"),
    Answer.DECLINED: _l("has declined"),
    Answer.TENTATIVE: _l("perhaps"),
    Answer.COUNTER: _l("proposes another time"),
}
ANSWER_TONES = {
    Answer.NONE: "neutral",
    Answer.ACCEPTED: "green",
    Answer.DECLINED: "red",
    Answer.TENTATIVE: "amber",
    Answer.COUNTER: "amber",
}
ABSENCES: dict[AbsenceKind, LazyString] = {
    AbsenceKind.HOLIDAY: _l("Holiday"),
    AbsenceKind.COURSE: _l("Course"),
    AbsenceKind.MEETING: _l("Meeting"),
    AbsenceKind.AWAY: _l("Other absence"),
}
SETTINGS: dict[VisitSettingName, LazyString] = {
    VisitSettingName.TRAVEL_BUFFER_MINUTES: _l("Minutes for the way to a company"),
    VisitSettingName.REPORT_WORKING_DAYS: _l("Working days to write the report"),
}
SETTING_HINTS: dict[VisitSettingName, LazyString] = {
    VisitSettingName.TRAVEL_BUFFER_MINUTES: _l("Before and after a visit at a company no other time is offered."),
    VisitSettingName.REPORT_WORKING_DAYS: _l("After so many the visitor is reminded, then the manager sees it."),
}


def absence_span(absence: Absence) -> tuple[str, str]:
    """From and to as people say it: whole days by their last day, not by the midnight after it."""
    end = absence.ends_at.astimezone(COPENHAGEN)
    whole_day = end.time() == time.min
    return until(absence.starts_at), until(end - timedelta(days=1) if whole_day else end)
