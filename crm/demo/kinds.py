"""How arrangements of each type usually look: how often, for how long, for whom, by which unit."""

from dataclasses import dataclass
from decimal import Decimal

from crm.values.cooperation_types import TargetGroup

_G = TargetGroup


@dataclass(frozen=True, slots=True)
class Kind:
    """A cooperation type; lengths in days with weights, 0 = no end agreed."""

    code: str
    share: float
    lengths: tuple[tuple[int, float], ...]
    groups: tuple[tuple[TargetGroup, float], ...]
    hours: tuple[int, int]
    public_share: float | None = None  # None = as often as in private companies
    industries: str = ""  # sections where the type is at home; empty = all


_ANYBODY = (
    (_G.INSURED_UNEMPLOYED, 22.0),
    (_G.SOCIAL_ASSISTANCE_JOB_READY, 18.0),
    (_G.SOCIAL_ASSISTANCE_ACTIVITY_READY, 15.0),
    (_G.EDUCATION_ASSISTANCE_READY, 10.0),
    (_G.EDUCATION_ASSISTANCE_ACTIVITY, 9.0),
    (_G.SICKNESS_BENEFIT, 7.0),
    (_G.JOB_CLARIFICATION, 7.0),
    (_G.RESOURCE_COURSE, 4.0),
    (_G.REHABILITATION, 2.0),
    (_G.INTEGRATION, 5.0),
    (_G.OTHER, 1.0),
)
_UNEMPLOYED = ((_G.INSURED_UNEMPLOYED, 70.0), (_G.SOCIAL_ASSISTANCE_JOB_READY, 30.0))

KINDS = (
    Kind("work_placement", 44, ((28, 45), (56, 10), (91, 35), (182, 10)), _ANYBODY, (8, 37)),
    Kind("wage_subsidy", 17, ((182, 55), (122, 30), (91, 15)), _UNEMPLOYED, (25, 37)),
    Kind("flex_job", 12, ((0, 40), (365, 20), (730, 25), (1000, 15)), ((_G.FLEX_JOB_ALLOWANCE, 1.0),), (4, 25)),
    Kind("mentor", 8, ((91, 50), (182, 50)), _ANYBODY, (1, 5)),
    Kind("adult_apprenticeship", 5, ((730, 50), (540, 30), (365, 20)), _UNEMPLOYED, (37, 37), industries="CFGIQ"),
    Kind(
        "community_service_job",
        5,
        ((91, 80), (56, 20)),
        ((_G.SOCIAL_ASSISTANCE_JOB_READY, 80.0), (_G.EDUCATION_ASSISTANCE_READY, 20.0)),
        (20, 37),
        public_share=20,
    ),
    Kind("job_rotation", 3, ((91, 40), (182, 60)), _UNEMPLOYED, (37, 37), industries="CPQ"),
    Kind("sheltered_job", 2.5, ((0, 60), (730, 40)), ((_G.EARLY_PENSION, 1.0),), (6, 20)),
    Kind("personal_assistance", 2.5, ((365, 75), (0, 25)), ((_G.OTHER, 70.0), (_G.SICKNESS_BENEFIT, 30.0)), (2, 20)),
    Kind("upskilling_job", 1.5, ((182, 60), (300, 40)), _UNEMPLOYED, (30, 37)),
)

_UNIT_OF_TYPE = {"job_rotation": "Rotationsteam", "personal_assistance": "Fastholdelsesteam"}
_UNIT_OF_GROUP = {
    _G.INSURED_UNEMPLOYED: "Jobhuset",
    _G.SOCIAL_ASSISTANCE_JOB_READY: "Jobhuset",
    _G.SOCIAL_ASSISTANCE_ACTIVITY_READY: "Job- og aktivhuset",
    _G.RESOURCE_COURSE: "Job- og aktivhuset",
    _G.EDUCATION_ASSISTANCE_READY: "Uddannelseshuset",
    _G.EDUCATION_ASSISTANCE_ACTIVITY: "Uddannelseshuset",
    _G.SICKNESS_BENEFIT: "Sygedagpengehuset",
    _G.JOB_CLARIFICATION: "Sygedagpengehuset",
    _G.INTEGRATION: "Jobcenter Integration",
}
SERVICE = "Virksomhedsservice"
DOMAIN = "jobcenter.example"
_CONSULTANTS = {
    SERVICE: ("anna", "bo", "ditte", "kasper"),
    "Jobhuset": ("carla", "frederik", "signe", "tobias"),
    "Job- og aktivhuset": ("gitte", "henrik"),
    "Uddannelseshuset": ("ida", "jonas"),
    "Sygedagpengehuset": ("karen", "lars"),
    "Jobcenter Integration": ("maja", "nadia"),
    "Rotationsteam": ("ole",),
    "Fastholdelsesteam": ("pia", "rasmus"),
}


def unit_for(type_code: str, group: TargetGroup) -> str:
    return _UNIT_OF_TYPE.get(type_code) or _UNIT_OF_GROUP.get(group, SERVICE)


def consultants_of(unit: str) -> tuple[str, ...]:
    return tuple(f"{name}@{DOMAIN}" for name in _CONSULTANTS[unit])


def hours_in(low: int, high: int, share: float) -> Decimal:
    return Decimal(low + round((high - low) * share))
