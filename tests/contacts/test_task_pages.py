"""Tasks as case workers meet them: the list, the buttons in it, and what became of each."""

from datetime import time, timedelta

import pytest
from contact_ground import Colleague, MakeCompany, call_back, logged
from flask import Flask
from people import ANNA, BO, CARLA, SignedIn
from query_count import counted
from sqlmodel import Session, select

from crm.contacts.due import PutOff, due_moment, put_off_day
from crm.contacts.inputs import TaskInput
from crm.contacts.models import Task, TaskKind
from crm.contacts.services.tasks import add_task
from crm.db import transaction
from crm.values.clock import local_date, utc_now

TODAY = local_date(utc_now())
DAY = timedelta(days=1)


def task(on: Session, who: Colleague, company: int, **more: object) -> Task:
    usual: dict[str, object] = {
        "kind": TaskKind.FOLLOW_UP, "title": "Send aftalen", "promised": False, "due_at": due_moment(TODAY)
    }  # fmt: skip
    given: TaskInput = call_back(company, **(usual | more))
    with transaction(on) as work:
        return add_task(work, given, user_id=who.id, now=utc_now() - 9 * DAY)


def again(on: Session, found: Task) -> Task:
    on.rollback()
    on.expire_all()
    return on.exec(select(Task).where(Task.id == found.id)).one()


def test_anna_writes_down_what_was_agreed_and_does_it(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    page = signed_in(ANNA).get(f"/tasks/new?company={company}")
    assert page.h1 == "Ny opgave"
    page = page.form("Gem opgaven").send(title="Ring om elevpladsen", due_on="24-12-2099", at="9.30", kind="call_back")
    assert page.has("Opgaven er gemt.", "torsdag 24. december 2099 9.30", "Nordjysk Smedje", "Oprettet", "Anna Krogh")
    page = page.form("Færdig").send()
    assert page.has("Opgaven er udført.", "Udført af Anna Krogh")
    page = page.form("Genåbn").send()
    assert page.has("Opgaven er åben igen.", "Ikke udført endnu", "Genåbnet")


def test_a_form_sent_twice_makes_one_task(session: Session, signed_in: SignedIn, company: int) -> None:
    form = signed_in(ANNA).get(f"/tasks/new?company={company}").form("Gem opgaven")
    assert form.send(title="Ring").url == form.send(title="Ring").url
    assert len(session.exec(select(Task)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Skal udfyldes."),
        ("title", "Om 010190-1234", "ligner et CPR-nummer"),
        ("due_on", "", "Skal udfyldes."),
        ("at", "kvart i", "Det er ikke et klokkeslæt."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(
    signed_in: SignedIn, company: int, field: str, value: str, sentence: str
) -> None:
    form = signed_in(ANNA).get(f"/tasks/new?company={company}").form("Gem opgaven")
    page = form.send(status=422, **({"title": "Send aftalen om mentor"} | {field: value}))
    assert page.has(sentence)
    assert "010190" not in page.html
    if field != "title":
        assert "Send aftalen om mentor" in page.html


def test_overdue_is_said_in_words_and_comes_first(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    task(session, anna, company, title="I dag")
    task(session, anna, company, title="For længst", due_at=due_moment(TODAY - 3 * DAY))
    page = signed_in(ANNA).get("/tasks")
    assert page.has("2 opgaver", "3 dage overskredet")
    assert page.text.index("For længst") < page.text.index("I dag")
    assert "I dag" not in signed_in(ANNA).get("/tasks?show=overdue").text
    assert signed_in(ANNA).get("/tasks?show=done").has("Ingen opgave passer")


def test_whose_tasks_one_sees(session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague,
                              carla: Colleague, company: int) -> None:  # fmt: skip
    task(session, bo, company, title="Bos egen")
    task(session, bo, company, title="Enhedens", unit_id=bo.caller.unit_id)
    task(session, carla, company, title="Carlas")
    client = signed_in(ANNA)

    def titles(query: str) -> set[str]:
        page = client.get(f"/tasks?{query}")
        return {name for name in ("Bos egen", "Enhedens", "Carlas") if name in page.text}

    assert titles("") == {"Enhedens"}
    assert titles(f"whose=unit-{anna.caller.unit_id}") == {"Bos egen", "Enhedens"}
    assert titles(f"whose=user-{bo.id}") == {"Bos egen"}
    assert titles(f"company={company}") == {"Bos egen", "Enhedens", "Carlas"}
    assert titles("whose=user-x&show=nonsense&kind=nonsense") == {"Enhedens"}
    assert titles("kind=call_back") == set()


def test_the_button_in_the_list_swaps_its_row(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    found = task(session, anna, company)
    client = signed_in(ANNA)
    data = {"csrf_token": client.csrf_token(), "version": found.version}
    row = client.part(f"/tasks/{found.id}/done?back=/tasks", method="POST", data=data)
    assert row.one(f"li[@id='task-{found.id}']") is not None
    assert row.has("Færdig", "Genåbn", "Opgaven er udført.")
    assert again(session, found).done_at is not None


def test_the_button_without_scripts_leads_back(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    found = task(session, anna, company)
    page = signed_in(ANNA).get("/tasks").form(f"Færdig ({found.title})").send()
    assert page.url == "/tasks"
    assert page.has("Opgaven er udført.", "Du har ingen åbne opgaver")


@pytest.mark.parametrize("by", list(PutOff))
def test_a_task_is_put_off_to_a_working_day_at_the_same_time(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int, by: PutOff
) -> None:

    found = task(session, anna, company, due_at=due_moment(TODAY - 40 * DAY, time(14, 30)))
    client = signed_in(ANNA)
    data = {"csrf_token": client.csrf_token(), "version": found.version, "by": by.value}
    assert client.part(f"/tasks/{found.id}/snooze", method="POST", data=data).has("14.30", "Opgaven er udsat.")
    assert again(session, found).due_at == due_moment(put_off_day(by, TODAY), time(14, 30))


def test_a_task_is_put_off_to_a_day_of_ones_choice(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    found = task(session, anna, company)
    form = signed_in(ANNA).get("/tasks").click("En anden dag …").form("Udsæt den")
    assert form.send(status=422, day="").has("Skal udfyldes.")
    assert form.send(status=422, day="01-01-2020").has("Vælg et tidspunkt, der ikke er passeret.")
    page = form.send(day="24-12-2099", at="")
    assert page.has("Opgaven er udsat.", "torsdag 24. december 2099")
    assert again(session, found).due_at == due_moment(local_date(utc_now()).replace(2099, 12, 24))


def test_a_task_goes_to_carla_and_says_where_it_was(
    session: Session, signed_in: SignedIn, anna: Colleague, carla: Colleague, company: int
) -> None:
    found = task(session, anna, company)
    form = signed_in(ANNA).get("/tasks").click("Giv videre …").form("Giv den videre")
    assert form.send(status=422).has("Vælg fra listen.")
    assert form.send(owner=f"user-{carla.id}").has("Opgaven er givet videre.")
    page = signed_in(CARLA).get("/tasks").click(found.title)
    assert page.has("Givet videre", "Anna Krogh", "Carla Holm")


def test_who_was_second_sees_how_it_is_now(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, company: int
) -> None:
    found = task(session, anna, company)
    mine, his = signed_in(ANNA), signed_in(BO)
    seen = mine.get(f"/tasks/{found.id}").form("Færdig")
    his.get(f"/tasks/{found.id}/hand-over").form("Giv den videre").send(owner=f"user-{bo.id}")
    page = seen.send(status=409)
    assert page.has("En anden har ændret opgaven i mellemtiden.", "Bo Lund")
    data = {"csrf_token": mine.csrf_token(), "version": found.version}
    row = mine.part(f"/tasks/{found.id}/done", method="POST", data=data, status=409)
    assert row.has("En anden har ændret opgaven", "Bo Lund")
    assert again(session, found).done_at is None


def test_a_task_is_put_right_and_who_was_second_sees_both(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, company: int
) -> None:
    found = task(session, anna, company)
    mine, his = (signed_in(who).get(f"/tasks/{found.id}").click("Rediger").form("Gem opgaven") for who in (ANNA, BO))
    page = mine.send(title="Send den rigtige aftale", due_on="24-12-2099", at="10.15")
    assert page.has("Opgaven er gemt.", "torsdag 24. december 2099 10.15", "Ændret")
    page = his.send(title="Bos ord", status=409)
    assert page.has("Send den rigtige aftale", "Bos ord", "10:15")
    assert page.form("Gem opgaven").send().h1 == "Bos ord"


def test_a_task_from_a_contact_leads_back_to_it(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:

    contact = logged(session, anna, company)
    page = signed_in(ANNA).get(f"/tasks/new?contact={contact.entry}").form("Gem opgaven").send(title="Send aftalen")
    assert page.has("kontakten")
    session.rollback()
    assert session.exec(select(Task)).one().interaction_entry == contact.entry


def test_tasks_are_made_from_the_company_and_from_a_contact(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    contact = logged(session, anna, company)
    client = signed_in(ANNA)
    page = client.get(f"/companies/{company}").click("Ny opgave").form("Gem opgaven").send(title="Send aftalen")
    assert page.url == f"/companies/{company}"
    assert page.has("Send aftalen")
    assert page.click("Alle opgaver").h1 == "Opgaver om Nordjysk Smedje"
    page = client.get(f"/contacts/{contact.entry}").click("Ny opgave").form("Gem opgaven").send(title="Ring igen")
    assert page.url == f"/contacts/{contact.entry}"
    assert page.has("Ring igen")


def test_unknown_things_are_not_found(signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    for url in ("/tasks/4711", "/tasks/new", "/tasks/new?company=4711", "/tasks/4711/snooze"):
        client.get(url, status=404)


def test_the_number_of_queries_does_not_grow(
    app: Flask, session: Session, signed_in: SignedIn, anna: Colleague, make_company: MakeCompany
) -> None:
    task(session, anna, make_company())
    client = signed_in(ANNA)
    client.get("/tasks")
    with counted(app) as one:
        client.get("/tasks")
    for number in range(12):
        task(session, anna, make_company(f"Firma {number}"), due_at=due_moment(TODAY - number * DAY))
    with counted(app) as many:
        client.get("/tasks")
    assert many.count == one.count <= 20


def test_a_rest_that_the_promise_ends_is_not_shown_beside_it(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, company: int
) -> None:
    """Bo called yesterday. Anna is to call tomorrow: on that day nothing keeps her from it; Bo is to wait."""
    logged(session, bo, company, at=utc_now() - DAY)
    task(session, anna, company, due_at=due_moment(TODAY + DAY))
    assert not signed_in(ANNA).get("/tasks").has("Vent til")
    assert signed_in(BO).get(f"/tasks?company={company}").has("Send aftalen", "Vent til")
