"""Random histories of three callers at two campaigns that share four companies.

Whatever they press, in whatever order: no company has two callers, none is handed out against the guard, and taking
back a call leaves everything as it was before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from campaign_ground import NOW, campaign_of, companies_with_phones
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from people import ANNA, BO, CARLA, account_of
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.campaigns.inputs import CallBackInput, CallInput, SourceInput
from crm.campaigns.models import CallRecord, Campaign, CampaignTarget
from crm.campaigns.queries.queue import queue_of
from crm.campaigns.services.calling import AtDesk, save_call, standing
from crm.campaigns.services.claiming import claim_next, own_claim, take_target
from crm.campaigns.services.desk import leave_desk, skip_target
from crm.campaigns.services.undoing import last_call, undo_last
from crm.campaigns.why_empty import ready_now
from crm.campaigns.words import SkipReason, SourceKind, TargetState
from crm.contacts.guard.ask import Answer, Ask, Caller
from crm.contacts.guard.enforce import ContactPreventedError, contact_transaction
from crm.contacts.guard.gather import verdict
from crm.contacts.inputs import RefusalInput
from crm.contacts.models import ContactClaim, ContactRefusal, Interaction, Task
from crm.contacts.words import ContactKind, Outcome, Purpose
from crm.db import transaction
from crm.refusal import Refusal
from crm.values.clock import local_date

WHO, WHICH, WHERE = st.integers(0, 2), st.integers(0, 1), st.integers(0, 3)
OUTCOMES = st.sampled_from(
    [Outcome.NO_ANSWER, Outcome.BUSY, Outcome.CALL_BACK, Outcome.NOT_RELEVANT, Outcome.INTERESTED, Outcome.NO_CONTACT]
)
MINUTES = st.sampled_from([1, 10, 20, 180, 24 * 60, 3 * 24 * 60])
Pressed = tuple[int, int]  # who, at which desk


@dataclass(frozen=True)
class Begun:
    target_id: int
    incoming: bool


class DeskHistory(RuleBasedStateMachine):
    """`on`, `users`, `campaigns` and `companies` are set by the test."""

    on: Session
    users: list[User]
    campaigns: list[Campaign]
    companies: list[int]

    def begin(self) -> None:
        self.now: datetime = NOW
        self.before: dict[str, dict[str, Any]] = {}  # by contact: the target as it was

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=WHO, which=WHICH)
    def next_company(self, who: int, which: int) -> None:
        user, campaign = self.users[who], self.campaigns[which]
        had = self._live_claims()
        ready = ready_now(queue_of(self.on, campaign, user.id or 0, now=self.now), campaign, now=self.now)
        mine = any(own_claim(self.on, target, user.id or 0) for target in self._targets(campaign))
        with transaction(self.on) as work:
            target = claim_next(work, campaign, user_id=user.id or 0, now=self.now)
        if target is None:
            return
        assert ready or mine, "the desk had said that nobody was left"
        assert had.get(target.company_id, user.id) == user.id, "a colleague had it"
        assert target.state in (TargetState.WAITING, TargetState.CALL_BACK)
        if not mine:
            ask = Ask(Caller(user.id or 0, campaign.unit_id), ContactKind.CALL, self.now, purpose=Purpose.CAMPAIGN)
            assert verdict(self.on, target.company_id, ask).answer is Answer.GO

    @rule(who=WHO, which=WHICH, outcome=OUTCOMES, own=st.booleans(), incoming=st.booleans())
    def save(self, who: int, which: int, outcome: Outcome, *, own: bool, incoming: bool) -> None:
        user, campaign = self.users[who], self.campaigns[which]
        target = next((each for each in self._targets(campaign) if own_claim(self.on, each, user.id or 0)), None)
        if target is None:
            return
        before = standing(target)
        given = CallInput(outcome=outcome, incoming=incoming, **self._what_comes_with(outcome, user if own else None))
        try:
            with contact_transaction(self.on) as work:
                call = save_call(work, campaign, target, given, AtDesk(user.id or 0, self.now, local_date(self.now)))
        except ContactPreventedError:
            return
        self.before[call.entry] = before
        self.on.rollback()
        assert own_claim(self.on, target, user.id or 0) is None
        assert call.before == before

    @rule(who=WHO, which=WHICH)
    def undo(self, who: int, which: int) -> None:
        user, campaign = self.users[who], self.campaigns[which]
        call = last_call(self.on, campaign.id or 0, user.id or 0, now=self.now)
        try:
            with transaction(self.on) as work:
                target = undo_last(work, campaign, user_id=user.id or 0, now=self.now)
        except Refusal:
            return
        assert call is not None
        assert standing(target) == self.before.pop(call.entry)
        made = col(Task.interaction_entry) == call.entry
        assert not self.on.exec(select(Task).where(made, col(Task.done_at).is_(None))).all()

    @rule(who=WHO, which=WHICH, reason=st.sampled_from(SkipReason))
    def skip(self, who: int, which: int, reason: SkipReason) -> None:
        user, campaign = self.users[who], self.campaigns[which]
        for target in self._targets(campaign):
            if own_claim(self.on, target, user.id or 0) is not None:
                with transaction(self.on) as work:
                    skip_target(work, target, reason, "", user_id=user.id or 0, now=self.now)
                return

    @rule(who=WHO, which=WHICH)
    def leave(self, who: int, which: int) -> None:
        with transaction(self.on) as work:
            leave_desk(work, self.campaigns[which], user_id=self.users[who].id or 0)

    @rule(who=WHO, which=WHICH, where=WHERE)
    def company_calls(self, who: int, which: int, where: int) -> None:
        user = self.users[who]
        target = next(each for each in self._targets(self.campaigns[which]) if each.company_id == self.companies[where])
        holder = self._live_claims().get(target.company_id)
        try:
            with transaction(self.on) as work:
                take_target(work, target, user_id=user.id or 0, now=self.now)
        except Refusal:
            assert holder not in (None, user.id)
        else:
            assert holder in (None, user.id)

    @invariant()
    def every_call_has_its_contact(self) -> None:
        if not hasattr(self, "now"):
            return
        self.on.rollback()
        ids = [campaign.id for campaign in self.campaigns]
        calls = select(CallRecord.entry).where(
            col(CallRecord.campaign_id).in_(ids), col(CallRecord.undone_at).is_(None)
        )
        contacts = select(Interaction.entry).where(
            col(Interaction.company_id).in_(self.companies), col(Interaction.retired_at).is_(None)
        )
        assert sorted(self.on.exec(calls)) == sorted(self.on.exec(contacts))

    @invariant()
    def what_is_open_fits_together(self) -> None:
        if not hasattr(self, "now"):
            return
        for campaign in self.campaigns:
            for target in self._targets(campaign):
                promised = select(Task).where(
                    col(Task.campaign_target_id) == target.id, col(Task.done_at).is_(None), col(Task.promised)
                )
                open_promises = len(self.on.exec(promised).all())
                assert open_promises <= 1
                assert target.attempts <= 3 or target.state is not TargetState.WAITING
                if target.state is TargetState.CALL_BACK:
                    assert open_promises == 1
        refusals = select(ContactRefusal).where(
            col(ContactRefusal.company_id).in_(self.companies), col(ContactRefusal.lifted_at).is_(None)
        )
        ended = {Outcome.NO_CONTACT}
        calls = select(CallRecord).where(
            col(CallRecord.undone_at).is_(None), col(CallRecord.outcome).in_(ended),
            col(CallRecord.campaign_id).in_([campaign.id for campaign in self.campaigns]),
        )  # fmt: skip
        assert len(self.on.exec(refusals).all()) == len(self.on.exec(calls).all())

    def _what_comes_with(self, outcome: Outcome, owner: User | None) -> dict[str, Any]:
        if outcome is Outcome.CALL_BACK:
            due = self.now + timedelta(hours=5)
            return {"call_back": CallBackInput(due_at=due, owner_user_id=owner.id if owner else None)}
        return {"refusal": RefusalInput(said_by="HR", reason="")} if outcome is Outcome.NO_CONTACT else {}

    def _targets(self, campaign: Campaign) -> list[CampaignTarget]:
        query = select(CampaignTarget).where(col(CampaignTarget.campaign_id) == campaign.id)
        return list(self.on.exec(query.order_by(col(CampaignTarget.id)).execution_options(populate_existing=True)))

    def _live_claims(self) -> dict[int, int]:
        query = select(ContactClaim.company_id, ContactClaim.user_id).where(col(ContactClaim.expires_at) > self.now)
        return dict(self.on.exec(query).all())


def test_whatever_is_pressed(session: Session) -> None:
    users = [account_of(session, each) for each in (ANNA, BO, CARLA)]
    numbers = count(1, 10)

    class History(DeskHistory):
        """Each run has companies and campaigns of its own."""

        @initialize()
        def begin(self) -> None:
            self.on, self.users = session, users
            session.rollback()
            self.companies = companies_with_phones(session, 4, next(numbers))
            listed = SourceInput(kind=SourceKind.LIST, content={"company_ids": self.companies})
            ids = [user.id or 0 for user in users]
            self.campaigns = [
                campaign_of(session, *ids, unit_id=users[0].unit_id or 0, source=listed, shares_companies=True)
                for _number in range(2)
            ]
            super().begin()

    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
