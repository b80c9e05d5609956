"""Mette opens the link in her mail: she says yes, no, or when it would suit her better."""

from datetime import datetime, timedelta

import pytest
from contact_ground import Colleague
from invited import Ground
from page_client import PageClient
from people import ANNA, SignedIn
from sqlmodel import Session, select

from crm.accounts.throttle import FOR_ACCOUNT
from crm.contacts.models import Task
from crm.db import transaction
from crm.values.clock import COPENHAGEN, utc_now
from crm.visiting.services.invitations import token_for
from crm.visits.models import Answer, Visit, VisitPerson, VisitStatus


@pytest.fixture
def ground(session: Session, company: int, anna: Colleague, bo: Colleague) -> Ground:
    return Ground(session, company, anna, bo)


def in_a_week(hour: int = 10) -> datetime:
    day = (utc_now() + timedelta(days=7)).astimezone(COPENHAGEN)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def booked(ground: Ground, **more: object) -> tuple[Visit, str]:
    """A visit in a week, and the path of Mette's link."""
    person = ground.person()
    visit = ground.book([person], starts_at=in_a_week(), **more)  # type: ignore[arg-type]
    return visit, f"/invitation/{token_for(visit, f'person:{person}')}"


def test_mette_says_yes_and_a_proposed_visit_is_agreed(ground: Ground, client: PageClient) -> None:
    visit, path = booked(ground, status=VisitStatus.PROPOSED, colleagues=[ground.bo.id], agenda="Kaffe")
    page = client.get(path)
    assert page.h1 == "Besøg hos Nordjysk Smedje"
    assert page.has("kl. 10.00–11.00", "Port 3", "Anna", "Bo", "Jobcenter Aalborg", "Rekruttering af svejsere", "Kaffe")
    page = page.form("Send svaret").send(answer="accepted", note="Vi glæder os")
    assert page.has("Tak. Vi har modtaget dit svar.", "Du har sagt ja.")
    ground.on.rollback()
    ground.on.refresh(visit)
    row = ground.invitations(visit)[-1]
    assert (row.answer, row.answer_note, visit.status) == (Answer.ACCEPTED, "Vi glæder os", VisitStatus.CONFIRMED)
    assert ground.on.exec(select(Task)).all() == []


def test_another_time_becomes_the_leads_task_once(ground: Ground, client: PageClient, signed_in: SignedIn) -> None:
    visit, path = booked(ground)
    assert client.get(path).form("Send svaret").send(answer="counter", status=422).has("Skal udfyldes.")
    form = client.get(path).form("Send svaret")
    when = in_a_week(14)
    filled = {"answer": "counter", "day": f"{when:%Y-%m-%d}", "at": "14:00", "note": "Vi holder møde om formiddagen"}
    form.send(**filled)
    page = form.send(**filled)
    assert page.has("Du har foreslået et andet tidspunkt.", "kl. 14.00. Du hører fra os.")
    ground.on.rollback()
    row = ground.invitations(visit)[-1]
    assert (row.answer, row.proposed_starts_at) == (Answer.COUNTER, when)
    (task,) = ground.on.exec(select(Task)).all()
    assert task.title.startswith("Mette Smed vil hellere have besøget ")
    assert (task.owner_user_id, task.person_id) == (ground.anna.id, row.person_id)
    assert signed_in(ANNA).get("/tasks").has("Mette Smed vil hellere")


def test_a_no_becomes_a_task_and_can_be_taken_back(ground: Ground, client: PageClient) -> None:
    visit, path = booked(ground)
    form = client.get(path).form("Send svaret")
    assert form.send(answer="declined", note="Ring til 0101701234", status=422).has("ligner et CPR-nummer")
    page = form.send(answer="declined")
    assert page.has("Du har sagt nej.")
    assert page.form("Send svaret").send(answer="accepted").has("Du har sagt ja.")
    ground.on.rollback()
    (task,) = ground.on.exec(select(Task)).all()
    assert task.title.startswith("Mette Smed siger nej til besøget ")
    assert ground.invitations(visit)[-1].answer is Answer.ACCEPTED


def test_a_link_to_what_is_off_over_or_unknown_says_so(ground: Ground, client: PageClient) -> None:
    visit, path = booked(ground)
    form = client.get(path).form("Send svaret")
    with transaction(ground.on) as work:
        work.delete(work.exec(select(VisitPerson)).one())
        ground.invitations(visit)[-1].withdrawn_at = utc_now()
    assert client.get(path, status=410).h1 == "Du deltager ikke længere i besøget"
    ground.cancel(visit, now=utc_now())
    assert client.get(path, status=410).h1 == "Besøget er aflyst"
    assert form.send(answer="accepted", status=410).h1 == "Besøget er aflyst"
    with transaction(ground.on):
        visit.status = VisitStatus.CONFIRMED
        visit.starts_at = utc_now() - timedelta(minutes=1)
        ground.on.add(visit)
    assert client.get(path, status=410).h1 == "Besøget er begyndt eller overstået"
    for _attempt in range(FOR_ACCOUNT):
        assert client.get("/invitation/nosuch", status=404).h1 == "Her er ingen invitation"
    assert client.get("/invitation/nosuch", status=429)
