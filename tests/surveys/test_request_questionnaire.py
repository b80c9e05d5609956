"""The questionnaire after a request: by mail and on the company's own page, once; its figures apart from visits."""

from datetime import timedelta

from contact_ground import Colleague, MakeCompany
from page_client import PageClient
from people import ANNA, DORTE, SignedIn
from request_ground import received
from sqlmodel import Session, col, select

from crm.contacts.inputs import RefusalInput
from crm.contacts.models import RefusalScope, Task
from crm.contacts.services.restrictions import set_refusal
from crm.db import transaction
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.closing import close, reopen
from crm.employer_requests.words import Outcome
from crm.outbox.models import OutboxMail
from crm.service_desk.services.public import hashed
from crm.surveys.models import Subject, SurveyInvitation
from crm.surveys.queries.results import results_of
from crm.surveys.services.asking_requests import ask_about_request, token_for_request
from crm.values.clock import local_date, utc_now

ANSWERS = {"quick": "5", "understood": "4", "useful": "3", "agreed": "2", "expects": "yes"}
MAILS = col(OutboxMail.key).startswith("questionnaire-request:")


def concluded(
    on: Session, who: Colleague, outcome: Outcome = Outcome.ADVISED, **more: object
) -> tuple[EmployerRequest, SurveyInvitation | None]:
    request = received(on, who, now=utc_now(), **({"caller_email": "per@toft.dk"} | more))
    with transaction(on) as work:
        close(work, request, outcome, "Vi ringer", user_id=who.id, now=utc_now())
        return request, ask_about_request(work, request, now=utc_now())


def test_who_asked_answers_once_and_the_owner_is_to_call(
    session: Session, client: PageClient, signed_in: SignedIn, company: int
) -> None:
    anna, more = signed_in(ANNA), {"caller_name": "Per Toft", "caller_email": "per@toft.dk"}
    request = received(session, None, company_id=company, now=utc_now(), **more)
    page = anna.get(f"/requests/{request.id}").form("Tag den t").send()
    page.click("Luk … l").form("Luk henvendelsen").send(outcome="advised", next_step="Vi ringer i uge 12")
    mail = session.exec(select(OutboxMail).where(MAILS)).one()
    assert (mail.recipient, request.subject in mail.body) == ("per@toft.dk", False)
    assert mail.subject == f"Hvordan gik det med jeres henvendelse {request.reference}?"
    path = "/questionnaire/" + next(word for word in mail.body.split() if "/questionnaire/" in word).rpartition("/")[2]
    form = client.get(path)
    assert form.has(f"Det handler om jeres henvendelse {request.reference}: To chauffører.", "Vi fik svar hurtigt nok")
    thanks = form.form("Send svarene").send(**ANSWERS, comment="Ring hellere", wants_contact="y")
    assert thanks.has("Tak for dine svar", "Du vil gerne høre fra os")
    assert client.post(path, {**ANSWERS, "once": "x" * 32}, status=410).h1 == "Spørgeskemaet er allerede besvaret"
    session.rollback()
    task = session.exec(select(Task)).one()
    assert task.title == f"Per Toft vil gerne høre fra dig efter henvendelsen {request.reference}"
    assert anna.get("/tasks").has(task.title)
    page = signed_in(DORTE).get("/visits/quality")
    assert page.has("Ingen spørgeskemaer om besøg")
    page = signed_in(DORTE).get("/visits/quality?about=request")
    assert page.h1 == "Tilfredshed med henvendelser"
    assert page.has("1 spørgeskema sendt", "for få svar")
    assert not page.has("Ring hellere")


def test_five_answers_are_shown_of_requests_and_none_of_visits(
    session: Session, client: PageClient, signed_in: SignedIn, make_company: MakeCompany, anna: Colleague
) -> None:
    for number in range(5):
        request, _asked = concluded(session, anna, company_id=make_company(f"Firma {number}"))
        path = f"/questionnaire/{token_for_request(request)}"
        client.get(path).form("Send svarene").send(**ANSWERS, comment="Hurtigere svar, tak")
    dorte = signed_in(DORTE)
    page = dorte.get("/visits/quality?about=request")
    assert page.rows(0)[0][:2] == ["Vi fik svar hurtigt nok", "5 (3,3–5)"]
    assert page.has("Hurtigere svar, tak")
    sent = {"csrf_token": dorte.csrf_token()}
    book = dorte.open("/visits/quality/export?about=request", method="POST", data=sent)
    assert "tilfredshed-henvendelser-" in book.headers["Content-Disposition"]
    year = local_date(utc_now()).year
    assert results_of(session, Subject.REQUEST, year).total.answered == 5
    assert results_of(session, Subject.VISIT, year).total.sent == 0


def test_who_is_not_asked(session: Session, make_company: MakeCompany, anna: Colleague) -> None:
    for outcome in (Outcome.WITHDRAWN, Outcome.NO_ANSWER, Outcome.NOT_A_REQUEST):
        assert concluded(session, anna, outcome, company_id=make_company())[1] is None
    assert concluded(session, anna, company_id=make_company(), caller_email="")[1] is None
    refusing = make_company("Vil ikke")
    refusal = RefusalInput(
        said_by="Per", reason="Nej", scope=RefusalScope.ALL, until=local_date(utc_now()) + timedelta(days=90)
    )
    with transaction(session) as work:
        set_refusal(work, refusing, refusal, user_id=anna.id, now=utc_now(), today=local_date(utc_now()))
    assert concluded(session, anna, company_id=refusing)[1] is None
    request, invitation = concluded(session, anna, company_id=make_company())
    assert invitation is not None
    with transaction(session) as work:
        reopen(work, request, "Ikke færdig", user_id=anna.id, now=utc_now())
        close(work, request, Outcome.ADVISED, "Nu", user_id=anna.id, now=utc_now())
        assert ask_about_request(work, request, now=utc_now()) is None
    assert len(session.exec(select(OutboxMail).where(MAILS)).all()) == 1


def test_who_asks_often_is_asked_by_mail_once_a_month(
    session: Session, make_company: MakeCompany, anna: Colleague
) -> None:
    often = make_company()
    assert concluded(session, anna, company_id=often)[1] is not None
    request, asked = concluded(session, anna, company_id=often, caller_email="mette@toft.dk")
    assert asked is None
    assert concluded(session, anna, company_id=make_company("En anden"))[1] is not None
    with transaction(session) as work:
        assert ask_about_request(work, request, now=utc_now() + timedelta(days=31)) is not None
    recipients = [mail.recipient for mail in session.exec(select(OutboxMail).where(MAILS).order_by(col(OutboxMail.id)))]
    assert recipients == ["per@toft.dk", "per@toft.dk", "mette@toft.dk"]


def test_the_own_page_of_the_request_leads_to_the_questions(
    session: Session, client: PageClient, anna: Colleague
) -> None:
    request = received(session, None, company_text="Toft Transport", now=utc_now())
    with transaction(session) as work:
        request.status_token_hash = hashed("a" * 48)
        work.add(request)
    own = f"/virksomhedsservice/status/{'a' * 48}"
    assert not client.get(own).has("Svar på spørgsmålene")
    with transaction(session) as work:
        close(work, request, Outcome.ADVISED, "Vi ringer", user_id=anna.id, now=utc_now())
        ask_about_request(work, request, now=utc_now())
    page = client.get(own).click("Svar på spørgsmålene")
    assert not page.has("Jeg vil gerne høre fra jer")  # nobody knows which company to call
    assert page.form("Send svarene").send(**ANSWERS).has("Tak for dine svar")
    assert not client.get(own).has("Svar på spørgsmålene")
    assert session.exec(select(OutboxMail).where(MAILS)).all() == []
