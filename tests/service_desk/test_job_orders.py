"""Job orders: taken on a request, candidates proposed as numbers, answered; asked about until they are."""

from datetime import date, datetime, timedelta

import pytest
from contact_ground import NOW, Colleague, MakeCompany, logged
from flask import Flask
from people import ANNA, BO, EMIL, SignedIn
from query_count import counted
from request_ground import received
from sqlmodel import Session, select

from crm.contacts.inputs import NeedInput
from crm.contacts.models import Task
from crm.contacts.services.tasks import finish_task
from crm.contacts.words import ContactKind
from crm.db import transaction
from crm.employer_requests.inputs import Filled, JobOrderInput
from crm.employer_requests.job_order_models import JobOrder
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.order_figures import AnsweredOrder, OrderFigures, order_figures
from crm.employer_requests.queries.job_orders import order_lines
from crm.employer_requests.services.closing import close, merge
from crm.employer_requests.services.job_orders import add_order, refer, reopen_order, status_of
from crm.employer_requests.services.owning import take
from crm.employer_requests.words import NotFilled, OrderStatus, Outcome
from crm.refusal import Refusal
from crm.service_desk.services.job_orders import answer, edit
from crm.values.clock import local_date, utc_now
from jobs import job_orders

DAY = timedelta(days=1)


def ordered(on: Session, request: EmployerRequest, who: Colleague, now: datetime = NOW, **more: object) -> JobOrder:
    """Two drivers until a fortnight later, unless something else is said."""
    usual = {
        "title": "Chauffør",
        "occupation": "Lastbilchauffør",
        "positions": 2,
        "deadline": local_date(now) + 14 * DAY,
    }
    with transaction(on) as work:
        return add_order(work, request, JobOrderInput(**(usual | more)), user_id=who.id, now=now)


def open_tasks(on: Session) -> list[Task]:
    on.rollback()
    return [task for task in on.exec(select(Task).order_by(Task.id)) if task.done_at is None]


def test_anna_takes_a_job_order_proposes_candidates_and_writes_what_came_of_it(
    session: Session, signed_in: SignedIn, company: int
) -> None:
    request = received(session, None, company_id=company, now=utc_now(), description="Til ruten Aalborg–Thisted")
    anna = signed_in(ANNA)
    page = anna.get(f"/requests/{request.id}").click("Ny jobordre j")
    form = page.form("Gem jobordren")
    assert (form.fields["title"], form.fields["needed"]) == ("To chauffører", "Til ruten Aalborg–Thisted")
    refused = form.send(occupation="", positions="0", match_now="Ja: 010190-1234", status=422)
    assert refused.has("Skriv et tal fra 1 til 999.", "ligner et CPR-nummer")
    page = refused.form("Gem jobordren").send(
        occupation="Lastbilchauffør", positions="3", match_now="", we_do="Spørger AMU"
    )
    assert page.has("Jobordren er skrevet ned.", "Spørger AMU", "Endnu ikke besat", request.reference)
    page = page.form("Skriv det ned").send(number="4", note="To fra kørekortholdet")
    assert page.has("Kandidaterne er skrevet ned, som et antal.", "To fra kørekortholdet")
    page = page.form("Skriv det ned").send(number="1")
    page = page.form("Tilbagekald").send()
    assert page.has("Henviste kandidater 4")
    refused = page.form("Gem, hvad der kom ud af det").send(filled_by_us="2", status=422)
    assert refused.has("Vælg, hvorfor ikke alle stillinger blev besat.")
    stale = anna.get(page.url)
    page = refused.form("Gem, hvad der kom ud af det").send(reason="declined")
    assert page.has("2 af 3 stillinger besat af os, 0 ad anden vej. Hvorfor ikke alle: De valgte sagde nej.")
    stale = stale.form("Gem, hvad der kom ud af det").send(status=409)
    assert stale.has("En anden har ændret jobordren imens.", "Besat af os")
    page = page.form("Genåbn").send().click("Rediger")
    edited = page.form("Gem jobordren").send(title="Chauffør, nat")
    assert edited.h1 == "Chauffør, nat"
    changed = page.form("Gem jobordren").send(title="Chauffør, dag", status=409)
    assert changed.has("Chauffør, nat")
    assert anna.get(f"/requests/{request.id}").has("Chauffør, nat", "3 stillinger")


def test_what_came_of_an_order_adds_up(session: Session, company: int, anna: Colleague) -> None:
    request = received(session, None, company_id=company)
    order = ordered(session, request, anna, positions=5)
    today = local_date(NOW)

    def said(by_us: int, otherwise: int, day: date = today, reason: NotFilled | None = None) -> None:
        with transaction(session) as work:
            filled = Filled(by_us=by_us, otherwise=otherwise, day=day, reason=reason)
            answer(work, order, filled, version=order.version, user_id=anna.id, now=NOW)

    for wrong in ((4, 2), (1, 1), (5, 0, today + DAY), (5, 0, today - DAY)):
        with pytest.raises(Refusal):
            said(*wrong)
    said(2, 3)
    assert (order.status, order.not_filled) == (OrderStatus.FILLED_OTHERWISE, None)
    with pytest.raises(Refusal), transaction(session) as work:
        refer(work, order, 2, day=today, user_id=anna.id, now=NOW)
    with transaction(session) as work:
        reopen_order(work, order, version=order.version, now=NOW)
    said(0, 0, reason=NotFilled.TERMS)
    assert (order.status, order.not_filled, order.answered_on) == (OrderStatus.NOT_FILLED, NotFilled.TERMS, today)
    assert [status_of(1, 1), status_of(0, 1), status_of(0, 0)] == [
        OrderStatus.FILLED_BY_US,
        OrderStatus.FILLED_OTHERWISE,
        OrderStatus.NOT_FILLED,
    ]


def test_somebody_is_asked_after_the_deadline_once_and_again_until_it_is_answered(
    session: Session, company: int, anna: Colleague
) -> None:
    request = received(session, None, company_id=company)
    with transaction(session) as work:
        take(work, request, user_id=anna.id, now=NOW)
    order = ordered(session, request, anna)
    on_time = NOW + 14 * DAY
    assert job_orders.run(session, on_time) == {"tasks": 0}
    saturday, late = NOW + 19 * DAY, NOW + 15 * DAY
    assert job_orders.run(session, saturday) == {"tasks": 0}
    assert [job_orders.run(session, late)["tasks"] for _twice in range(2)] == [1, 0]
    (task,) = open_tasks(session)
    assert (task.title, task.owner_user_id) == ("Spørg, hvad der kom ud af jobordren: Chauffør", anna.id)
    with transaction(session) as work:  # ticked off, and no answer
        finish_task(work, task, version=task.version, user_id=anna.id, now=late)
    assert [job_orders.run(session, late + days * DAY)["tasks"] for days in (1, 6, 7)] == [0, 0, 1]
    later = late + 7 * DAY
    with transaction(session) as work:
        given = JobOrderInput(title="Chauffør", occupation="Chauffør", positions=2, deadline=local_date(later) + DAY)
        edit(work, order, given, version=order.version, user_id=anna.id, now=later)
    assert open_tasks(session) == []
    after_easter = later + 14 * DAY
    assert job_orders.run(session, after_easter) == {"tasks": 1}
    with transaction(session) as work:
        filled = Filled(by_us=2, otherwise=0, day=local_date(later))
        answer(work, order, filled, version=order.version, user_id=anna.id, now=after_easter)
    assert open_tasks(session) == []
    assert job_orders.run(session, later + 30 * DAY) == {"tasks": 0}


def test_the_task_leads_to_the_order(session: Session, signed_in: SignedIn, company: int, anna: Colleague) -> None:
    request = received(session, None, company_id=company)
    ordered(session, request, anna)
    assert job_orders.run(session, NOW + 15 * DAY) == {"tasks": 1}
    (task,) = open_tasks(session)
    assert task.unit_id == request.unit_id
    assert signed_in(BO).get(f"/tasks/{task.id}").click("jobordren Chauffør").has("fristen er overskredet")


def test_a_need_heard_in_a_contact_becomes_a_job_order_in_one_click(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    need = NeedInput(occupation="Svejser", number=3, from_date=None, skills="TIG", hours_per_week=None)
    later = NeedInput(occupation="Svejser", number=1, from_date=local_date(utc_now()) + 9 * DAY)
    contact = logged(session, anna, company, kind=ContactKind.CALL, at=utc_now() - DAY, needs=(need, later))
    page = signed_in(ANNA).get(f"/contacts/{contact.entry}")
    made = page.form("Gør det til en jobordre").send()
    assert made.has("Det er nu en jobordre", "Svejser", "TIG", "Anna Krogh")
    assert page.form("Gør det til en jobordre").send().url == made.url
    again = signed_in(ANNA).get(f"/contacts/{contact.entry}")
    assert again.click("Se den").url == made.url
    assert again.form("Gør det til en jobordre").send().url != made.url
    assert made.click(made.text.partition("VS-")[1] + made.text.partition("VS-")[2][:10]).has(
        "Hvad den førte til", "Telefonopkald"
    )


def test_the_list_shows_what_is_late_whose_it_is_and_how_much_was_filled(
    app: Flask, session: Session, signed_in: SignedIn, make_company: MakeCompany, anna: Colleague
) -> None:
    now = utc_now()
    long_ago = now - 30 * DAY
    requests = [received(session, None, company_id=make_company(f"Firma {n}"), now=long_ago) for n in range(3)]
    with transaction(session) as work:
        take(work, requests[0], user_id=anna.id, now=long_ago)
    ordered(session, requests[0], anna, long_ago, title="Sen")
    ordered(session, requests[1], anna, long_ago, title="Åben", deadline=local_date(now) + DAY)
    filled = ordered(session, requests[2], anna, long_ago, title="Besat", positions=4)
    with transaction(session) as work:
        said = Filled(by_us=2, otherwise=1, day=local_date(now), reason=NotFilled.OTHER)
        answer(work, filled, said, version=1, user_id=anna.id, now=now)
    emil = signed_in(EMIL)
    page = emil.get("/job-orders")
    assert [row[1].split()[0] for row in page.rows()] == ["Sen", "Åben"]
    assert page.has("Endnu ikke besat 2", "Over fristen 1", "Afsluttet 1", "75,0 % af stillingerne besat")
    assert page.has("50,0 % besat af os", "30 dage om at besætte", "Af 4 stillinger")
    assert len(page.click("Over fristen 1").rows()) == 1
    assert emil.get("/job-orders?which=answered").has("3 af 4")
    assert emil.get("/job-orders?q=firma+1&whose=unit&unit=99").has("Ingen jobordre passer")
    assert len(signed_in(ANNA).get("/job-orders").rows()) == 1
    with counted(app) as few:
        emil.part("/job-orders?which=open")
    for n in range(12):
        ordered(session, requests[n % 3], anna, now, title=f"Ny {n}")
    with counted(app) as many:
        emil.part("/job-orders?which=open")
    assert many.count == few.count


def test_orders_go_along_when_requests_become_one_and_live_on_when_it_is_closed(
    session: Session, company: int, anna: Colleague
) -> None:
    older, newer = received(session, None, company_id=company), received(session, None, company_id=company)
    order = ordered(session, newer, anna)
    with transaction(session) as work:
        merge(work, newer, into=older, user_id=anna.id, now=NOW)
        close(work, older, Outcome.JOB_ORDER, "Vi henviser i uge 12", user_id=anna.id, now=NOW)
    assert [line.reference for line in order_lines(session)] == [older.reference]
    with pytest.raises(Refusal):
        ordered(session, older, anna)
    with pytest.raises(Refusal):
        ordered(session, received(session, None, company_text="Ukendt"), anna)
    assert order.request_id == older.id


def test_figures_are_of_positions_and_of_the_middle_order() -> None:
    def row(days: int, positions: int, by_us: int, otherwise: int = 0) -> AnsweredOrder:
        return AnsweredOrder(date(2026, 1, 1), date(2026, 1, 1) + days * DAY, 1, 1, positions, by_us, otherwise)

    assert order_figures([]) == OrderFigures()
    found = order_figures([row(5, 2, 2), row(9, 5, 1, 1), row(40, 3, 0, 3), row(90, 4, 0)])
    assert (found.orders, found.positions, found.by_us, found.filled, found.days) == (4, 14, 3, 7, 9)
    assert order_figures([row(9, 1, 0)]).days is None
