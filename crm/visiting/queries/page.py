"""What a visit's page shows beyond the visit itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from crm.accounts.queries import user_names
from crm.contacts.models import ContactPerson
from crm.contacts.queries.people import PersonLine, people_of
from crm.cooperation.queries import WorkplaceChoice, company_name, workplace
from crm.register.models import JobCentre, Workplace
from crm.visits.models import Visit
from crm.visits.queries.visits import WholeVisit, whole_visit


@dataclass(frozen=True, slots=True)
class VisitCard:
    """`names` of everybody of ours that the page names; `people` the contact persons who take part."""

    whole: WholeVisit
    company_name: str
    workplace: WorkplaceChoice | None
    phone: str | None
    people: Sequence[PersonLine]
    invited_people: dict[int, str]
    names: dict[int, str]
    job_centre: str
    series: Sequence[Visit]


def visit_card(on: Session, visit: Visit) -> VisitCard:
    whole = whole_visit(on, visit)
    ours = {visit.lead_user_id, visit.created_by_user_id, *whole.colleague_ids}
    ours |= {each.by_user_id for each in whole.changes if each.by_user_id}
    ours |= {each.old_lead_user_id for each in whole.changes if each.old_lead_user_id}
    ours |= {each.user_id for each in whole.invitations if each.user_id}
    invited = {each.person_id for each in whole.invitations if each.person_id}
    people = [line for line in people_of(on, visit.company_id, left_too=True) if line.person.id in whole.person_ids]
    phone = select(Workplace.phone).where(Workplace.id == visit.workplace_id)
    return VisitCard(
        whole=whole,
        company_name=(company_name(on, visit.company_id) or ("", ""))[0],
        workplace=workplace(on, visit.workplace_id) if visit.workplace_id else None,
        phone=on.exec(phone).first() if visit.workplace_id else None,
        people=people,
        invited_people=_person_names(on, invited),
        names=user_names(on, ours),
        job_centre=on.exec(select(JobCentre.name).where(col(JobCentre.own))).first() or "",
        series=_series(on, visit),
    )


def _person_names(on: Session, person_ids: set[int]) -> dict[int, str]:
    if not person_ids:
        return {}
    query = select(ContactPerson.id, ContactPerson.name).where(col(ContactPerson.id).in_(person_ids))
    return {person_id or 0: name for person_id, name in on.exec(query)}


def _series(on: Session, visit: Visit) -> list[Visit]:
    """The visits that were booked together with this one, and this one, in their order."""
    if visit.series is None:
        return []
    return list(on.exec(select(Visit).where(Visit.series == visit.series).order_by(col(Visit.starts_at))))
