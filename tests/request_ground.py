"""What the tests of requests stand on: a Monday at ten in Copenhagen, and short ways to say things."""

from datetime import datetime
from typing import Any

from contact_ground import NOW, Colleague
from sqlmodel import Session, select

from crm.db import transaction
from crm.employer_requests.inputs import RequestInput
from crm.employer_requests.models import EmployerRequest, RequestCategory
from crm.employer_requests.services.receiving import receive
from crm.employer_requests.words import Channel
from crm.register.models import Company


def category(on: Session, code: str = "recruitment") -> int:
    """The number of a category that came with the installation."""
    found = on.exec(select(RequestCategory.id).where(RequestCategory.code == code)).one()
    return found or 0


def received(
    on: Session, who: Colleague | None, *, about: str = "recruitment", now: datetime = NOW, **more: Any
) -> EmployerRequest:
    """A request by form, unless something else is said; in a transaction of its own."""
    answered = more.pop("answered", False)
    usual: dict[str, Any] = {
        "channel": Channel.FORM,
        "subject": "To chauffører",
        "category_id": category(on, about),
        "received_at": now,
    }
    given = RequestInput(**(usual | more))
    with transaction(on) as work:
        return receive(work, given, user_id=who.id if who else None, now=now, answered=answered)


def searchable(on: Session, company_id: int) -> int:
    """The company can be found by its name and CVR number, as those of the register can."""
    with transaction(on) as work:
        company = work.get_one(Company, company_id)
        company.search_text, company.sort_name = f"{company.name.lower()} {company.cvr}", company.name.lower()
        work.add(company)
    return company_id
