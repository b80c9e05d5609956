"""A verdict as people read it: what to do, why with who and when, and what one can do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from crm.accounts.queries import Person, people_named, unit_names
from crm.contacts.guard.ask import Answer, Reason, ReasonKind, Verdict
from crm.contacts.guard.sentences import ANSWER_WORDS, REASON_WORDS
from crm.contacts.words import ContactKind
from crm.web.formatting import appointment, day, moment, until

TONES = {Answer.GO: "green", Answer.WAIT: "amber", Answer.JOIN: "amber", Answer.STOP: "red"}
_REFUSALS = (
    ReasonKind.REFUSED_ALL,
    ReasonKind.REFUSED_PHONE,
    ReasonKind.REFUSED_CAMPAIGNS,
    ReasonKind.REFUSED_UNIT,
)
_HAD = {
    ContactKind.CALL: _l("%(who)s spoke with the company on the phone %(when)s."),
    ContactKind.VISIT: _l("%(who)s visited the company %(when)s."),
    ContactKind.EMAIL: _l("%(who)s wrote an e-mail to the company %(when)s."),
    ContactKind.MEETING: _l("%(who)s had a meeting with the company %(when)s."),
    ContactKind.EVENT: _l("%(who)s met the company at an event %(when)s."),
    ContactKind.LETTER: _l("%(who)s sent the company a letter %(when)s."),
    ContactKind.MESSAGE: _l("%(who)s sent the company a message %(when)s."),
}
_TRIED = {
    ContactKind.CALL: _l("%(who)s called %(when)s and reached nobody."),
    ContactKind.VISIT: _l("%(who)s came to the company %(when)s and met nobody."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """`headline` is the verdict with its end; `why` the reasons, the strictest first; `talk_to` whom to ask."""

    answer: Answer
    tone: str
    headline: str
    why: tuple[str, ...]
    advice: tuple[str, ...]
    talk_to: tuple[Person, ...]
    protected: bool


@dataclass(frozen=True, slots=True)
class People:
    """The names behind the reasons of some verdicts; `reader_id` is told "you" of their own contacts."""

    colleagues: Mapping[int, Person] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    reader_id: int | None = None

    def tell(self, verdict: Verdict) -> Told:
        return Told(
            answer=verdict.answer,
            tone=TONES[verdict.answer],
            headline=headline(verdict),
            why=tuple(self.reason_sentence(reason) for reason in verdict.reasons),
            advice=tuple(_advice(verdict)),
            talk_to=tuple(self._talk_to(verdict)),
            protected=verdict.protected,
        )

    def reason_sentence(self, reason: Reason) -> str:
        """One reason with who (and which unit), when, and until when."""
        said = {
            ReasonKind.PROTECTED: self._protected,
            ReasonKind.PAUSED: self._paused,
            ReasonKind.VISIT_PLANNED: self._appointment,
            ReasonKind.REQUEST_OPEN: self._request,
            ReasonKind.CALL_BACK_PROMISED: self._appointment,
            ReasonKind.CLAIMED: self._claimed,
            ReasonKind.COOLING_DOWN: self._cooling_down,
        }
        return said.get(reason.kind, self._refusal)(reason)

    def _protected(self, _reason: Reason) -> str:
        return str(
            _(
                "The company is protected against advertising, and nothing lifts it: no consent, no legal basis,"
                " no cooperation that runs, no call from the company itself in the last 90 days."
            )
        )

    def _paused(self, reason: Reason) -> str:
        return str(
            _(
                "A pause is agreed with the company until and including %(day)s. Recorded by %(who)s %(when)s.",
                day=day(reason.last_day),
                who=self._who(reason),
                when=moment(reason.at),
            )
        )

    def _appointment(self, reason: Reason) -> str:
        who, when = self._who(reason), appointment(reason.at)
        if reason.kind is ReasonKind.VISIT_PLANNED:
            return str(_("%(who)s is going to visit the company %(when)s.", who=who, when=when))
        return str(_("%(who)s has promised to call the company %(when)s.", who=who, when=when))

    def _request(self, reason: Reason) -> str:
        who, when = self._who(reason), moment(reason.at)
        return str(_("%(who)s has an open request from the company, received %(when)s.", who=who, when=when))

    def _claimed(self, reason: Reason) -> str:
        return str(
            _(
                "%(who)s is about to call the company, and has it until %(when)s at the latest.",
                who=self._who(reason),
                when=moment(reason.until),
            )
        )

    def _refusal(self, reason: Reason) -> str:
        rule, last_day, when = str(REASON_WORDS[reason.kind]), day(reason.last_day), moment(reason.at)
        if reason.user_id is None:
            sentence = _l("%(rule)s until and including %(day)s. The company said so itself %(when)s.")
        else:
            sentence = _l("%(rule)s until and including %(day)s. Recorded by %(who)s %(when)s.")
        return str(sentence) % {"rule": rule, "day": last_day, "who": self._who(reason), "when": when}

    def _cooling_down(self, reason: Reason) -> str:
        channel = reason.channel or ContactKind.CALL
        sentence = _HAD[channel] if reason.reached else _TRIED.get(channel, _HAD[channel])
        had = str(sentence) % {"who": self._who(reason), "when": moment(reason.at)}
        return str(_("%(had)s Quiet until %(day)s.", had=had, day=until(reason.until)))

    def _who(self, reason: Reason) -> str:
        if reason.user_id is not None and reason.user_id == self.reader_id:
            return str(_("You"))
        colleague = self.colleagues.get(reason.user_id or 0)
        unit = self.units.get(reason.unit_id or 0) or (colleague.unit if colleague else None)
        if colleague is None:
            return unit or str(_("A colleague"))
        return f"{colleague.name} ({unit})" if unit else colleague.name

    def _talk_to(self, verdict: Verdict) -> Iterable[Person]:
        """Those who have the company now: their visit, its request, their promise, their call."""
        kinds = (
            ReasonKind.VISIT_PLANNED,
            ReasonKind.REQUEST_OPEN,
            ReasonKind.CALL_BACK_PROMISED,
            ReasonKind.CLAIMED,
        )
        ids = dict.fromkeys(reason.user_id or 0 for reason in verdict.reasons if reason.kind in kinds)
        return (self.colleagues[each] for each in ids if each in self.colleagues and each != self.reader_id)


def guard_people(on: Session, verdicts: Iterable[Verdict], *, reader_id: int | None = None) -> People:
    """The names for the reasons of many verdicts: two queries, none when nothing speaks against anything."""
    reasons = [reason for verdict in verdicts for reason in verdict.reasons]
    colleagues = people_named(on, (reason.user_id for reason in reasons))
    units = unit_names(on, (reason.unit_id for reason in reasons))
    return People(colleagues, units, reader_id)


def headline(verdict: Verdict) -> str:
    """The verdict with its end: "Wait until 24 November"."""
    if verdict.answer is Answer.WAIT and verdict.until is not None:
        return str(_("Wait until %(when)s", when=until(verdict.until)))
    return str(ANSWER_WORDS[verdict.answer])


def _advice(verdict: Verdict) -> Iterable[str]:
    """What one can do, in sentences; links to it stand in the banner."""
    kinds = set(verdict.kinds)
    if verdict.answer is Answer.GO:
        yield _("Nothing speaks against contacting the company now.")
        return
    if kinds & set(_REFUSALS):
        yield _("Only the company can change this. If it has changed its mind, lift the refusal on the company's page.")
    if ReasonKind.PROTECTED in kinds:
        yield _("Has the company agreed to be contacted, or does a law allow it? Then record the basis first.")
    if ReasonKind.VISIT_PLANNED in kinds:
        yield _("Perhaps you can take part in the visit, or your errand can be taken along.")
    if ReasonKind.REQUEST_OPEN in kinds:
        yield _("Perhaps your errand can be taken along when the request is answered.")
    if verdict.answer is Answer.WAIT:
        yield _("If the company contacts you, just log it: nothing stands in the way of that.")
