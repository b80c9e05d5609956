"""A contact that a call led to is corrected or voided later: the campaign counts it as it is now."""

from dataclasses import replace
from datetime import timedelta

from campaign_ground import NOW, MakeCompanies, campaign_of, next_for, saved
from sqlmodel import Session, select

from crm.accounts.models import User
from crm.campaigns.figures import CallGroup, Stage
from crm.campaigns.models import CallRecord, Campaign, CampaignTarget
from crm.campaigns.queries.campaigns import progress_of
from crm.campaigns.queries.rows import CallFilter, TargetFilter, call_page, target_page
from crm.campaigns.queries.statistics import statistics_of
from crm.campaigns.services.undoing import last_call
from crm.contacts.guard.ask import Caller
from crm.contacts.guard.enforce import contact_transaction, correct_contact, void_contact
from crm.contacts.inputs import ContactInput
from crm.contacts.queries.contacts import current_contact
from crm.contacts.words import Outcome

STAGES = (Stage.CALLED, Stage.REACHED, Stage.INTERESTED, Stage.BOOKED)
LATER = NOW + timedelta(days=1)


def called(on: Session, anna: User, *outcomes: Outcome) -> tuple[Campaign, list[CallRecord]]:
    """Anna calls, one company after the other."""
    assert anna.id
    assert anna.unit_id
    campaign = campaign_of(on, anna.id, unit_id=anna.unit_id)
    calls = []
    for outcome in outcomes:
        company = next_for(on, campaign, anna.id)
        assert company
        calls.append(saved(on, campaign, company, anna.id, outcome))
    return campaign, calls


def corrected(on: Session, anna: User, call: CallRecord, outcome: Outcome | None) -> None:
    """None: it never happened."""
    caller = Caller(anna.id or 0, anna.unit_id)
    seen = current_contact(on, call.entry)
    assert seen
    with contact_transaction(on) as work:
        if outcome is None:
            void_contact(work, seen, "Det var en anden virksomhed.", caller=caller, now=LATER)
            return
        said = ContactInput(
            company_id=seen.company_id, kind=seen.kind, direction=seen.direction, at=seen.at, outcome=outcome
        )
        correct_contact(work, seen, replace(said, note="Rettet"), caller=caller, now=LATER)


def counted(on: Session, campaign: Campaign) -> tuple[list[int], list[int]]:
    """Companies at every stage and calls of every group; the rows behind each are as many."""
    on.rollback()
    found = statistics_of(on, campaign, now=LATER)
    stages = [found.funnel[stage] for stage in STAGES]
    groups = [found.calls(group) for group in CallGroup]
    assert stages == [target_page(on, campaign, TargetFilter(stage=each), now=LATER, number=1).total for each in STAGES]
    assert groups == [call_page(on, campaign, CallFilter(group=each), number=1).total for each in CallGroup]
    progress = progress_of(on, [campaign.id or 0])[campaign.id or 0]
    assert stages == [progress.called, progress.reached, progress.interested, progress.visits]
    return stages, groups


def test_a_corrected_contact_counts_as_corrected(session: Session, anna: User, make_companies: MakeCompanies) -> None:
    make_companies(3)
    campaign, calls = called(session, anna, Outcome.NO_ANSWER, Outcome.INTERESTED)
    assert counted(session, campaign) == ([2, 1, 1, 0], [2, 1, 1, 0])
    corrected(session, anna, calls[0], Outcome.NEED_NOTED)
    assert counted(session, campaign) == ([2, 2, 2, 0], [2, 2, 2, 0])
    corrected(session, anna, calls[0], Outcome.DONE)
    assert counted(session, campaign) == ([2, 2, 1, 0], [2, 2, 1, 0])
    outcomes = session.exec(select(CampaignTarget.last_outcome).order_by(CampaignTarget.place)).all()  # type: ignore[arg-type]
    assert outcomes == [Outcome.DONE, Outcome.INTERESTED, None]


def test_a_voided_contact_does_not_count(session: Session, anna: User, make_companies: MakeCompanies) -> None:
    make_companies(2)
    campaign, calls = called(session, anna, Outcome.INTERESTED, Outcome.NOT_RELEVANT)
    corrected(session, anna, calls[0], None)
    assert counted(session, campaign) == ([1, 1, 0, 0], [1, 1, 0, 0])
    assert last_call(session, campaign.id or 0, anna.id or 0, now=NOW) == calls[1]
    target = session.get_one(CampaignTarget, calls[0].target_id)
    assert (target.last_outcome, target.last_called_at, target.attempts) == (None, None, 1)
