from datetime import UTC, date, datetime, timedelta

import pytest
from people import ANNA, BO, SignedIn
from register_rows import add_company, add_cooperation, add_workplace
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.cooperation import services
from crm.cooperation.models import Cooperation
from crm.db import Retirement, StaleEditError, known_at, transaction
from crm.register.models import Company, Workplace
from crm.values.clock import local_date, utc_now
from crm.values.cooperation_status import CooperationStatus

TODAY = local_date(utc_now())
BEFORE = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def company(session: Session) -> Company:
    return add_company(session, "Nordisk Staal A/S")


@pytest.fixture
def place(session: Session, company: Company) -> Workplace:
    return add_workplace(session, company, "1050000001", start=date(2015, 1, 1))


def current(session: Session) -> list[Cooperation]:
    return as_known(session, None)


def as_known(session: Session, moment: datetime | None) -> list[Cooperation]:
    session.rollback()
    session.expire_all()
    return list(session.exec(select(Cooperation).where(known_at(Cooperation, moment)).order_by(col(Cooperation.id))))


def test_a_correction_keeps_the_earlier_version_known(
    session: Session, signed_in: SignedIn, company: Company, place: Workplace
) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    page = signed_in(ANNA).get(f"/cooperations/{fact}")
    assert page.h1 == "Løntilskud F-1"
    page = page.click("Ret")
    assert page.has("Samarbejdet kommer fra fasit.")
    page = page.form("Gem rettelsen").send(type_code="mentor", start_date="2023-03-15")
    assert page.has("Rettelsen er gemt.", "Mentor siden 15. marts 2023")
    (now,) = current(session)
    assert (now.type_code, now.start_date, now.source, now.external_id) == (
        "mentor", date(2023, 3, 15), "fasit", "F-1")  # fmt: skip
    (then,) = as_known(session, BEFORE)
    assert (then.id, then.type_code, then.retirement) == (fact, "wage_subsidy", Retirement.REPLACED)
    entry = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "cooperation.correct")).one()
    assert entry.details == {"changed": ["start_date", "type_code"], "replaced": fact}
    history = signed_in(ANNA).get(f"/cooperations/{fact}")
    assert history.has("Dette er en tidligere version.", "gælder nu", "erstattet i dag")
    assert history.click("Se den nyeste").h1 == "Mentor F-1"


def test_a_correction_that_changes_nothing_records_nothing(
    session: Session, signed_in: SignedIn, place: Workplace
) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    signed_in(ANNA).get(f"/cooperations/{fact}/correct").form("Gem rettelsen").send()
    assert [each.id for each in current(session)] == [fact]


def test_two_people_correct_at_once_and_the_second_sees_both_versions(
    session: Session, signed_in: SignedIn, place: Workplace
) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    anna = signed_in(ANNA).get(f"/cooperations/{fact}/correct").form("Gem rettelsen")
    bo = signed_in(BO).get(f"/cooperations/{fact}/correct").form("Gem rettelsen")
    anna.send(start_date="2023-03-15")
    page = bo.send(start_date="2023-04-01", note="aftalt i telefonen", status=409)
    assert page.has("Første dag 2023-03-15 2023-04-01")
    again = page.form("Gem rettelsen")
    assert again.fields["note"] == "aftalt i telefonen"
    again.send()
    (now,) = current(session)
    assert (now.start_date, now.note) == (date(2023, 4, 1), "aftalt i telefonen")
    assert len(session.exec(select(Cooperation)).all()) == 3


def test_a_correction_of_one_that_was_voided_meanwhile_is_told_so(
    session: Session, signed_in: SignedIn, place: Workplace
) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    bo = signed_in(BO).get(f"/cooperations/{fact}/correct").form("Gem rettelsen")
    signed_in(ANNA).get(f"/cooperations/{fact}/void").form("Gør ugyldigt").send(reason="forkert virksomhed")
    page = bo.send(note="aftalt i telefonen", status=409)
    assert page.has("En anden kom først", "aftalt i telefonen", "forkert virksomhed")
    assert current(session) == []


def test_ending_gives_the_last_day(session: Session, signed_in: SignedIn, company: Company, place: Workplace) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    form = signed_in(ANNA).get(f"/cooperations/{fact}").click("Afslut").form("Gem sidste dag")
    assert form.send(end_date="2023-02-01", status=422).has("Sidste dag kan ikke ligge før første dag.")
    page = form.send(end_date="2024-02-29")
    assert page.has("Sidste dag er gemt.", "1 tidligere")
    (now,) = current(session)
    assert (now.end_date, now.status) == (date(2024, 2, 29), CooperationStatus.ENDED)
    entry = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "cooperation.end")).one()
    assert entry.details == {"end_date": "2024-02-29"}


def test_a_last_day_ahead_leaves_it_running(session: Session, signed_in: SignedIn, place: Workplace) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    form = signed_in(ANNA).get(f"/cooperations/{fact}/end").form("Gem sidste dag")
    form.send(end_date=(TODAY + timedelta(days=10)).isoformat())
    assert current(session)[0].status == CooperationStatus.ACTIVE


def test_voiding_needs_a_reason_and_strikes_it_through(
    session: Session, signed_in: SignedIn, company: Company, place: Workplace
) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    form = signed_in(ANNA).get(f"/cooperations/{fact}").click("Gør ugyldigt").form("Gør ugyldigt")
    form.send(status=422)
    assert form.send(reason="borger 010190-1234", status=422).has("CPR")
    page = form.send(reason="registreret på den forkerte virksomhed")
    assert page.has("1 ugyldiggjort", "registreret på den forkerte virksomhed")
    assert [struck.text for struck in page.all("s")] == ["Løntilskud", "siden 1.\N{NO-BREAK SPACE}marts 2023"]
    assert current(session) == []
    (then,) = as_known(session, BEFORE)
    assert (then.retirement, then.void_reason) == (Retirement.VOIDED, "registreret på den forkerte virksomhed")


def test_what_was_voided_or_replaced_has_no_way_to_change_it(
    session: Session, signed_in: SignedIn, place: Workplace
) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    client = signed_in(ANNA)
    client.get(f"/cooperations/{fact}/void").form("Gør ugyldigt").send(reason="dobbelt")
    page = client.get(f"/cooperations/{fact}")
    assert page.has("Ugyldiggjort", "gjort ugyldig i dag")
    assert not {"Ret", "Afslut", "Gør ugyldigt"} & page.links().keys()
    assert client.get(f"/cooperations/{fact}/end").h1 == "Løntilskud F-1"
    client.post(f"/cooperations/{fact}/void", {"reason": "igen"}, status=409)


def test_only_one_of_two_verbs_at_once_wins(session: Session, place: Workplace) -> None:
    fact = add_cooperation(session, place, date(2023, 3, 1))
    with transaction(session):
        seen = session.get_one(Cooperation, fact)
        services.void_cooperation(session, seen, "dobbelt", user_id=None, now=utc_now())
    with pytest.raises(StaleEditError), transaction(session):
        seen = session.get_one(Cooperation, fact)
        services.end_cooperation(session, seen, date(2023, 4, 1), user_id=None, now=utc_now(), today=TODAY)
    assert len(session.exec(select(Cooperation)).all()) == 1


def test_an_unknown_cooperation_is_not_found(signed_in: SignedIn) -> None:
    for page in ("", "/correct", "/end", "/void", "/place"):
        signed_in(ANNA).get(f"/cooperations/4711{page}", status=404)
