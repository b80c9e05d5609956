"""The organisational units of a job centre."""

from sqlmodel import Session, select

from crm.accounts.models import Unit

# The units an employment plan of 2015 names: examples to start from, which an administrator renames or closes.
SHIPPED_UNITS = (
    ("virksomhedsservice", "Virksomhedsservice"),
    ("jobhuset", "Jobhuset"),
    ("sygedagpengehuset", "Sygedagpengehuset"),
    ("job-og-aktivhuset", "Job- og aktivhuset"),
    ("jobcenter-integration", "Jobcenter Integration"),
    ("uddannelseshuset", "Uddannelseshuset"),
    ("rotationsteam", "Rotationsteam"),
    ("fastholdelsesteam", "Fastholdelsesteam"),
    ("energiteam", "Energiteam"),
)


def ensure_units(on: Session) -> None:
    """The shipped units that are not there yet; one that an administrator has changed stays as it is."""
    known = set(on.exec(select(Unit.code)))
    for code, name in SHIPPED_UNITS:
        if code not in known:
            on.add(Unit(code=code, name=name))
    on.flush()
