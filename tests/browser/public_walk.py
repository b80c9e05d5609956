"""The states of every page that opens without signing in, walked through as an employer would, without our scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_ground import Colleague
from playwright.sync_api import Page
from request_ground import received
from sqlmodel import Session
from survey_ground import Ground, path_of

from crm.accounts.throttle import FOR_ACCOUNT, forget_before, wait_before
from crm.contacts.services.links import create_link
from crm.db import transaction
from crm.employer_requests.services.closing import close
from crm.employer_requests.services.progress import answer_first
from crm.employer_requests.words import Channel, Outcome
from crm.register.models import Company
from crm.service_desk.queries.kept import FEWEST
from crm.service_desk.services.public import hashed
from crm.surveys.models import Expects, SurveyInvitation
from crm.surveys.services.answering import Said, record_answers
from crm.surveys.services.asking_requests import ask_about_request
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.values.periods import quarter_of
from crm.visiting.services.invitations import invite, token_for
from crm.visits.models import Visit, VisitStatus
from crm.visits.services.booking import Booking, book_visit
from crm.visits.services.changing import set_status

CVR = "13585628"
TOKEN = "abcdefghijklmnop"  # of whatever has a secret address
NAME = "Lone Vad"
REGISTER, LIFT = "Registrér det", "I må gerne kontakte os igen"
Walk = Iterator[str]


@dataclass(frozen=True, slots=True)
class Employer:
    """The smithy: what Anna did with it, and a browser at its office."""

    on: Session
    page: Page
    site: str
    ground: Ground
    company: int
    anna: Colleague

    def opens(self, path: str) -> None:
        self.page.goto(self.site + path)

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def writes(self, **labels: str) -> None:
        for name, text in labels.items():
            self.page.locator(f"[name={name}]").fill(text)

    def chooses(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}][value='{value}']").check(force=True)

    def tries_often(self, what: str) -> None:
        """As often as is let through."""
        with transaction(self.on) as work:
            for _time in range(FOR_ACCOUNT):
                wait_before(work, what, "127.0.0.1", now=utc_now())

    def visited(self, status: VisitStatus = VisitStatus.CONFIRMED) -> str:
        """The path to the invitation to a visit in a week."""
        person = self.ground.person(self.company, self.anna, NAME, "lone@smedjen.dk")
        booking = Booking(
            company_id=self.company,
            lead_user_id=self.anna.id,
            starts_at=in_a_week(),
            purpose="Rekruttering",
            agenda="Kaffe",
            status=VisitStatus.CONFIRMED,
            person_ids=[person],
            overlap_accepted=True,
        )
        with transaction(self.on) as work:
            visit: Visit = book_visit(work, booking, user_id=self.anna.id, now=utc_now())
            invite(work, visit, now=utc_now())
            if status is not VisitStatus.CONFIRMED:
                set_status(work, visit, status, version=visit.version, user_id=self.anna.id, now=utc_now())
        return f"/invitation/{token_for(visit, f'person:{person}')}"


def in_a_week() -> datetime:
    day = (utc_now() + timedelta(days=7)).astimezone(COPENHAGEN)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def what_we_offer(employer: Employer) -> Walk:
    last_quarter = quarter_of(quarter_of(local_date(utc_now())).start - timedelta(days=1))
    monday = last_quarter.start + timedelta(days=14 - last_quarter.start.weekday())
    then = datetime(monday.year, monday.month, monday.day, 10, tzinfo=COPENHAGEN)
    for _each in range(FEWEST):
        request = received(employer.on, employer.anna, channel=Channel.PHONE, now=then)
        with transaction(employer.on) as work:
            answer_first(work, request, user_id=employer.anna.id, now=then + timedelta(minutes=5))
    employer.opens("/virksomhedsservice")
    employer.page.get_by_text("5 af 5").wait_for()
    yield "offers, promises and how they were kept"
    employer.page.get_by_role("link", name="Virksomhedspraktik").first.click()
    yield "an offer"
    employer.opens("/was")
    yield "the accessibility statement"


def a_request(employer: Employer) -> Walk:
    page = employer.page
    employer.opens("/virksomhedsservice/henvendelse")
    yield "request, empty"
    employer.presses("Send henvendelsen")
    yield "request, with every error"
    employer.writes(number="99999999")
    employer.presses("Find virksomheden")
    yield "request, a number that is none"
    employer.writes(number="1000000009")
    employer.presses("Find virksomheden")
    yield "request, a company that is not known"
    employer.writes(number="1000000001")
    employer.presses("Find virksomheden")
    yield "request, the company is found"
    page.get_by_label("Ja, det er os").check(force=True)
    page.get_by_label("Hvad handler det om?").select_option(label="Rekruttering")
    employer.writes(subject="To chauffører", name=NAME, email="lone@smedjen.dk")
    page.get_by_label("I må kontakte os om denne henvendelse.").check(force=True)
    employer.tries_often("employer-request")
    employer.presses("Send henvendelsen")
    yield "request, too many from one address"
    with transaction(employer.on) as work:
        forget_before(work, utc_now())
    employer.presses("Send henvendelsen")
    yield "request, receipt"
    own = page.get_by_role("link", name="Følg henvendelsen").get_attribute("href") or ""
    page.reload()
    yield "request, receipt shown already"
    yield from its_own_page(employer, own)


def its_own_page(employer: Employer, path: str) -> Walk:
    employer.opens(path)
    yield "status, open"
    employer.presses("Send beskeden")
    yield "status, empty message"
    employer.writes(text="Gerne fra mandag")
    employer.presses("Send beskeden")
    yield "status, message received"
    employer.page.get_by_role("link", name="Sig, at jeres virksomhed").click()
    yield "status, refusal"
    employer.writes(said_by="", until="")
    employer.presses(REGISTER)
    yield "status, refusal with errors"
    employer.writes(said_by=NAME, until=f"{local_date(in_a_week())}")
    employer.presses(REGISTER)
    yield "status, refusal received"
    employer.presses("Træk henvendelsen tilbage")
    yield "status, withdrawn"


def a_closed_request(employer: Employer) -> Walk:
    request = received(employer.on, None, now=utc_now(), caller_name=NAME, company_id=employer.company)
    with transaction(employer.on) as work:
        request.status_token_hash = hashed(TOKEN)
        close(work, request, Outcome.ADVISED, "Vi ringer i uge 12", user_id=employer.anna.id, now=utc_now())
        asked = ask_about_request(work, request, now=utc_now())
    assert asked is not None
    employer.opens(f"/virksomhedsservice/status/{TOKEN}")
    yield "status, closed"
    employer.page.get_by_role("link", name="Svar på spørgsmålene").click()
    yield "questionnaire about a request, empty"
    until(employer, asked, utc_now())
    answers(employer, "quick", "understood", "useful", "agreed")
    yield "questionnaire about a request, its time is up"
    until(employer, asked, in_a_week())
    employer.page.go_back()
    with transaction(employer.on) as work:
        record_answers(work, asked, Said(expects=Expects.YES), now=utc_now())
    answers(employer, "quick", "understood", "useful", "agreed")
    yield "questionnaire about a request, answered already"


def until(employer: Employer, asked: SurveyInvitation, moment: datetime) -> None:
    with transaction(employer.on) as work:
        asked.expires_at = moment
        work.add(asked)


def a_questionnaire(employer: Employer) -> Walk:
    """About a visit, in English first."""
    employer.ground.everybody()
    person = employer.ground.person(employer.company, employer.anna, NAME, "lone@smedjen.dk")
    employer.ground.held(employer.company, employer.anna, [person])
    employer.ground.run()
    path = path_of(employer.ground.mails()[0]).partition("?")[0]
    employer.opens(f"{path}?lang=en")
    yield "questionnaire about a visit, in English"
    employer.opens(f"{path}?lang=da")
    employer.presses("Send svarene")
    yield "questionnaire about a visit, with errors"
    answers(employer, "prepared", "understood", "useful", "agreed")
    yield "questionnaire about a visit, thanks"
    employer.opens("/questionnaire/" + "g" * 48)
    yield "questionnaire, no such page"


def answers(employer: Employer, *questions: str) -> None:
    for question in questions:
        employer.chooses(question, "4")
    employer.chooses("expects", "yes")
    employer.presses("Send svarene")


def an_invitation(employer: Employer) -> Walk:
    employer.opens(employer.visited())
    yield "invitation, empty"
    employer.chooses("answer", "counter")
    employer.presses("Send svaret")
    yield "invitation, with errors"
    employer.chooses("answer", "accepted")
    employer.presses("Send svaret")
    yield "invitation, answered"
    employer.opens(employer.visited(VisitStatus.CANCELLED))
    yield "invitation, cancelled"
    employer.opens("/invitation/" + "g" * 48)
    yield "invitation, no such page"


def no_contact(employer: Employer) -> Walk:
    with transaction(employer.on) as work:
        work.get_one(Company, employer.company).cvr = CVR
    employer.opens("/no-contact")
    yield "no contact, empty"
    employer.writes(cvr="12345678")
    employer.presses("Fortsæt")
    yield "no contact, a number that is none"
    employer.writes(cvr=CVR)
    employer.presses("Fortsæt")
    yield "no contact, the company is found"
    employer.presses(REGISTER)
    yield "no contact, with errors"
    employer.chooses("scope", "phone")
    employer.writes(said_by=NAME)
    employer.presses(REGISTER)
    yield "no contact, receipt"
    yield from its_own_link(employer)


def its_own_link(employer: Employer) -> Walk:
    with transaction(employer.on) as work:
        create_link(work, employer.company, TOKEN, user_id=employer.anna.id, now=utc_now())
    employer.opens(f"/no-contact/{TOKEN}")
    yield "own link, with what was said before"
    employer.presses(REGISTER)
    yield "own link, with errors"
    employer.chooses("scope", "all")
    employer.page.locator("[name=said_by]").last.fill(NAME)
    employer.presses(REGISTER)
    yield "own link, receipt"
    employer.page.get_by_role("button", name=LIFT).first.click()
    yield "own link, lifting with errors"
    employer.page.locator("[name=said_by]").first.fill(NAME)
    employer.page.get_by_role("button", name=LIFT).first.click()
    yield "own link, lifted"


def the_door(employer: Employer) -> Walk:
    """Where our own staff sign in, and what anybody sees who went wrong."""
    employer.opens("/sign-in")
    yield "sign-in, empty"
    employer.presses("Log ind")
    yield "sign-in, with errors"
    employer.writes(email="lone@smedjen.dk", password="gættet")
    employer.presses("Log ind")
    yield "sign-in, refused"
    employer.tries_often("lone@smedjen.dk")
    employer.writes(password="gættet igen")
    employer.presses("Log ind")
    yield "sign-in, too many attempts"
    employer.opens("/sign-in")
    employer.page.locator("[name=csrf_token]").last.evaluate("field => field.value = 'old'")
    employer.presses("Log ind")
    yield "error, the page was open for too long"
    employer.opens("/virksomhedsservice/status/" + "g" * 48)
    yield "error, no such page"


WALKS = (a_questionnaire, what_we_offer, a_request, a_closed_request, an_invitation, no_contact, the_door)
