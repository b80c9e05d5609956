from datetime import date, timedelta

import pytest
from people import ANNA, SignedIn
from register_rows import add_company, add_workplace
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.cooperation.models import Cooperation
from crm.register.models import Company
from crm.values.clock import local_date, utc_now
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import TargetGroup
from crm.values.roles import Role

TODAY = local_date(utc_now())
SAVE = "Registrér samarbejdet"


@pytest.fixture
def company(session: Session) -> Company:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1040000001", start=date(2015, 1, 1))
    return company


def all_of(session: Session) -> list[Cooperation]:
    session.rollback()
    session.expire_all()
    return list(session.exec(select(Cooperation).order_by(col(Cooperation.id))))


def test_a_consultant_registers_a_cooperation(session: Session, signed_in: SignedIn, company: Company) -> None:
    page = signed_in(ANNA).get(f"/companies/{company.id}").click("Nyt samarbejde")
    form = page.form(SAVE)
    assert form.fields["job_centre_code"] == "0851"
    assert form.fields["unit"] == "Jobhuset"
    assert form.fields["consultant"] == "anna@example.dk"
    page = form.send(
        type_code="wage_subsidy", start_date=TODAY.isoformat(), hours_per_week="18,5", target_group="sickness_benefit"
    )
    assert page.h1 == "Nordisk Staal A/S"
    assert page.has("Samarbejdet er registreret.", "1 igangværende", "Løntilskud siden")
    (made,) = all_of(session)
    assert (made.source, made.external_id) == ("manual", f"M-{made.id:06d}")
    assert (made.status, made.target_group) == (CooperationStatus.ACTIVE, TargetGroup.SICKNESS_BENEFIT)
    assert (str(made.hours_per_week), made.end_date, made.recorded_by_user_id) == ("18.5", None, 1)
    entry = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "cooperation.create")).one()
    assert entry.details == {"type": "wage_subsidy", "workplace_id": made.workplace_id}


def test_the_same_form_sent_twice_registers_one(session: Session, signed_in: SignedIn, company: Company) -> None:
    form = signed_in(ANNA).get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    for _time in range(2):
        assert form.send(type_code="mentor", start_date="2026-01-05").h1 == "Nordisk Staal A/S"
    assert len(all_of(session)) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"type_code": "mentor"}, "Første dag: "),
        ({"start_date": "2026-01-05"}, "Type: Vælg fra listen."),
        ({"type_code": "mentor", "start_date": "2026-01-05", "end_date": "2026-01-04"},
         "Sidste dag: Sidste dag kan ikke ligge før første dag."),
        ({"type_code": "mentor", "start_date": "2126-01-05"}, "er årstallet rigtigt?"),
        ({"type_code": "mentor", "start_date": "1889-01-05"}, "før 1990"),
        ({"type_code": "job_rotation", "start_date": "2026-01-01"},
         "Jobrotationsvikar er afskaffet: sidste mulige første dag var 31. december 2025."),
        ({"type_code": "mentor", "start_date": "31-02-2026"}, "ikke en dato"),
        ({"type_code": "mentor", "start_date": "2026-01-05", "hours_per_week": "mange"}, "Skriv timerne som et tal"),
        ({"type_code": "mentor", "start_date": "2026-01-05", "hours_per_week": "170"}, "Skriv timerne som et tal"),
        ({"type_code": "mentor", "start_date": "2026-01-05", "note": "borger 010190-1234"}, "CPR"),
        ({"type_code": "mentor", "start_date": "2026-01-05", "consultant": "anna"}, "e-mail"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_in_words_and_the_text_kept(
    session: Session, signed_in: SignedIn, company: Company, fields: dict[str, str], sentence: str
) -> None:
    form = signed_in(ANNA).get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    page = form.send(status=422, **{"type_code": "", **fields})
    assert sentence.lower() in page.text.lower()
    assert "010190" not in page.html
    assert page.form(SAVE).fields["type_code"] == fields.get("type_code", "")
    assert all_of(session) == []


def test_job_rotation_can_still_be_registered_on_days_when_it_existed(
    session: Session, signed_in: SignedIn, company: Company
) -> None:
    form = signed_in(ANNA).get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    form.send(type_code="job_rotation", start_date="2025-12-31", end_date="2026-03-31")
    (made,) = all_of(session)
    assert made.status == CooperationStatus.ENDED


def test_a_closed_workplace_is_a_warning_to_be_gone_past_knowingly(session: Session, signed_in: SignedIn) -> None:
    company = add_company(session, "Lukket ApS")
    add_workplace(session, company, "1040000009", start=date(2015, 1, 1), end=date(2020, 6, 30))
    form = signed_in(ANNA).get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    page = form.send(type_code="mentor", start_date="2021-01-04", end_date="2021-02-01", status=422)
    assert page.has("det er ikke gemt endnu", "Arbejdsstedet lukkede 30. juni 2020, altså før første dag.")
    assert all_of(session) == []
    page.form(SAVE).send(anyway="y")
    assert len(all_of(session)) == 1


def test_the_same_arrangement_again_is_a_warning(session: Session, signed_in: SignedIn, company: Company) -> None:
    client = signed_in(ANNA)
    client.get(f"/companies/{company.id}/cooperations/new").form(SAVE).send(type_code="mentor", start_date="2026-01-05")
    form = client.get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    page = form.send(type_code="mentor", start_date="2026-01-05", status=422)
    assert page.has("Der er allerede et samarbejde af denne type på arbejdsstedet fra 5. januar 2026.")


def test_one_that_starts_later_is_ahead(signed_in: SignedIn, company: Company) -> None:
    form = signed_in(ANNA).get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    page = form.send(type_code="mentor", start_date=(TODAY + timedelta(days=30)).isoformat())
    assert page.has("Starter senere", "0 igangværende")


def test_of_several_workplaces_one_must_be_chosen(session: Session, signed_in: SignedIn, company: Company) -> None:
    add_workplace(session, company, "1040000002", start=date(2015, 1, 1))
    client = signed_in(ANNA)
    form = client.get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    assert form.send(type_code="mentor", start_date="2026-01-05", status=422).has("Arbejdssted: Vælg fra listen.")
    chosen = client.get(f"/companies/{company.id}/cooperations/new?workplace=1040000002").form(SAVE)
    page = chosen.send(type_code="mentor", start_date="2026-01-05")
    assert page.url.endswith("?workplace=1040000002")


def test_a_workplace_of_another_company_is_refused(session: Session, signed_in: SignedIn, company: Company) -> None:
    other = add_company(session, "Andet", "10000017")
    place = add_workplace(session, other, "1040000003")
    form = signed_in(ANNA).get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    form.send(workplace_id=str(place.id), type_code="mentor", start_date="2026-01-05", status=422)
    assert all_of(session) == []


def test_htmx_is_sent_on_without_a_redirect(signed_in: SignedIn, company: Company) -> None:
    client = signed_in(Role.CONSULTANT)
    form = client.get(f"/companies/{company.id}/cooperations/new").form(SAVE)
    data = {**form.fields, "type_code": "mentor", "start_date": "2026-01-05"}
    answer = client.open(
        f"/companies/{company.id}/cooperations/new", method="POST", data=data, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.headers["HX-Location"]) == (
        204,
        f"/companies/{company.id}?workplace=1040000001",
    )
