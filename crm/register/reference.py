"""The municipalities, the installation's own job centre, and who serves which municipality."""

import csv
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import cast

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.refusal import Refusal
from crm.register.models import JobCentre, Municipality, ServedMunicipality

_CODE = re.compile(r"[0-9]{3,4}")


def read_code(text: str) -> str:
    """'851' or '0851' → '0851', of a municipality or a job centre. Raises Refusal."""
    if not _CODE.fullmatch(text.strip()):
        raise Refusal(_("“%(code)s” is not a code. A code has three or four digits, such as 0851.", code=text))
    return text.strip().zfill(4)


def ensure_municipalities(on: Session) -> None:
    """All 98 municipalities with today's names."""
    known = {row.code: row for row in on.exec(select(Municipality))}
    for code, name in _shipped_municipalities():
        if code not in known:
            on.add(Municipality(code=code, name=name))
        elif known[code].name != name:
            known[code].name = name
    on.flush()


def _shipped_municipalities() -> list[tuple[str, str]]:
    text = files("crm.register").joinpath("data/municipalities.csv").read_text(encoding="utf-8")
    return [(row["code"], row["name"]) for row in csv.DictReader(text.splitlines(), delimiter=";")]


def set_own_job_centre(on: Session, code: str, name: str, municipalities: Sequence[str]) -> tuple[JobCentre, bool]:
    """Create or correct the installation's own job centre; True when anything changed. Raises Refusal."""
    own = on.exec(select(JobCentre).where(col(JobCentre.own))).first()
    if own is not None and own.code != code:
        raise Refusal(
            _(
                "This installation belongs to job centre %(own)s (%(name)s), and its figures rest on that. "
                "Nothing was changed. Another job centre is added with: crm jobcenter add %(code)s",
                own=own.code,
                name=own.name,
                code=code,
            )
        )
    return set_job_centre(on, code, name, municipalities, own=True)


def set_job_centre(
    on: Session, code: str, name: str, municipalities: Sequence[str], *, own: bool = False
) -> tuple[JobCentre, bool]:
    """Create or correct a job centre; it serves exactly these municipalities from now on.

    Returns it, and True when anything changed. Raises Refusal for an unknown municipality and for one that another
    job centre serves.
    """
    wanted = set(municipalities)
    _refuse_unknown(on, wanted)
    centre = on.exec(select(JobCentre).where(JobCentre.code == code)).first()
    served = _served_by(on, centre)
    if centre is not None and (centre.name, served, centre.own or not own) == (name, wanted, True):
        return centre, False
    centre = centre or JobCentre(code=code, name=name)
    _refuse_taken(on, centre, wanted)
    centre.name = name
    centre.own = centre.own or own
    on.add(centre)
    on.flush()
    _serve(on, centre, wanted)
    return centre, True


def _served_by(on: Session, centre: JobCentre | None) -> set[str]:
    if centre is None:
        return set()
    found = select(ServedMunicipality.municipality_code).where(ServedMunicipality.job_centre_id == centre.id)
    return set(on.exec(found))


def _refuse_unknown(on: Session, wanted: set[str]) -> None:
    unknown = wanted.difference(on.exec(select(Municipality.code)).all())
    if unknown:
        raise Refusal(
            _("No municipality has the code %(codes)s. Nothing was changed.", codes=", ".join(sorted(unknown)))
        )


def _refuse_taken(on: Session, centre: JobCentre, wanted: set[str]) -> None:
    taken = on.exec(
        select(Municipality, JobCentre)
        .join(ServedMunicipality, col(ServedMunicipality.municipality_code) == Municipality.code)
        .join(JobCentre, col(JobCentre.id) == ServedMunicipality.job_centre_id)
        .where(col(Municipality.code).in_(wanted), JobCentre.code != centre.code)
        .order_by(Municipality.code)
    ).first()
    if taken is not None:
        municipality, other = taken
        raise Refusal(
            _(
                "%(municipality)s (%(code)s) is already served by %(name)s (%(centre)s). Nothing was changed. "
                "Take it from that job centre first.",
                municipality=municipality.name,
                code=municipality.code,
                name=other.name,
                centre=other.code,
            )
        )


def _serve(on: Session, centre: JobCentre, wanted: set[str]) -> None:
    centre_id = cast("int", centre.id)
    current = {
        row.municipality_code: row
        for row in on.exec(select(ServedMunicipality).where(ServedMunicipality.job_centre_id == centre_id))
    }
    for code in wanted - current.keys():
        on.add(ServedMunicipality(municipality_code=code, job_centre_id=centre_id))
    for code in current.keys() - wanted:
        on.delete(current[code])
    on.flush()


def own_job_centre(on: Session) -> JobCentre:
    """The installation's own job centre. Raises Refusal before `crm init`."""
    own = on.exec(select(JobCentre).where(col(JobCentre.own))).first()
    if own is None:
        raise Refusal(
            _(
                "This installation has no job centre yet. Run: "
                'crm init --jobcenter 0851 --name "Jobcenter Aalborg" --municipality 0851'
            )
        )
    return own
