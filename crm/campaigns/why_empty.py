"""Why nobody is left to call, in numbers and words, with what can be done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.campaigns.models import Campaign
from crm.campaigns.queries.queue import TO_CALL, Queue, QueueGroup
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.words import CALLING, CampaignStatus, HoldReason, TargetState
from crm.values.clock import local_date
from crm.web.formatting import day, number, until

PASSING = (
    HoldReason.COOLING_DOWN,
    HoldReason.VISIT_PLANNED,
    HoldReason.PAUSED,
    HoldReason.PROMISED,
    HoldReason.CLAIMED,
)
LASTING = (
    HoldReason.NO_PHONE,
    HoldReason.REFUSED,
    HoldReason.PROTECTED,
    HoldReason.OTHER_CAMPAIGN,
    HoldReason.CLOSED,
    HoldReason.SKIPPED,
    HoldReason.NOT_IN_SOURCE,
)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: `text` with its number, and what can be done."""

    text: str
    advice: str = ""


def why_empty(queue: Queue, campaign: Campaign, *, now: datetime) -> list[Why]:
    """The reasons in the order in which they pass; those that do not pass by themselves last."""
    return [
        *_closed_desk(campaign, now),
        *_under_way(queue),
        *_later(queue, now),
        *_after_pilot(queue),
        *_left_out(queue),
    ]


def ready_now(queue: Queue, campaign: Campaign, *, now: datetime) -> int:
    """How many companies can be handed out to this person at this moment."""
    if campaign.status not in CALLING or not campaign.starts_on <= local_date(now) <= campaign.ends_on:
        return 0
    return queue.ready if AttemptsRule.from_json(campaign.rule).may_call(now) else queue.call_backs_ready


def queue_line(queue: Queue, *, now: datetime) -> list[str]:
    """The same in one line above the desk: "18 in cool-down until Tuesday", "9 with colleagues"."""
    return [why.text for why in (*_later(queue, now), *_under_way(queue), *_after_pilot(queue), *_left_out(queue))]


def _closed_desk(campaign: Campaign, now: datetime) -> Iterator[Why]:
    today, rule = local_date(now), AttemptsRule.from_json(campaign.rule)
    if campaign.status is CampaignStatus.DRAFT:
        yield Why(_("The campaign has not started yet."), _("Whoever manages the campaign starts it on its page."))
    elif campaign.status is CampaignStatus.PAUSED:
        yield Why(_("The campaign is paused."), _("Whoever manages the campaign lets it go on, on its page."))
    elif campaign.status is CampaignStatus.CLOSED:
        yield Why(_("The campaign is closed."))
    elif today < campaign.starts_on:
        yield Why(_("The campaign begins on %(day)s.", day=day(campaign.starts_on)))
    elif today > campaign.ends_on:
        yield Why(
            _("The campaign ended on %(day)s.", day=day(campaign.ends_on)), _("Its period can be changed on its page.")
        )
    elif campaign.status in CALLING and not rule.may_call(now):
        opening = rule.next_opening(now)
        when = until(opening, now) if opening else "–"
        yield Why(
            _("Outside the hours of this campaign; calls begin again %(when)s.", when=when),
            _("Calls that were promised are handed out all the same."),
        )


def _under_way(queue: Queue) -> Iterator[Why]:
    if queue.claimed:
        yield Why(
            ngettext("%(num)d with a colleague now", "%(num)d with colleagues now", queue.claimed),
            _("What a colleague gives back comes to you; after 15 minutes without a sign of life by itself."),
        )
    if queue.others_call_backs:
        yield Why(
            ngettext(
                "%(num)d call-back that a colleague has promised",
                "%(num)d call-backs that colleagues have promised",
                queue.others_call_backs,
            ),
            _("They are anyone's two days after the agreed time."),
        )
    if queue.passed_on:
        yield Why(ngettext("%(num)d that you have passed on", "%(num)d that you have passed on", queue.passed_on))


def _later(queue: Queue, now: datetime) -> Iterator[Why]:
    """Companies that can be called later: promised calls, those that rest, and those held back by the guard."""
    later = [group for group in queue.groups if not group.is_due and group.state in TO_CALL]
    promised = [group for group in later if group.state is TargetState.CALL_BACK]
    if promised:
        number, when = _sum(promised), _first(promised, now)
        text = ngettext("%(num)d call-back %(when)s", "%(num)d call-backs, the first %(when)s", number, when=when)
        yield Why(text, _("They come first as soon as they are due."))
    for reason in (None, *PASSING):
        groups = [group for group in later if group.state is TargetState.WAITING and group.reason is reason]
        if groups:
            yield Why(_held_words(reason, _sum(groups), _first(groups, now)), _advice(reason))


def _after_pilot(queue: Queue) -> Iterator[Why]:
    kept = [group for group in queue.groups if group.is_due and not group.in_turn and group.state in TO_CALL]
    if kept:
        yield Why(
            ngettext("%(num)d after the pilot", "%(num)d after the pilot", _sum(kept)),
            _("Whoever manages the campaign starts the rest on its page."),
        )


def _left_out(queue: Queue) -> Iterator[Why]:
    for reason in LASTING:
        groups = [group for group in queue.groups if group.state is TargetState.LEFT_OUT and group.reason is reason]
        if groups:
            yield Why(reason_words(reason, _sum(groups)), _advice(reason))


def _held_words(reason: HoldReason | None, num: int, when: str) -> str:
    """Companies that wait for a moment."""
    match reason:
        case HoldReason.COOLING_DOWN:
            return str(
                ngettext(
                    "%(num)d in cool-down until %(when)s",
                    "%(num)d in cool-down, the first until %(when)s",
                    num,
                    when=when,
                )
            )
        case HoldReason.VISIT_PLANNED:
            return str(
                ngettext(
                    "%(num)d that a colleague visits, free %(when)s",
                    "%(num)d that colleagues visit, the first free %(when)s",
                    num,
                    when=when,
                )
            )
        case HoldReason.PAUSED:
            return str(
                ngettext(
                    "%(num)d with an agreed pause until %(when)s",
                    "%(num)d with an agreed pause, the first until %(when)s",
                    num,
                    when=when,
                )
            )
        case None:
            return str(
                ngettext(
                    "%(num)d to be tried again %(when)s",
                    "%(num)d to be tried again, the first %(when)s",
                    num,
                    when=when,
                )
            )
        case _:
            return reason_words(reason, num)


def reason_words(reason: HoldReason, num: int) -> str:
    """Companies that are not called now, by reason: of a list that was built."""
    return str(_numbered(num)[reason])


def _numbered(num: int) -> dict[HoldReason, str]:
    count = number(num)
    return {
        HoldReason.COOLING_DOWN: ngettext("%(count)s in cool-down", "%(count)s in cool-down", num, count=count),
        HoldReason.VISIT_PLANNED: ngettext(
            "%(count)s that a colleague visits", "%(count)s that colleagues visit", num, count=count
        ),
        HoldReason.PAUSED: ngettext(
            "%(count)s with an agreed pause", "%(count)s with an agreed pause", num, count=count
        ),
        HoldReason.PROMISED: ngettext(
            "%(count)s that somebody else has promised to call",
            "%(count)s that somebody else has promised to call",
            num,
            count=count,
        ),
        HoldReason.CLAIMED: ngettext(
            "%(count)s that another call is under way with",
            "%(count)s that other calls are under way with",
            num,
            count=count,
        ),
        HoldReason.NO_PHONE: ngettext(
            "%(count)s without a phone number", "%(count)s without a phone number", num, count=count
        ),
        HoldReason.REFUSED: ngettext(
            "%(count)s that wants no contact", "%(count)s that want no contact", num, count=count
        ),
        HoldReason.PROTECTED: ngettext(
            "%(count)s protected against advertising", "%(count)s protected against advertising", num, count=count
        ),
        HoldReason.OTHER_CAMPAIGN: ngettext(
            "%(count)s in another campaign", "%(count)s in another campaign", num, count=count
        ),
        HoldReason.CLOSED: ngettext("%(count)s closed down", "%(count)s closed down", num, count=count),
        HoldReason.SKIPPED: ngettext(
            "%(count)s taken out at the desk", "%(count)s taken out at the desk", num, count=count
        ),
        HoldReason.NOT_IN_SOURCE: ngettext(
            "%(count)s that the filter no longer finds", "%(count)s that the filter no longer finds", num, count=count
        ),
    }


def _advice(reason: HoldReason | None) -> str:
    """What can be done, where something can."""
    advice = {
        HoldReason.COOLING_DOWN: _("They were contacted a short while ago, by your unit or another."),
        HoldReason.VISIT_PLANNED: _("Talk to the colleague: perhaps your errand can be taken along."),
        HoldReason.NO_PHONE: _(
            "Add a contact person with a phone number, and bring the list up to date on the campaign's page."
        ),
        HoldReason.PROTECTED: _("They may be called with a consent or a legal basis, recorded on the company's page."),
        HoldReason.OTHER_CAMPAIGN: _("They are called there. They come here when that campaign is done with them."),
    }
    return advice.get(reason, "") if reason else ""


def _sum(groups: list[QueueGroup]) -> int:
    return sum(group.count for group in groups)


def _first(groups: list[QueueGroup], now: datetime) -> str:
    return until(min(group.first_at for group in groups), now)
