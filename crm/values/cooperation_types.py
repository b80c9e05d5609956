"""The cooperation types we ship and the target groups of citizens.

Types are rows in the database, since an administrator can add to them: here stands only what an installation
starts with.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import normalize

from crm.values.errors import InvalidValueError


@dataclass(frozen=True, slots=True)
class ShippedType:
    """A type an installation starts with; it may be registered on days from `valid_from` to `valid_to`."""

    code: str
    name_da: str
    name_en: str
    valid_from: date | None = None
    valid_to: date | None = None


# The ten types of Aalborg's employment plan 2015. Job rotation was abolished in 2026: 2025 is its last year.
SHIPPED_TYPES = (
    ShippedType("wage_subsidy", "løntilskud", "wage subsidy"),
    ShippedType("work_placement", "virksomhedspraktik", "work placement"),
    ShippedType("adult_apprenticeship", "voksenlærling", "adult apprenticeship"),
    ShippedType("job_rotation", "jobrotationsvikar", "job rotation", valid_to=date(2025, 12, 31)),
    ShippedType("sheltered_job", "skånejob", "sheltered job"),
    ShippedType("flex_job", "fleksjob", "flex job"),
    ShippedType("upskilling_job", "opkvalificeringsjob", "upskilling job"),
    ShippedType("mentor", "mentor", "mentor"),
    ShippedType("personal_assistance", "personlig assistance", "personal assistance"),
    ShippedType("community_service_job", "nyttejob", "community service job"),
)


class TargetGroup(StrEnum):
    """Whom a placement is for; a group, never a person."""

    INSURED_UNEMPLOYED = "insured_unemployed"
    SOCIAL_ASSISTANCE_JOB_READY = "social_assistance_job_ready"
    SOCIAL_ASSISTANCE_ACTIVITY_READY = "social_assistance_activity_ready"
    EDUCATION_ASSISTANCE_READY = "education_assistance_ready"
    EDUCATION_ASSISTANCE_ACTIVITY = "education_assistance_activity"
    SICKNESS_BENEFIT = "sickness_benefit"
    JOB_CLARIFICATION = "job_clarification"
    RESOURCE_COURSE = "resource_course"
    REHABILITATION = "rehabilitation"
    FLEX_JOB_ALLOWANCE = "flex_job_allowance"
    INTEGRATION = "integration"
    EARLY_PENSION = "early_pension"
    OTHER = "other"


# How files name the groups; what the screen says stands in the catalogues.
_DANISH_NAMES: dict[TargetGroup, tuple[str, ...]] = {
    TargetGroup.INSURED_UNEMPLOYED: ("dagpenge", "dagpengemodtager", "forsikret ledig", "forsikrede ledige"),
    TargetGroup.SOCIAL_ASSISTANCE_JOB_READY: ("kontanthjælp jobparat", "jobparat kontanthjælp"),
    TargetGroup.SOCIAL_ASSISTANCE_ACTIVITY_READY: (
        "kontanthjælp aktivitetsparat",
        "aktivitetsparat kontanthjælp",
    ),
    TargetGroup.EDUCATION_ASSISTANCE_READY: (
        "uddannelseshjælp uddannelsesparat",
        "uddannelsesparat uddannelseshjælp",
        "uddannelseshjælp parat",
    ),
    TargetGroup.EDUCATION_ASSISTANCE_ACTIVITY: (
        "uddannelseshjælp aktivitetsparat",
        "aktivitetsparat uddannelseshjælp",
    ),
    TargetGroup.SICKNESS_BENEFIT: ("sygedagpenge", "sygedagpengemodtager"),
    TargetGroup.JOB_CLARIFICATION: ("jobafklaring", "jobafklaringsforløb"),
    TargetGroup.RESOURCE_COURSE: ("ressourceforløb",),
    TargetGroup.REHABILITATION: ("revalidering", "revalidend"),
    TargetGroup.FLEX_JOB_ALLOWANCE: ("ledighedsydelse", "fleksjob ledighedsydelse"),
    TargetGroup.INTEGRATION: ("integration", "integrationsprogram", "integrationsprogrammet"),
    TargetGroup.EARLY_PENSION: ("førtidspension", "førtidspensionist"),
    TargetGroup.OTHER: ("anden", "andet", "andre", "øvrige"),
}


def name_key(text: str) -> str:
    """The form in which names of types and groups are compared: case, spaces and punctuation do not matter."""
    return "".join(letter for letter in normalize("NFC", text).casefold() if letter.isalnum())


_BY_NAME = {name_key(group.value): group for group in TargetGroup} | {
    name_key(name): group for group, names in _DANISH_NAMES.items() for name in names
}


def parse_target_group(text: str) -> TargetGroup:
    """Read a code or a Danish name.

    Raises InvalidValueError with code `target_group_unknown`.
    """
    group = _BY_NAME.get(name_key(text))
    if group is None:
        raise InvalidValueError("target_group_unknown", "No target group has this name.")
    return group
