"""What the closing report tells beyond the figures: what companies said, what is left open, other campaigns."""

import json
from datetime import timedelta

from campaign_ground import DAY, NOW, MakeCompanies, campaign_of, next_for, saved
from sqlmodel import Session

from crm.accounts.models import User
from crm.campaigns.figures import CallGroup, Stage
from crm.campaigns.inputs import CallBackInput
from crm.campaigns.queries.closing import report_of
from crm.campaigns.report import Heard, Report
from crm.campaigns.services.lifecycle import close
from crm.contacts.inputs import NeedInput
from crm.contacts.words import Outcome
from crm.db import transaction


def unit_of(user: User) -> int:
    assert user.unit_id is not None
    return user.unit_id


def test_the_report_tells_what_companies_said(session: Session, anna: User, make_companies: MakeCompanies) -> None:
    make_companies(5)
    me = anna.id or 0
    earlier = campaign_of(session, me, unit_id=unit_of(anna), now=NOW - 3 * DAY, name="Forårskampagnen")
    with transaction(session) as work:
        close(work, earlier, version=earlier.version, now=NOW - 2 * DAY)
    campaign = campaign_of(
        session, me, unit_id=unit_of(anna), themes=("adult_apprenticeship", "recruitment"), goal_interested=3
    )
    due = NOW + DAY
    for number, (outcome, more) in enumerate(
        (
            (Outcome.INTERESTED, {}),
            (Outcome.NEED_NOTED, {"needs": (NeedInput(occupation="Tømrer", number=2),)}),
            (Outcome.NEED_NOTED, {"needs": (NeedInput(occupation="tømrer", number=3),)}),
            (Outcome.CALL_BACK, {"call_back": CallBackInput(due_at=due, owner_user_id=me)}),
        )
    ):
        now = NOW + timedelta(minutes=5 * number)
        called = next_for(session, campaign, me, now)
        assert called
        saved(session, campaign, called, me, outcome, now + timedelta(minutes=3), **more)  # type: ignore[arg-type]
    with transaction(session) as work:
        close(work, campaign, version=campaign.version, now=NOW + timedelta(hours=1))
    report = report_of(session, campaign.id or 0)
    assert report
    assert report.interests == (Heard("adult_apprenticeship", 1),)
    assert report.themes == (Heard("adult_apprenticeship", 4), Heard("recruitment", 4))
    assert [(need.what.lower(), need.companies, need.number) for need in report.needs] == [("tømrer", 2, 5)]
    assert [(each.due_at, each.owner_user_id, each.dropped) for each in report.call_backs] == [(due, me, "")]
    assert [other.name for other in report.others] == ["Forårskampagnen"]
    assert (report.never_called, report.to_be_tried_again) == (1, 0)
    assert report.goals[CallGroup.INTERESTED] == 3
    assert (report.figures.funnel[Stage.INTERESTED], report.figures.seconds) == (3, 4 * 180)
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report
