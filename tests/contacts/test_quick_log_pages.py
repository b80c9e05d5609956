"""The log form as a consultant uses it, and what becomes of one contact afterwards. Without scripts."""

from datetime import date, timedelta

import pytest
from contact_ground import Colleague, MakeCompany, logged, workplace_at
from flask import Flask
from page_client import Page, PageClient
from people import ANNA, BO, SignedIn
from query_count import counted
from sqlmodel import Session, col, select

from crm.contacts.inputs import PersonInput
from crm.contacts.models import ContactRefusal, Draft, GuardEvent, GuardEventKind, Interaction, LabourNeed, Task
from crm.contacts.queries.contacts import contact_versions, parts_of
from crm.contacts.services.people import add_person
from crm.contacts.words import ContactKind, Outcome
from crm.db import transaction
from crm.values.clock import local_date, utc_now

TOMORROW = timedelta(days=1)
CPR = "010190-1234"
CORRECT_IT = "Gem rettelsen"


def today() -> date:
    return local_date(utc_now())


def contacts(on: Session) -> list[Interaction]:
    on.rollback()  # what was read before is not what is there now
    query = select(Interaction).where(col(Interaction.retired_at).is_(None)).order_by(col(Interaction.id))
    return list(on.exec(query.execution_options(populate_existing=True)))


def the_contact(on: Session) -> Interaction:
    (found,) = contacts(on)
    return found


def called_just_now(on: Session, who: Colleague, company: int) -> Interaction:
    return logged(on, who, company, at=utc_now() - timedelta(hours=2))


@pytest.fixture
def at_work(signed_in: SignedIn) -> PageClient:
    return signed_in(ANNA)


def form_of(client: PageClient, company: int) -> Page:
    return client.get(f"/contacts/new?company={company}")


def test_a_call_is_logged_with_who_and_what(
    at_work: PageClient, session: Session, anna: Colleague, company: int
) -> None:
    with transaction(session) as work:
        given = PersonInput(company_id=company, name="Lone Vad", informed_on=today())
        person = add_person(work, given, user_id=anna.id, now=utc_now(), today=today())
    page = form_of(at_work, company)
    assert page.has("Nordjysk Smedje", "Lone Vad")
    page = page.form("Gem").send(outcome="interested", people=str(person.id), note="Vil høre om voksenlærling")
    assert page.has("Kontakten er logget.")
    saved = the_contact(session)
    assert (saved.kind, saved.outcome, saved.note) == (
        ContactKind.CALL, Outcome.INTERESTED, "Vil høre om voksenlærling",
    )  # fmt: skip
    assert utc_now() - saved.at < timedelta(minutes=1)
    page = page.click("Se eller ret den")
    assert page.has("Lone Vad", "Anna Krogh, Jobhuset", "Vil høre om voksenlærling", "tæller ikke i samarbejdsgraden")


def test_what_was_used_last_is_chosen_again(at_work: PageClient, session: Session, make_company: MakeCompany) -> None:
    first, second = make_company("Først"), make_company("Så")
    form_of(at_work, first).form("Gem").send(kind="visit", themes="retention", purpose="retention")
    fields = form_of(at_work, second).form("Gem").fields
    assert (fields["kind"], fields["themes"], fields["purpose"]) == ("visit", "retention", "retention")


def test_no_answer_is_one_click(at_work: PageClient, session: Session, company: int) -> None:
    page = at_work.get(f"/companies/{company}").form("Ikke truffet").send()
    assert page.has("Kontakten er logget.")
    assert page.url.endswith(f"/companies/{company}")
    assert the_contact(session).outcome is Outcome.NO_ANSWER


def test_no_answer_where_a_colleague_has_just_called_opens_the_form(
    at_work: PageClient, session: Session, bo: Colleague, company: int
) -> None:
    form = at_work.get(f"/companies/{company}").form("Ikke truffet")
    called_just_now(session, bo, company)
    page = form.send(status=422)
    assert page.has("Ikke gemt: Kontaktvagten siger nej.", "Bo Lund")
    page.form("Gem").send(override_reason="Ringede, før jeg så det")
    assert [each.outcome for each in contacts(session)] == [Outcome.DONE, Outcome.NO_ANSWER]


def test_needs_interest_and_the_next_step_come_along(
    at_work: PageClient, session: Session, anna: Colleague, company: int
) -> None:
    page = (
        form_of(at_work, company)
        .form("Endnu et behov")
        .send(**{"needs-0-occupation": "Klejnsmed", "needs-0-number": "3", "note": "Travlt forår"})
    )
    assert contacts(session) == [], "another line is not yet a save"
    step = today() + TOMORROW
    page = page.form("Gem").send(
        **{"needs-1-occupation": "Svejser", "needs-1-hours_per_week": "18,5", "needs-1-from_date": "2026-05-01"},
        interests="work_placement",
        themes="recruitment",
        outcome="need_noted",
        step_day=step.isoformat(),
        step_time="10:30",
        step_title="Send kandidater",
        step_promised="y",
    )
    assert page.has("Kontakten er logget.")
    saved = the_contact(session)
    needs = session.exec(select(LabourNeed).order_by(col(LabourNeed.id))).all()
    assert [(need.occupation, need.number) for need in needs] == [("Klejnsmed", 3), ("Svejser", None)]
    assert saved.note == "Travlt forår"
    assert parts_of(session, [saved.id or 0])[saved.id or 0].interests == ["work_placement"]
    task = session.exec(select(Task)).one()
    assert (task.title, task.owner_user_id, task.promised, task.interaction_entry) == (
        "Send kandidater", anna.id, True, saved.entry,
    )  # fmt: skip
    shown = page.click("Se eller ret den")
    assert shown.has("Klejnsmed", "18,5", "Send kandidater")
    assert "type=work_placement" in shown.links()["Start et samarbejde: Virksomhedspraktik"]


def test_call_again_asks_for_the_day(at_work: PageClient, session: Session, company: int) -> None:
    page = form_of(at_work, company).form("Gem").send(outcome="call_back", note="Ring om en uge", status=422)
    assert page.has("Skriv dagen for næste skridt.", "Ring om en uge")
    page.form("Gem").send(step_day=(today() + TOMORROW).isoformat())
    assert session.exec(select(Task)).one().title == "Ring tilbage"


def test_a_refusal_is_kept_with_who_said_it(at_work: PageClient, session: Session, company: int) -> None:
    page = form_of(at_work, company).form("Gem").send(outcome="no_contact", status=422)
    assert page.has("Skriv, hvem i virksomheden der sagde det")
    page = page.form("Gem").send(refusal_scope="phone", refusal_said_by="Lone Vad", refusal_reason="For mange opkald")
    refusal = session.exec(select(ContactRefusal)).one()
    assert (refusal.scope.value, refusal.said_by, refusal.reason) == ("phone", "Lone Vad", "For mange opkald")
    assert form_of(at_work, company).has("Virksomheden ønsker ikke at blive ringet op")


def test_a_prevented_contact_keeps_the_text_and_is_overridden_with_a_reason(
    at_work: PageClient, session: Session, bo: Colleague, company: int
) -> None:
    called_just_now(session, bo, company)
    page = form_of(at_work, company)
    assert page.has("Bo Lund (Jobhuset)")
    page = page.form("Gem").send(note="De ringede først", status=422)
    assert page.has("Ikke gemt: Kontaktvagten siger nej.", "De ringede først")
    assert [event.kind for event in session.exec(select(GuardEvent))] == [GuardEventKind.PREVENTED]
    page = page.form("Gem").send(override_reason="De bad om det på messen")
    assert page.has("Kontakten er logget.")
    session.rollback()
    (event,) = session.exec(select(GuardEvent))
    assert (event.kind, event.why) == (GuardEventKind.OVERRIDDEN, "De bad om det på messen")


def test_protection_wants_the_legal_basis_by_name(
    at_work: PageClient, session: Session, make_company: MakeCompany
) -> None:
    company = make_company(protected=True)
    page = form_of(at_work, company).form("Gem").send(override_reason="De bad om det", note="Kort", status=422)
    assert page.has("Angiv hjemlen til at kontakte den.", "Kort")
    page.form("Gem").send(override_basis="Beskæftigelsesindsatsloven § 4")
    assert session.exec(select(GuardEvent)).one().legal_basis == "Beskæftigelsesindsatsloven § 4"


def test_what_the_company_asks_of_us_is_never_stopped(
    at_work: PageClient, session: Session, make_company: MakeCompany
) -> None:
    company = make_company(protected=True)
    assert form_of(at_work, company).form("Gem").send(direction="incoming").has("Kontakten er logget.")


def test_a_cpr_number_is_refused_and_the_rest_is_kept(at_work: PageClient, session: Session, company: int) -> None:
    page = form_of(at_work, company).form("Gem").send(note=f"Talte om {CPR} og praktik", status=422)
    assert page.has("CPR-nummer", "og praktik")
    assert CPR not in page.html
    assert contacts(session) == []


def test_a_cooperation_begins_where_the_talk_ended(at_work: PageClient, session: Session, company: int) -> None:
    page = form_of(at_work, company).form("Gem og start et samarbejde").send(interests="mentor")
    assert page.h1 == "Nyt samarbejde"
    assert page.form("Registrér samarbejdet").fields["type_code"] == "mentor"
    assert len(contacts(session)) == 1


def test_the_company_is_found_by_name_number_phone_and_person(
    at_work: PageClient, session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    company = make_company("Vindteknik Nord")
    with transaction(session) as work:
        given = PersonInput(company_id=company, name="Mette Holm", informed_on=today(), phones=("+4520456789",))
        add_person(work, given, user_id=anna.id, now=utc_now(), today=today())
        work.connection().exec_driver_sql(
            "UPDATE company SET search_text = 'vindteknik nord 10000001 98112233' WHERE name = 'Vindteknik Nord'"
        )
    for text in ("vindteknik", "10 00 00 01", "98 11 22 33", "1000000001", "mette holm", "20 45 67 89"):
        page = at_work.get(f"/contacts/new?q={text}")
        assert page.has("Vindteknik Nord"), text
    assert at_work.get(f"/contacts/new?q={CPR}", status=422).has("CPR-nummer")
    (link,) = [url for text, url in page.links().items() if text.startswith("Vindteknik Nord")]
    assert at_work.get(link).has("Vindteknik Nord")


def test_a_draft_comes_back_and_can_be_thrown_away(at_work: PageClient, session: Session, company: int) -> None:
    fields = form_of(at_work, company).form("Gem").fields
    sent = {**fields, "note": f"Halvt skrevet om {CPR}", "outcome": "interested"}
    answer = at_work.open(f"/contacts/drafts?company={company}", method="POST", data=sent)
    assert answer.json == {"clean": False}
    assert CPR not in str(session.exec(select(Draft)).one().content)
    assert at_work.get("/contacts/new").has("Begyndt og ikke sendt", "Nordjysk Smedje")
    page = form_of(at_work, company)
    assert page.has("Usendt tekst fra", "er hentet frem igen", "Halvt skrevet om")
    assert page.form("Gem").fields["outcome"] == "interested"
    assert page.form("Smid den væk").send().has("Den usendte tekst er smidt væk.")
    assert not form_of(at_work, company).has("Halvt skrevet")


def test_a_saved_contact_ends_its_draft_and_no_one_sees_anothers(
    at_work: PageClient, signed_in: SignedIn, session: Session, company: int
) -> None:
    form = form_of(at_work, company).form("Gem")
    data = {**form.fields, "note": "Mit"}
    at_work.open(f"/contacts/drafts?company={company}", method="POST", data=data)
    assert not form_of(signed_in(BO), company).has("Mit", "Usendt tekst")
    form.send(note="Mit")
    assert session.exec(select(Draft)).all() == []


def test_a_correction_keeps_the_earlier_version(at_work: PageClient, session: Session, company: int) -> None:
    page = form_of(at_work, company).form("Gem").send(note="Ringer igen", themes="retention")
    page = page.click("Se eller ret den").click("Ret")
    page = page.form(CORRECT_IT).send(note="Ringer ikke igen", minutes="7")
    assert page.has("Rettelsen er gemt.", "Ringer ikke igen", "Ringer igen", "7 minutter", "rettet")
    saved = the_contact(session)
    assert [each.note for each in contact_versions(session, saved.entry)] == ["Ringer ikke igen", "Ringer igen"]
    assert parts_of(session, [saved.id or 0])[saved.id or 0].themes == ["retention"]


def test_who_corrects_what_was_corrected_meanwhile_sees_both(
    at_work: PageClient, signed_in: SignedIn, session: Session, company: int
) -> None:
    form_of(at_work, company).form("Gem").send(note="Først")
    address = f"/contacts/{the_contact(session).entry}/correct"
    mine, theirs = at_work.get(address).form(CORRECT_IT), signed_in(BO).get(address).form(CORRECT_IT)
    theirs.send(note="Bos rettelse")
    page = mine.send(note="Annas rettelse", status=409)
    assert page.has("Bos rettelse", "Annas rettelse", "Gemt af en anden")
    assert page.form(CORRECT_IT).send().has("Annas rettelse")
    assert the_contact(session).note == "Annas rettelse"


def test_another_kind_of_contact_asks_the_guard_again(
    at_work: PageClient, session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    mine = logged(session, anna, company, kind=ContactKind.EMAIL, at=utc_now() - timedelta(hours=1))
    called_just_now(session, bo, company)
    page = at_work.get(f"/contacts/{mine.entry}/correct").form(CORRECT_IT).send(kind="call", status=422)
    assert page.has("Ikke gemt: Kontaktvagten siger nej.")
    assert page.form(CORRECT_IT).send(override_reason="Det var et opkald").has("Rettelsen er gemt.")


def test_a_contact_is_taken_back_with_a_reason(at_work: PageClient, session: Session, company: int) -> None:
    page = form_of(at_work, company).form("Gem").send(note="Forkert firma").click("Se eller ret den")
    address = page.url
    page = page.click("Tilbagekald").form("Tilbagekald den").send(status=422)
    page = page.form("Tilbagekald den").send(reason="Det var naboen")
    assert page.has("Kontakten er tilbagekaldt.")
    assert contacts(session) == []
    assert at_work.get(address).has("Kontakten er tilbagekaldt.", "Det var naboen", "Anna Krogh")
    late = at_work.post(f"{address}/void", {"reason": "Igen", "version": "1"}, status=409)
    assert late.has("En anden kom først")


def test_the_form_costs_the_same_however_much_there_is(
    app: Flask, at_work: PageClient, session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    small, large = make_company(), make_company()
    with transaction(session) as work:
        for number in range(12):
            work.add(workplace_at(large, 1_500_000_000 + number))
        for number, company in enumerate([small, *[large] * 12]):
            given = PersonInput(company_id=company, name=f"Person {number}x{number * 7}", informed_on=today())
            add_person(work, given, user_id=anna.id, now=utc_now(), today=today())
    form_of(at_work, small)
    costs = []
    for company in (small, large):
        with counted(app) as statements:
            form_of(at_work, company)
        costs.append(statements.count)
    assert costs[0] == costs[1] <= 18


def test_the_banner_follows_the_chosen_kind(at_work: PageClient, session: Session, bo: Colleague, company: int) -> None:
    called_just_now(session, bo, company)
    address = f"/contacts/guard?company={company}"
    assert at_work.part(f"{address}&kind=call&direction=outgoing").has("Bo Lund")
    assert not at_work.part(f"{address}&kind=call&direction=incoming").has("Bo Lund")
