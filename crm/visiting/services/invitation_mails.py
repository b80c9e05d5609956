"""What a mail about a visit says, in the recipient's language, and the calendar entry that goes with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import current_app
from flask_babel import gettext as _

from crm.values.clock import local_date
from crm.visiting.calendar_text import Attendee, Entry, cancel_text, request_text
from crm.visiting.labels import PLACES
from crm.visiting.queries.invitations import Guest, VisitFacts
from crm.visits.models import Visit, VisitPlace, VisitStatus
from crm.web.addresses import whole_address
from crm.web.formatting import appointment, clock_time
from crm.web.i18n import in_language

Kind = Literal["invitation", "update", "agreed", "cancelled", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`link`: where the recipient answers; empty when nobody knows the address of this installation."""

    kind: Kind
    to: Guest
    visit: Visit
    facts: VisitFacts
    attendees: tuple[Attendee, ...]
    link: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    body: str
    calendar: str


def write(letter: Letter) -> Written:
    with in_language(letter.to.language or current_app.extensions["crm_settings"].language):
        entry = _entry(letter)
        if letter.kind == "cancelled":
            calendar = cancel_text(entry, whole=True)
        elif letter.kind == "withdrawn":
            calendar = cancel_text(entry, whole=False)
        else:
            calendar = request_text(entry)
        return Written(_subject(letter), "\n".join([*_lines(letter), ""]), calendar)


def place_text(visit: Visit, facts: VisitFacts) -> str:
    """Where it is, in one line."""
    if visit.place is VisitPlace.ONLINE:
        where = str(PLACES[visit.place])
    elif visit.place is VisitPlace.JOB_CENTRE:
        where = facts.job_centre or str(PLACES[visit.place])
    else:
        where = facts.address or facts.company_name
    return ", ".join(filter(None, (where, visit.place_note)))


def time_text(visit: Visit) -> str:
    """'torsdag den 26. november kl. 10.00–11.00'; the end with its day when it is another."""
    one_day = local_date(visit.starts_at) == local_date(visit.ends_at)
    ends = clock_time(visit.ends_at) if one_day else appointment(visit.ends_at)
    return f"{appointment(visit.starts_at)}–{ends}" if one_day else f"{appointment(visit.starts_at)} – {ends}"


def _entry(letter: Letter) -> Entry:
    visit, facts = letter.visit, letter.facts
    sender = current_app.extensions["crm_settings"].mail_from or facts.lead.email
    attendees = letter.attendees
    return Entry(
        uid=visit.uid,
        sequence=visit.sequence,
        status=visit.status,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=_title(letter),
        location=place_text(visit, facts),
        description="\n".join(_about(letter)),
        organizer=Attendee(facts.lead.name, sender),
        attendees=attendees,
        stamp=letter.now,
    )


def _title(letter: Letter) -> str:
    """The company reads who comes, ours read where they go."""
    if letter.to.person_id is None:
        return str(_("Visit: %(company)s", company=letter.facts.company_name))
    return str(_("Visit from %(who)s", who=letter.facts.job_centre or _("the job centre")))


def _subject(letter: Letter) -> str:
    what = {
        "invitation": _("Invitation"),
        "update": _("Changed"),
        "agreed": _("Agreed"),
        "cancelled": _("Called off"),
        "withdrawn": _("You no longer take part"),
    }[letter.kind]
    return f"{what}: {_title(letter)}, {appointment(letter.visit.starts_at)}"[:200]


def _about(letter: Letter) -> list[str]:
    """Purpose, agenda and the way to answer; of a visit that is off, nothing but its purpose."""
    visit = letter.visit
    lines = [f"{_('What it is about')}: {visit.purpose}"]
    if letter.kind in {"cancelled", "withdrawn"}:
        return lines
    if visit.agenda.strip():
        lines += ["", f"{_('Agenda')}:", *visit.agenda.strip().splitlines()]
    if letter.to.user_id is not None and (page := whole_address("visit.show", visit_id=visit.id or 0)):
        lines += ["", f"{_('Everything about the visit')}: {page}"]
    if letter.link:
        lines += ["", f"{_('Answer here')}: {letter.link}"]
    return lines


def _greeting(letter: Letter) -> str:
    proposed = letter.visit.status is VisitStatus.PROPOSED
    if letter.to.person_id is None:
        if proposed:
            return str(_("This visit is proposed. You hear when the company has said yes."))
        return str(_("This visit is now in your calendar."))
    if proposed:
        return str(_("We would like to meet you. Please tell us whether the time suits you."))
    return str(_("We look forward to meeting you."))


def _lines(letter: Letter) -> list[str]:
    visit, facts = letter.visit, letter.facts
    opening = {
        "invitation": _greeting(letter),
        "update": _("The visit has been changed. This is how it is now:"),
        "agreed": _("The visit is agreed, and takes place as proposed:"),
        "cancelled": _("The visit will not take place. Your calendar program can take it out of your calendar."),
        "withdrawn": _("You no longer take part in this visit. It takes place without you."),
    }[letter.kind]
    who = ", ".join(each.name for each in facts.guests if each.user_id is not None) or facts.lead.name
    told = [
        _("Hello %(name)s", name=letter.to.name),
        "",
        opening,
        "",
        f"{_('Company')}: {facts.company_name}",
        f"{_('When')}: {time_text(visit)}",
        f"{_('Where')}: {place_text(visit, facts)}",
        f"{_('Who comes')}: {who}",
        "",
        *_about(letter),
        "",
    ]
    if letter.link and letter.kind in {"invitation", "update", "agreed"}:
        told += [_("There you can say yes or no, or propose another time. The address is yours alone."), ""]
    return [str(line) for line in (*told, _("Kind regards"), facts.lead.name, facts.lead.email, facts.job_centre)]
