"""Handing out companies and what becomes of them: the rules of the call desk, one by one."""

from datetime import timedelta

import pytest
from campaign_ground import DAY, NOW, MakeCompanies, campaign_of, next_for, saved
from sqlmodel import Session, select

from crm.accounts.models import User
from crm.campaigns.inputs import CallBackInput, VisitInput
from crm.campaigns.models import CampaignTarget
from crm.campaigns.services.undoing import undo_last
from crm.campaigns.words import TargetState
from crm.contacts.models import Interaction, Task
from crm.contacts.words import Outcome
from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.refusal import Refusal


def unit_of(user: User) -> int:
    assert user.unit_id is not None
    return user.unit_id


def test_two_callers_get_two_companies(session: Session, anna: User, bo: User, make_companies: MakeCompanies) -> None:
    make_companies(2)
    campaign = campaign_of(session, anna.id or 0, bo.id or 0, unit_id=unit_of(anna))
    first, second = next_for(session, campaign, anna.id or 0), next_for(session, campaign, bo.id or 0)
    assert first
    assert second
    assert first.target.company_id != second.target.company_id
    again = next_for(session, campaign, anna.id or 0, NOW + timedelta(minutes=3))
    assert again
    assert again.target.id == first.target.id, "what was begun comes first"


def test_a_call_nobody_answered_rests_and_comes_back(
    session: Session, anna: User, make_companies: MakeCompanies
) -> None:
    make_companies(1)
    campaign = campaign_of(session, anna.id or 0, unit_id=unit_of(anna))
    for attempt, day in enumerate((0, 2, 4), start=1):
        now = NOW + day * DAY
        called = next_for(session, campaign, anna.id or 0, now)
        assert called
        saved(session, campaign, called, anna.id or 0, Outcome.NO_ANSWER, now)
        assert next_for(session, campaign, anna.id or 0, now + timedelta(minutes=1)) is None
        session.refresh(called.target)
        assert called.target.attempts == attempt
    assert called.target.state is TargetState.DONE
    assert len(session.exec(select(Interaction)).all()) == 3


def test_a_promised_call_back_comes_first_and_settles_its_task(
    session: Session, anna: User, bo: User, make_companies: MakeCompanies
) -> None:
    make_companies(3)
    campaign = campaign_of(session, anna.id or 0, bo.id or 0, unit_id=unit_of(anna))
    first = next_for(session, campaign, anna.id or 0)
    assert first
    due = NOW + timedelta(hours=3)
    saved(
        session,
        campaign,
        first,
        anna.id or 0,
        Outcome.CALL_BACK,
        call_back=CallBackInput(due_at=due, owner_user_id=anna.id),
    )
    other = next_for(session, campaign, bo.id or 0, due)
    assert other
    assert other.target.id != first.target.id, "it is Anna's"
    again = next_for(session, campaign, anna.id or 0, due)
    assert again
    assert again.target.id == first.target.id
    saved(session, campaign, again, anna.id or 0, Outcome.NOT_RELEVANT, due)
    assert session.exec(select(Task)).one().done_at == due


def test_undo_gives_the_company_back_as_it_was(session: Session, anna: User, make_companies: MakeCompanies) -> None:
    make_companies(2)
    campaign = campaign_of(session, anna.id or 0, unit_id=unit_of(anna))
    called = next_for(session, campaign, anna.id or 0)
    assert called
    saved(session, campaign, called, anna.id or 0, Outcome.NOT_RELEVANT, note="Har nok")
    with transaction(session) as work:
        target = undo_last(work, campaign, user_id=anna.id or 0, now=NOW + timedelta(minutes=1))
        assert target.id == called.target.id
    assert (target.state, target.attempts, target.last_outcome) == (TargetState.WAITING, 0, None)
    assert [each.retired_at is None for each in session.exec(select(Interaction))] == [False]
    again = next_for(session, campaign, anna.id or 0, NOW + timedelta(minutes=2))
    assert again
    assert again.target.id == target.id
    assert len(session.exec(select(CampaignTarget)).all()) == 2
    with pytest.raises(Refusal, match="fortrydes"), transaction(session) as work:
        undo_last(work, campaign, user_id=anna.id or 0, now=NOW + timedelta(minutes=2))


def test_a_visit_booked_in_a_call_stands_in_the_visitors_calendar_until_it_is_undone(
    session: Session, anna: User, bo: User, make_companies: MakeCompanies
) -> None:
    make_companies(1)
    campaign = campaign_of(session, anna.id or 0, unit_id=unit_of(anna))
    called = next_for(session, campaign, anna.id or 0)
    assert called
    visit = VisitInput(lead_user_id=bo.id or 0, starts_at=NOW + DAY)
    saved(session, campaign, called, anna.id or 0, Outcome.VISIT_BOOKED, visit=visit)
    with transaction(session) as work:
        undo_last(work, campaign, user_id=anna.id or 0, now=NOW + timedelta(minutes=1))
    mails = [mail for mail in session.exec(select(OutboxMail)) if mail.recipient == bo.email]
    assert ["METHOD:CANCEL" in (mail.calendar or "") for mail in mails] == [False, True]
