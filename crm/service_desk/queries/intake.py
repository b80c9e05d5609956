"""What the intake shows of the companies that are found while one types."""

from collections.abc import Collection

from sqlmodel import Session, col

from crm.contacts.names import name_key
from crm.contacts.queries.people import people_of
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import OPEN, RequestLine, request_lines


def open_requests_by_company(on: Session, company_ids: Collection[int]) -> dict[int, list[RequestLine]]:
    """What each has asked for and not got yet. One query."""
    found: dict[int, list[RequestLine]] = {}
    if company_ids:
        for line in request_lines(on, OPEN, col(EmployerRequest.company_id).in_(company_ids)):
            found.setdefault(line.request.company_id or 0, []).append(line)
    return found


def person_calling(on: Session, company_id: int | None, *, phone: str, name: str) -> int | None:
    """The company's contact person who has this number, or else this name."""
    if company_id is None or not (phone or name):
        return None
    people = people_of(on, company_id)
    by_phone = [line.person.id for line in people if phone and phone in line.phones]
    by_name = [line.person.id for line in people if name and line.person.name_key == name_key(name)]
    return next(iter([*by_phone, *by_name]), None)
