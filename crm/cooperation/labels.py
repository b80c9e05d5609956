from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.cooperation.checks import Blocker, Caution
from crm.cooperation.models import CooperationType
from crm.cooperation.queries import WorkplaceChoice
from crm.cooperation.services import CooperationInput
from crm.cooperation.standing import Standing
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import TargetGroup
from crm.web.formatting import day
from crm.web.i18n import language

STANDINGS: dict[Standing, LazyString] = {
    Standing.RUNNING: _l("Running"),
    Standing.UPCOMING: _l("Starts later"),
    Standing.PLANNED: _l("Planned only"),
    Standing.PAST: _l("Ended"),
    Standing.CANCELLED: _l("Cancelled"),
    Standing.VOIDED: _l("Voided"),
    Standing.REPLACED: _l("Earlier version"),
}
TONES = {
    Standing.RUNNING: "green",
    Standing.UPCOMING: "blue",
    Standing.PLANNED: "amber",
    Standing.VOIDED: "red",
}
STATUSES: dict[CooperationStatus, LazyString] = {
    CooperationStatus.ACTIVE: _l("Agreed: counts from its first day"),
    CooperationStatus.PLANNED: _l("Planned only: does not count"),
    CooperationStatus.CANCELLED: _l("Cancelled: came to nothing, does not count"),
    CooperationStatus.ENDED: _l("Ended"),
}
TARGET_GROUPS: dict[TargetGroup, LazyString] = {
    TargetGroup.INSURED_UNEMPLOYED: _l("Insured unemployed"),
    TargetGroup.SOCIAL_ASSISTANCE_JOB_READY: _l("Social assistance, job-ready"),
    TargetGroup.SOCIAL_ASSISTANCE_ACTIVITY_READY: _l("Social assistance, activity-ready"),
    TargetGroup.EDUCATION_ASSISTANCE_READY: _l("Education assistance, education-ready"),
    TargetGroup.EDUCATION_ASSISTANCE_ACTIVITY: _l("Education assistance, activity-ready"),
    TargetGroup.SICKNESS_BENEFIT: _l("Sickness benefit"),
    TargetGroup.JOB_CLARIFICATION: _l("Job clarification"),
    TargetGroup.RESOURCE_COURSE: _l("Resource course"),
    TargetGroup.REHABILITATION: _l("Rehabilitation"),
    TargetGroup.FLEX_JOB_ALLOWANCE: _l("Flex-job allowance"),
    TargetGroup.INTEGRATION: _l("Integration programme"),
    TargetGroup.EARLY_PENSION: _l("Early pension"),
    TargetGroup.OTHER: _l("Other"),
}


def type_name(kind: CooperationType) -> str:
    """The type's name in the reader's language, as it begins a line."""
    name = kind.name_da if language() == "da" else kind.name_en
    return name[:1].upper() + name[1:]


def type_names(kinds: Iterable[CooperationType]) -> dict[str, str]:
    return {kind.code: type_name(kind) for kind in kinds}


def blocker_sentence(blocker: Blocker, kind: CooperationType) -> tuple[str, str]:
    """The form's field it belongs to, and what is wrong and what to do."""
    sentences = {
        Blocker.END_BEFORE_START: ("end_date", _l("The last day can't be before the first day.")),
        Blocker.START_FAR_AHEAD: ("start_date", _l("This is more than a year ahead. Is the year right?")),
        Blocker.START_LONG_AGO: ("start_date", _l("This is before 1990. Is the year right?")),
        Blocker.TYPE_NOT_YET: (
            "type_code",
            _l(
                "%(type)s exists from %(day)s on: choose another type or a later first day.",
                type=type_name(kind),
                day=day(kind.valid_from),
            ),
        ),
        Blocker.TYPE_NO_LONGER: (
            "type_code",
            _l(
                "%(type)s was abolished: the last possible first day was %(day)s. Choose another type or day.",
                type=type_name(kind),
                day=day(kind.valid_to),
            ),
        ),
    }
    field, sentence = sentences[blocker]
    return field, str(sentence)


def caution_sentence(caution: Caution, given: CooperationInput, workplace: WorkplaceChoice) -> str:
    opened, closed = day(workplace.start_date), day(workplace.end_date)
    sentences = {
        Caution.WORKPLACE_NOT_BEGUN: _l("The workplace opened on %(day)s, after the first day.", day=opened),
        Caution.WORKPLACE_CLOSED: _l("The workplace closed on %(day)s, before the first day.", day=closed),
        Caution.END_AFTER_CLOSING: _l(
            "The workplace closed on %(day)s: give a last day at the latest then.", day=closed
        ),
        Caution.SAME_AGAIN: _l(
            "There already is one of this type at this workplace from %(day)s. Is it the same?",
            day=day(given.start_date),
        ),
    }
    return str(sentences[caution])


def validity_note(kind: CooperationType, today: date) -> str:
    """For the list of types: from when to when it can be registered; empty when always."""
    if kind.valid_to is not None and kind.valid_to < today:
        return str(_("until %(day)s", day=day(kind.valid_to)))
    if kind.valid_from is not None and kind.valid_from > today:
        return str(_("from %(day)s", day=day(kind.valid_from)))
    return ""
