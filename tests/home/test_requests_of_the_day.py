"""My day shows the requests that wait for somebody, by their clocks."""

from datetime import timedelta

from contact_ground import Colleague
from people import ANNA, SignedIn
from request_ground import received
from sqlmodel import Session

from crm.db import transaction
from crm.employer_requests.inputs import Whom
from crm.employer_requests.services.owning import hand_over
from crm.employer_requests.services.progress import finish, wait_for_company
from crm.employer_requests.words import Channel
from crm.values.clock import utc_now


def test_anna_sees_her_requests_and_what_is_offered_to_her(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, company: int
) -> None:
    now = utc_now()
    at = {"now": now, "channel": Channel.PHONE}
    received(session, anna, subject="To svejsere", company_id=company, received_at=now - timedelta(days=20), **at)
    waits = received(session, anna, subject="En kok", company_text="Cafeen", **at)
    offered = received(session, bo, subject="Tre chauffører", **at)
    received(session, bo, subject="Bos egen", **at)
    over = received(session, anna, subject="Næsten i mål", **at)
    with transaction(session) as on:
        wait_for_company(on, waits, "Jobopslaget", user_id=anna.id, now=now)
        hand_over(on, offered, Whom(user_id=anna.id), user_id=bo.id, now=now)
        finish(on, over, user_id=anna.id, now=now)
    page = signed_in(ANNA).get("/my-day")
    assert page.has(
        "Henvendelser fra virksomheder", "To svejsere", "over", "En kok", "Cafeen", "venter på virksomheden"
    )
    assert page.has("Tre chauffører", "tilbudt Anna Krogh, har ikke sagt ja endnu", "Næsten i mål", "skal afsluttes")
    assert not page.has("Bos egen")
