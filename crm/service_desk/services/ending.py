"""What follows when the desk has concluded a request."""

from datetime import datetime

from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.closing import link
from crm.employer_requests.words import Outcome
from crm.surveys.services.asking_requests import ask_about_request


def follow_close(
    on: Session, request: EmployerRequest, *, cooperation_id: int | None, user_id: int, now: datetime
) -> None:
    """The cooperation is linked, when one is what came of it; the company is asked how it went."""
    if request.outcome is Outcome.COOPERATION and cooperation_id is not None:
        link(on, request, cooperation_id=cooperation_id, user_id=user_id, now=now)
    ask_about_request(on, request, now=now)
