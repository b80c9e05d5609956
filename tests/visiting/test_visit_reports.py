"""Reporting a visit: everything at once or nothing, once, and never held back by the guard."""

from datetime import date, timedelta

import pytest
from contact_ground import Colleague, MakeCompany, logged
from page_client import Page, PageClient
from people import ADMIN, ANNA, BO, SignedIn, account_of
from sqlmodel import Session
from visit_pages import all_of, begun_visit, contact_at

from crm.contacts.guard.enforce import contact_transaction
from crm.contacts.inputs import RefusalInput
from crm.contacts.models import GuardEvent, Interaction, InterestMark, LabourNeed, Task
from crm.contacts.services.restrictions import set_refusal
from crm.contacts.words import ContactKind, Outcome, Purpose
from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.visiting.queries.reports import missing_reports
from crm.visiting.services.reports import ReportInput, purpose_of, save_report
from crm.visiting.services.thanks import filled
from crm.visits.models import Visit, VisitReport, VisitStatus

AGO = timedelta(hours=2)
UNIT = "unit-"


@pytest.fixture
def at_work(signed_in: SignedIn, anna: Colleague) -> PageClient:
    return signed_in(ANNA)


def report(client: PageClient, visit: Visit) -> Page:
    return client.get(f"/visits/{visit.id}/report")


def test_a_report_says_everything_at_once(
    at_work: PageClient, session: Session, anna: Colleague, carla: Colleague, company: int
) -> None:
    person = contact_at(session, company, anna, "Lone Vad", "lone@smedjen.dk")
    contact_at(session, company, anna, "Per Uden")
    visit = begun_visit(session, company, anna, people=[person])
    page = report(at_work, visit)
    assert page.has("Nordjysk Smedje", "Lone Vad")
    fields = page.form("Gem referatet").fields
    assert (fields["people"], fields["themes"], fields["outcome"]) == (str(person), "apprenticeship", "held")
    page = page.form("Endnu et skridt").send(note="Travlt forår", **{"steps-0-title": "Send kandidater"})
    unit = next(iter(page.all("option[@value='unit-1']"))).get("value")
    page = page.form("Gem referatet").send(
        interests="work_placement",
        thanks="y",
        **{
            "needs-0-occupation": "Svejser",
            "needs-0-number": "3",
            "steps-0-soon": "tomorrow",
            "steps-1-title": "Ring om fastholdelse",
            "steps-1-soon": "day",
            "steps-1-day": "2099-01-05",
            "steps-1-owner": unit,
        },
    )
    assert page.has("Referatet er gemt.", "Travlt forår", "Lone Vad", "Fælles for", "Anna Krogh")
    (saved,) = all_of(session, Interaction)
    assert (saved.kind, saved.at, saved.minutes, saved.outcome) == (
        ContactKind.VISIT, visit.starts_at, 60, Outcome.INTERESTED,
    )  # fmt: skip
    assert saved.purpose is Purpose.APPRENTICESHIP
    assert [need.occupation for need in all_of(session, LabourNeed)] == ["Svejser"]
    assert [mark.type_code for mark in all_of(session, InterestMark)] == ["work_placement"]
    first, second = all_of(session, Task)
    assert (first.owner_user_id, second.owner_user_id, f"{UNIT}{second.unit_id}") == (anna.id, None, unit)
    assert first.interaction_entry == saved.entry
    assert local_date(second.due_at) == date(2099, 1, 5)
    (thanks,) = all_of(session, OutboxMail)
    assert thanks.recipient == "lone@smedjen.dk"
    assert "Nordjysk Smedje" in thanks.body
    assert "Anna Krogh" in thanks.body
    (told,) = all_of(session, VisitReport)
    assert told.thanked_at is not None
    assert all_of(session, Visit)[0].status is VisitStatus.HELD
    assert report(at_work, visit).url.endswith(saved.entry), "what is reported leads to its contact"


def test_pressed_twice_it_is_one_report(at_work: PageClient, session: Session, anna: Colleague, company: int) -> None:
    form = report(at_work, begun_visit(session, company, anna)).form("Gem referatet")
    sent = {**form.fields, "note": "Gik godt", "steps-0-title": "Ring"}
    for _time in range(2):
        assert at_work.open(form.page.url, method="POST", data=sent).status_code == 303
    assert (len(all_of(session, Interaction)), len(all_of(session, Task))) == (1, 1)


def test_a_second_report_of_another_keeps_its_text_and_writes_nothing(
    at_work: PageClient, signed_in: SignedIn, session: Session, anna: Colleague, company: int
) -> None:
    visit = begun_visit(session, company, anna)
    form = report(signed_in(BO), visit).form("Gem referatet")
    report(at_work, visit).form("Gem referatet").send(note="Først")
    page = form.send(status=422, note="Så", **{"steps-0-title": "Ring"})
    assert page.has("Anna Krogh har allerede skrevet referat af besøget", "Så")
    assert [each.note for each in all_of(session, Interaction)] == ["Først"]
    assert all_of(session, Task) == []


def test_in_vain(at_work: PageClient, session: Session, anna: Colleague, company: int) -> None:
    visit = begun_visit(session, company, anna)
    fields = {"outcome": "no_show", "needs-0-occupation": "Svejser"}
    report(at_work, visit).form("Gem referatet").send(note="Der var lukket", **fields)
    (saved,) = all_of(session, Interaction)
    assert (saved.outcome, all_of(session, LabourNeed)) == (Outcome.NO_ANSWER, [])
    assert all_of(session, Visit)[0].status is VisitStatus.NO_SHOW


def test_the_guard_holds_back_no_report(
    at_work: PageClient, session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    """Protected, just called by a colleague, and refused while we were there: the visit was had all the same."""
    company = make_company("Fjordens El", protected=True)
    visit = begun_visit(session, company, bo)
    refusal = RefusalInput(said_by="Direktøren", reason="Nej tak")
    with transaction(session) as work:
        set_refusal(work, company, refusal, user_id=bo.id, now=visit.starts_at - AGO, today=local_date(utc_now()))
    assert report(at_work, visit).form("Gem referatet").send(note="Sidste gang").has("Referatet er gemt.")
    assert all_of(session, GuardEvent) == []


def test_what_fails_leaves_nothing(session: Session, anna: Colleague, company: int, make_company: MakeCompany) -> None:
    stranger = contact_at(session, make_company("En anden"), anna, "Lis Fremmed")
    visit = begun_visit(session, company, anna)
    for given in (ReportInput(person_ids=(stranger,)), ReportInput(interests=("no_such_type",))):
        with pytest.raises(Refusal), contact_transaction(session) as work:
            save_report(work, visit, given, caller=anna.caller, now=utc_now())
    assert (all_of(session, Interaction), all_of(session, VisitReport)) == ([], [])
    assert all_of(session, Visit)[0].status is VisitStatus.CONFIRMED


def test_before_it_begins_there_is_nothing_to_report(
    at_work: PageClient, session: Session, anna: Colleague, company: int
) -> None:
    visit = begun_visit(session, company, anna, ago=-AGO)
    assert report(at_work, visit).has("Besøget er ikke begyndt endnu.")
    with pytest.raises(Refusal), contact_transaction(session) as work:
        save_report(work, visit, ReportInput(), caller=anna.caller, now=utc_now())


def test_a_report_taken_back_can_be_written_again(
    at_work: PageClient, session: Session, anna: Colleague, company: int
) -> None:
    visit = begun_visit(session, company, anna)
    report(at_work, visit).form("Gem referatet").send(note="Forkert virksomhed")
    (saved,) = all_of(session, Interaction)
    at_work.get(f"/contacts/{saved.entry}/void").form("Tilbagekald den").send(reason="Forkert referat")
    session.rollback()  # see what was written since
    assert len(missing_reports(session, now=utc_now())) == 1
    report(at_work, visit).form("Gem referatet").send(note="Rigtigt")
    assert [each.entry != saved.entry for each in all_of(session, VisitReport)] == [True]


def test_a_draft_waits_on_the_server(at_work: PageClient, session: Session, anna: Colleague, company: int) -> None:
    visit = begun_visit(session, company, anna)
    sent = {"note": "Begyndt i bilen 010190-1234", "steps-0-title": "Ring", "steps-1-title": "Skriv"}
    at_work.open(f"/visits/{visit.id}/report/draft", method="POST", data={"csrf_token": at_work.csrf_token(), **sent})
    page = report(at_work, visit)
    assert page.has("Begyndt i bilen", "er hentet frem igen")
    assert not page.has("1234")
    assert page.form("Gem referatet").fields["steps-1-title"] == "Skriv"
    assert not page.form("Smid den væk").send().has("Begyndt i bilen")


def test_a_visit_logged_quickly_can_be_the_report(
    at_work: PageClient, session: Session, anna: Colleague, company: int
) -> None:
    visit = begun_visit(session, company, anna, ago=timedelta(minutes=1))
    page = at_work.get(f"/contacts/new?company={company}").form("Gem").send(kind="visit", note="Fra bilen")
    assert page.has("Besøget står i kalenderen")
    assert report(at_work, visit).has("Anna Krogh har logget et besøg her")
    page = page.click("Brug denne kontakt som referat").form("Brug det som referat").send()
    assert page.has("Kontakten er nu besøgets referat.", "Fra bilen")
    assert (len(all_of(session, Interaction)), len(all_of(session, VisitReport))) == (1, 1)
    assert all_of(session, Visit)[0].status is VisitStatus.HELD


def test_a_contact_of_another_kind_is_no_report(
    at_work: PageClient, session: Session, anna: Colleague, company: int
) -> None:
    visit = begun_visit(session, company, anna)
    call = logged(session, anna, company, at=utc_now())
    page = at_work.get(f"/visits/{visit.id}/report/contact/{call.entry}").form("Brug det som referat").send()
    assert page.has("Denne kontakt er ikke et besøg")
    assert all_of(session, VisitReport) == []


def test_an_administrator_writes_the_mail(signed_in: SignedIn, session: Session) -> None:
    page = signed_in(ADMIN).get("/admin/visit-mail").click("Ret den på dansk")
    form = page.form("Gem")
    assert form.send(status=422, body="Hej {firma}").has("{firma} står ikke for noget")
    assert form.send(subject="Tak for i dag", body="Hej {company}").has("Teksten er gemt.", "Tak for i dag")
    assert form.send(status=409, body="Hej igen").has("Tak for i dag")
    account_of(session, ADMIN)


@pytest.mark.parametrize(
    ("text", "result"),
    [("Hos {company}", "Hos A & B"), ("{unknown} {", "{unknown} {"), ("{company}{company}", "A & BA & B")],
)
def test_holes_are_filled(text: str, result: str) -> None:
    assert filled(text, {"company": "A & B"}) == result


@pytest.mark.parametrize(
    ("themes", "purpose"),
    [
        ((), Purpose.OTHER),
        (("retention", "recruitment"), Purpose.RETENTION),
        (("work_placement",), Purpose.COOPERATION),
        (("wage_subsidy", "upskilling"), Purpose.UPSKILLING),
    ],
)
def test_the_purpose_comes_from_the_themes(themes: tuple[str, ...], purpose: Purpose) -> None:
    assert purpose_of(themes, from_campaign=False) is purpose
    assert purpose_of(themes, from_campaign=True) is Purpose.CAMPAIGN
