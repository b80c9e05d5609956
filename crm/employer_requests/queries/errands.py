"""A request as somebody's errand: what a contact or a visit that is made for it begins with."""

from dataclasses import dataclass

from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest, RequestCategory


@dataclass(frozen=True, slots=True)
class Errand:
    request: EmployerRequest
    category: str  # its code


def errand_of(on: Session, request_id: int | None, company_id: int) -> Errand | None:
    """The company's own request; None for another's, or none."""
    request = on.get(EmployerRequest, request_id) if request_id else None
    if request is None or request.company_id != company_id:
        return None
    category = on.get_one(RequestCategory, request.category_id)
    return Errand(request, category.code)
