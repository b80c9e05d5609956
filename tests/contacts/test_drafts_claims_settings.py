"""Drafts, claims, fixed contact persons and the days of rest."""

from datetime import timedelta

import pytest
from contact_ground import DAY, NOW, TODAY, Colleague, MakeCompany, asked, logged
from sqlmodel import Session, select

from crm.contacts.guard.ask import Answer
from crm.contacts.inputs import RefusalInput
from crm.contacts.models import CooldownDays, RefusalScope
from crm.contacts.queries.claims import claim_of, claim_on
from crm.contacts.queries.restrictions import owners_of, refusals_of, refusals_to_ask_about
from crm.contacts.services.claims import LEASE, claim_company, heartbeat, release, release_all
from crm.contacts.services.cooldowns import DEFAULT_DAYS, cooldowns, ensure_cooldowns, set_days
from crm.contacts.services.drafts import drafts_of, drop_draft, load_draft, save_draft
from crm.contacts.services.owners import end_owner, set_owner
from crm.contacts.services.restrictions import a_year_after, renew_refusal, set_refusal
from crm.contacts.words import ContactKind
from crm.db import StaleEditError, transaction
from crm.refusal import Refusal


def test_a_draft_is_kept_over_the_one_before_without_cpr_and_keys(session: Session, anna: Colleague) -> None:
    with transaction(session) as work:
        assert save_draft(work, anna.id, "contact", "company 1", {"note": "Første", "csrf_token": "x"}, now=NOW)
    with transaction(session) as work:
        content = {"note": "Ida, 010190-1234", "themes": ["mentor"], "once": "abc"}
        assert not save_draft(work, anna.id, "contact", "company 1", content, now=NOW + DAY)
    (draft,) = drafts_of(session, anna.id, "contact")
    assert draft.content == {"note": "Ida, ••••••-••••", "themes": ["mentor"]}
    assert draft.updated_at == NOW + DAY
    with transaction(session) as work:
        assert drop_draft(work, anna.id, "contact", "company 1")
        assert not drop_draft(work, anna.id, "contact", "company 1")


def test_a_draft_is_its_writers_only(session: Session, anna: Colleague, bo: Colleague) -> None:
    with transaction(session) as work:
        save_draft(work, anna.id, "contact", "company 1", {"note": "Mit"}, now=NOW)
    assert load_draft(session, bo.id, "contact", "company 1") is None
    with pytest.raises(Refusal, match="for lang"), transaction(session) as work:
        save_draft(work, anna.id, "contact", "company 1", {"note": "x" * 50_000}, now=NOW)


def test_one_company_has_one_claim(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    with transaction(session) as work:
        first = claim_company(work, company, user_id=anna.id, now=NOW, campaign_target_id=7)
        assert first is not None
        assert (
            claim_company(work, company, user_id=bo.id, now=NOW + timedelta(minutes=14), campaign_target_id=8) is None
        )
    assert claim_on(session, company, now=NOW).user_id == anna.id  # type: ignore[union-attr]
    with transaction(session) as work:
        taken = claim_company(work, company, user_id=bo.id, now=NOW + LEASE, campaign_target_id=8)
        assert taken is not None
        assert (taken.user_id, taken.campaign_target_id) == (bo.id, 8)
        assert not heartbeat(work, first.token, user_id=anna.id, now=NOW + LEASE)
        assert not release(work, first.token, user_id=anna.id)
    assert claim_of(session, anna.id, now=NOW + LEASE) is None


def test_a_heartbeat_keeps_the_claim_and_leaving_gives_it_back(
    session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    one, other = make_company(), make_company()
    with transaction(session) as work:
        claim = claim_company(work, one, user_id=anna.id, now=NOW)
        assert claim is not None
        assert claim_company(work, other, user_id=anna.id, now=NOW + timedelta(minutes=1))
        assert heartbeat(work, claim.token, user_id=anna.id, now=NOW + timedelta(minutes=10))
        assert not heartbeat(work, claim.token, user_id=bo.id, now=NOW + timedelta(minutes=10))
        assert claim_company(work, one, user_id=bo.id, now=NOW + timedelta(minutes=24)) is None
        assert release(work, claim.token, user_id=anna.id)
        assert claim_company(work, one, user_id=bo.id, now=NOW + timedelta(minutes=24))
        assert release_all(work, anna.id) == 1
        assert release_all(work, anna.id) == 0


def test_a_fixed_contact_person_follows_another(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    for who in (anna, bo):
        with transaction(session) as work:
            set_owner(work, company, who.id, by_user_id=anna.id, now=NOW)
        assert owners_of(session, [company]) == {company: who.id}
    with transaction(session) as work:
        assert end_owner(work, company, by_user_id=anna.id, now=NOW)
        assert not end_owner(work, company, by_user_id=anna.id, now=NOW)
    assert owners_of(session, [company]) == {}


def test_days_of_rest_are_settings(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    found = cooldowns(session)
    assert {(row.kind, row.reached): row.days for row in found} == DEFAULT_DAYS
    row = next(row for row in found if row.kind is ContactKind.CALL and row.reached)
    seen = row.version
    logged(session, anna, company)
    later = NOW + timedelta(hours=1)
    assert asked(session, bo, company, moment=later).answer is Answer.WAIT
    with transaction(session) as work:
        set_days(work, row, 0, version=seen, now=NOW)
        ensure_cooldowns(work)
    assert asked(session, bo, company, moment=later).answer is Answer.GO
    assert len(session.exec(select(CooldownDays)).all()) == len(DEFAULT_DAYS)
    with pytest.raises(StaleEditError), transaction(session) as work:
        set_days(work, row, 3, version=seen, now=NOW)
    with pytest.raises(Refusal), transaction(session) as work:
        set_days(work, row, 366, version=row.version, now=NOW)


def test_a_refusal_that_runs_out_is_asked_about_and_renewed(session: Session, anna: Colleague, company: int) -> None:
    until = TODAY + 20 * DAY
    given = RefusalInput(said_by="HR", reason="Ro", scope=RefusalScope.PHONE, until=until)
    with transaction(session) as work:
        first = set_refusal(work, company, given, user_id=anna.id, now=NOW, today=TODAY)
    assert refusals_to_ask_about(session, TODAY - 11 * DAY, [company]) == []
    assert [each.id for each in refusals_to_ask_about(session, TODAY)] == [first.id]
    assert [each.id for each in refusals_to_ask_about(session, TODAY + 90 * DAY)] == [first.id], "until somebody asks"
    with transaction(session) as work:
        again = renew_refusal(work, first, "Direktøren", until=None, user_id=anna.id, now=NOW, today=TODAY)
        assert again is not None
        assert renew_refusal(work, first, "HR", until=None, user_id=anna.id, now=NOW, today=TODAY) is None
    assert (again.scope, again.until, again.said_by) == (RefusalScope.PHONE, a_year_after(TODAY), "Direktøren")
    assert [each.id for each in refusals_of(session, company)] == [again.id]
    assert len(refusals_of(session, company, every=True)) == 2
    with pytest.raises(Refusal, match="enhed"), transaction(session) as work:
        wrong = RefusalInput(said_by="HR", reason="Ro", scope=RefusalScope.UNIT)
        set_refusal(work, company, wrong, user_id=anna.id, now=NOW, today=TODAY)
    with pytest.raises(Refusal, match="allerede passeret"), transaction(session) as work:
        wrong = RefusalInput(said_by="HR", reason="Ro", until=TODAY - DAY)
        set_refusal(work, company, wrong, user_id=anna.id, now=NOW, today=TODAY)


def test_twelve_months_from_a_leap_day() -> None:
    assert a_year_after(TODAY.replace(year=2028, month=2, day=29)).isoformat() == "2029-02-28"
