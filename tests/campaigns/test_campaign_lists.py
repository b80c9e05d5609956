"""The list of companies: built by every reason, brought up to date, frozen or following its filter."""

from datetime import date, timedelta

from campaign_ground import NOW, MakeCompanies, campaign_of, next_for
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.campaigns.inputs import SourceInput
from crm.campaigns.models import CampaignTarget
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.services import lifecycle
from crm.campaigns.services.desk import skip_target
from crm.campaigns.words import HoldReason, SkipReason, SourceKind, TargetState
from crm.contacts.guard.ask import Caller
from crm.contacts.guard.enforce import contact_transaction, log_contact
from crm.contacts.inputs import ContactInput, RefusalInput
from crm.contacts.queries.restrictions import refusal_by_id
from crm.contacts.services.restrictions import lift_refusal, set_refusal
from crm.contacts.words import ContactKind, Direction, Outcome
from crm.db import transaction
from crm.register.models import Company
from crm.values.clock import COPENHAGEN, local_date
from jobs import campaign_lists

TODAY = local_date(NOW)
WITH_CLOSED = SourceInput(kind=SourceKind.FILTER, content={"filter": {"life": "all"}})


def change(session: Session, company_id: int, **values: object) -> None:
    with transaction(session) as work:
        company = work.get_one(Company, company_id)
        for name, value in values.items():
            setattr(company, name, value)
        work.add(company)


def refuse(session: Session, company_id: int, until: date | None = None) -> int:
    with transaction(session) as work:
        given = RefusalInput(said_by="HR", reason="", until=until)
        return set_refusal(work, company_id, given, user_id=None, now=NOW, today=TODAY).id or 0


def standing(session: Session) -> dict[int, tuple[TargetState, HoldReason | None]]:
    session.rollback()
    found = session.exec(select(CampaignTarget).execution_options(populate_existing=True))
    return {target.company_id: (target.state, target.reason) for target in found}


def test_every_reason_has_its_number(session: Session, anna: User, make_companies: MakeCompanies) -> None:
    free, refused, protected, rested, closed = make_companies(5)
    (silent,) = make_companies(1, phone=False)
    change(session, protected, advertising_protected=True)
    change(session, closed, living_workplaces=0)
    refuse(session, refused)
    with contact_transaction(session) as work:
        given = ContactInput(
            company_id=rested, kind=ContactKind.CALL, direction=Direction.OUTGOING, at=NOW, outcome=Outcome.DONE
        )
        log_contact(work, given, caller=Caller(anna.id or 0, anna.unit_id), now=NOW)
    campaign = campaign_of(session, anna.id or 0, unit_id=anna.unit_id or 0, source=WITH_CLOSED, running=False)
    with transaction(session) as work:
        counts = lifecycle.refresh(work, campaign, now=NOW, today=TODAY)
    assert counts == {
        "callable": 1, "refused": 1, "protected": 1, "cooling_down": 1, "no_phone": 1, "closed": 1
    }  # fmt: skip
    assert standing(session) == {
        free: (TargetState.WAITING, None),
        refused: (TargetState.LEFT_OUT, HoldReason.REFUSED),
        protected: (TargetState.LEFT_OUT, HoldReason.PROTECTED),
        rested: (TargetState.WAITING, HoldReason.COOLING_DOWN),
        silent: (TargetState.LEFT_OUT, HoldReason.NO_PHONE),
        closed: (TargetState.LEFT_OUT, HoldReason.CLOSED),
    }


def test_what_changed_over_night_is_heard_in_the_morning(
    session: Session, anna: User, make_companies: MakeCompanies
) -> None:
    first, second = make_companies(2)
    refusal = refuse(session, first)
    campaign_of(session, anna.id or 0, unit_id=anna.unit_id or 0)
    with transaction(session) as work:
        found = refusal_by_id(work, refusal)
        assert found
        lift_refusal(work, found, "", user_id=anna.id or 0, now=NOW)
    refuse(session, second)
    assert campaign_lists.run(session, NOW + timedelta(days=1)) == {"campaigns": 1}
    assert standing(session) == {
        first: (TargetState.WAITING, None),
        second: (TargetState.LEFT_OUT, HoldReason.REFUSED),
    }


def test_a_frozen_list_stays_and_one_that_follows_changes(
    session: Session, anna: User, make_companies: MakeCompanies
) -> None:
    old = make_companies(2)
    frozen, following = (
        campaign_of(session, anna.id or 0, unit_id=anna.unit_id or 0, shares_companies=True, follows_source=follows)
        for follows in (False, True)
    )
    new = make_companies(1)
    change(session, old[0], living_workplaces=0)  # the filter finds living companies
    campaign_lists.run(session, NOW)
    for campaign, expected in ((frozen, {*old}), (following, {*old, *new})):
        query = select(CampaignTarget).where(col(CampaignTarget.campaign_id) == campaign.id)
        assert {target.company_id for target in session.exec(query)} == expected
    query = select(CampaignTarget).where(col(CampaignTarget.reason) == HoldReason.NOT_IN_SOURCE)
    (gone,) = session.exec(query)
    assert (gone.campaign_id, gone.company_id) == (following.id, old[0])


def test_the_pilot_calls_its_companies_only(session: Session, anna: User, make_companies: MakeCompanies) -> None:
    make_companies(5)
    campaign = campaign_of(session, anna.id or 0, unit_id=anna.unit_id or 0, running=False, pilot_size=2)
    with transaction(session) as work:
        lifecycle.start_pilot(work, campaign, version=campaign.version, now=NOW, today=TODAY)

    for _number in range(2):
        called = next_for(session, campaign, anna.id or 0)
        assert called
        assert called.target.pilot
        with transaction(session) as work:
            skip_target(work, called.target, SkipReason.WRONG_TARGET, "", user_id=anna.id or 0, now=NOW)
    assert next_for(session, campaign, anna.id or 0) is None
    with transaction(session) as work:
        lifecycle.start(work, campaign, version=campaign.version, now=NOW, today=TODAY)
    assert next_for(session, campaign, anna.id or 0)


def test_hours_and_days_of_calling() -> None:
    rule = AttemptsRule()
    assert rule.may_call(NOW)  # Monday at ten
    assert not rule.may_call(NOW.replace(hour=6))
    assert not rule.may_call(NOW + timedelta(days=5))
    evening = NOW.replace(hour=18)
    opening = rule.next_opening(evening + timedelta(days=4))
    assert opening
    assert opening.astimezone(COPENHAGEN).isoformat() == "2026-03-09T08:30:00+01:00"
    assert AttemptsRule.from_json(rule.to_json()) == rule
    assert AttemptsRule(weekdays=()).next_opening(NOW) is None
