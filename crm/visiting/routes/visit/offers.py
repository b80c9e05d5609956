"""What the forms of visits offer: colleagues, free times, people and workplaces of the company, themes."""

from datetime import date, timedelta

from flask import abort, request
from sqlmodel import Session

from crm.accounts.queries import colleagues
from crm.contacts.labels import THEMES
from crm.contacts.queries.people import people_of
from crm.cooperation.forms import workplace_line
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types, workplaces_of
from crm.db import session
from crm.values.clock import local_date, utc_now
from crm.visiting.forms.fields import Offered, WhatForm, WhenForm
from crm.visiting.free_times import Times, offered_times
from crm.visits.models import Visit
from crm.visits.queries.visits import visit_by_id
from crm.web.access import actor

SHORTEST, LONGEST = 15, 480


def fetch(visit_id: int) -> Visit:
    return visit_by_id(session(), visit_id) or abort(404)


def leads(on: Session) -> list[tuple[int, str]]:
    """Oneself first, then everybody by unit and name."""
    people = colleagues(on)
    named = [(each.id, f"{each.name}, {each.unit}" if each.unit else each.name) for each in people]
    return sorted(named, key=lambda pair: pair[0] != actor().id)


def offer_when(form: WhenForm) -> None:
    """The free times of the lead that is chosen. One who is no longer there is refused when the form is sent."""
    people = leads(session())
    lead = form.lead.data if form.lead.data in dict(people) else actor().id
    if request.method != "POST":
        form.lead.data = lead
    form.offer_times(people, times_of(lead, form.day.data, form.minutes.data))


def times_of(user_id: int, since: date | None, minutes: int | None) -> Times:
    length = timedelta(minutes=min(max(minutes or 60, SHORTEST), LONGEST))
    return offered_times(session(), user_id, now=utc_now(), since=since, length=length)


def offer_what(form: WhatForm, company_id: int, *, kept: frozenset[int] = frozenset()) -> None:
    """`kept`: contact persons who have left, and are offered still because they are on the visit."""
    on, today = session(), local_date(utc_now())
    lines = people_of(on, company_id, left_too=bool(kept))
    people = [line.person for line in lines if line.person.left_on is None or line.person.id in kept]
    in_use = type_names(each for each in types(on) if each.valid_to is None or each.valid_to >= today)
    form.offer(
        Offered(
            workplaces=[(each.id, workplace_line(each)) for each in workplaces_of(on, company_id)],
            people=[(each.id or 0, f"{each.name}, {each.title}" if each.title else each.name) for each in people],
            themes=[*((theme.value, str(label)) for theme, label in THEMES.items()), *in_use.items()],
            colleagues=leads(on),
        )
    )
