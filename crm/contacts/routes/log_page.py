"""What the log form offers and shows, for the one that logs and the one that corrects."""

from datetime import date, datetime
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from crm.accounts.queries import colleagues, units
from crm.contacts.due import end_of_day
from crm.contacts.forms.log import ContactForm, LogForm, Offered
from crm.contacts.guard import Ask, Caller, Verdict
from crm.contacts.guard.gather import verdict
from crm.contacts.guard.telling import guard_people
from crm.contacts.labels import THEMES
from crm.contacts.queries.log_form import Found, company_line, usual_occupations
from crm.contacts.queries.people import people_of
from crm.contacts.queries.tasks import due_tasks_at
from crm.contacts.task_labels import due_text
from crm.contacts.words import ContactKind, Direction, Purpose
from crm.cooperation import queries as cooperations
from crm.cooperation.forms import workplace_line
from crm.cooperation.labels import type_names
from crm.db import session
from crm.values.clock import local_date, utc_now

FORM = "contact"
"""The name under which drafts of the log form are kept."""


def subject_of(company_id: int) -> str:
    """What a draft is about."""
    return f"company {company_id}"


def company_of(company_id: int | None) -> Found | None:
    return company_line(session(), company_id) if company_id else None


def today() -> date:
    return local_date(utc_now())


def offer(form: ContactForm, company_id: int, caller: Caller, *, chosen: frozenset[str] = frozenset()) -> None:
    """Fill the lists. `chosen`: types that a correction must still offer although they are no longer in use."""
    on, now = session(), utc_now()
    types = type_names(
        each
        for each in cooperations.types(on)
        if each.code in chosen or each.valid_to is None or each.valid_to >= today()
    )
    people = people_of(on, company_id, left_too=not isinstance(form, LogForm))
    others = colleagues(on)
    form.offer(
        Offered(
            workplaces=[(each.id, workplace_line(each)) for each in cooperations.workplaces_of(on, company_id)],
            people=[(line.person.id or 0, _person(line.person.name, line.person.title)) for line in people],
            themes=[*((theme.value, str(label)) for theme, label in THEMES.items()), *types.items()],
            types=list(types.items()),
            colleagues=[
                (each.id, f"{each.name}, {each.unit}" if each.unit else each.name)
                for each in others
                if each.id != caller.user_id
            ],
            tasks=_due(on, company_id, caller, now) if isinstance(form, LogForm) else (),
        )
    )
    if isinstance(form, LogForm):
        form.step_owner.offer(others, units(on), me=caller.user_id)


def guard_of(form: ContactForm, company_id: int, caller: Caller) -> dict[str, Any]:
    """The guard's answer about the contact as the form describes it."""
    ask = Ask(
        caller,
        _as(ContactKind, form.kind.data, ContactKind.CALL),
        utc_now(),
        _as(Direction, form.direction.data, Direction.OUTGOING),
        _as(Purpose, form.purpose.data, Purpose.OTHER),
    )
    return told(verdict(session(), company_id, ask), caller)


def told(found: Verdict, caller: Caller) -> dict[str, Any]:
    """For the template: the verdict and the names in it."""
    return {"verdict": found, "guard_names": guard_people(session(), [found], reader_id=caller.user_id)}


def cooperation_page(form: Any, company_id: int, workplace_id: int | None) -> str:
    """Where a cooperation begins of the type that was talked about: `form` has interests and themes."""
    codes = {code for code, *_text in form.interests.iter_choices()}
    wanted = [each for each in (*form.interests.data, *form.themes.data) if each in codes]
    place = cooperations.workplace(session(), workplace_id) if workplace_id else None
    return url_for(
        "cooperation.new",
        company_id=company_id,
        workplace=place.p_number if place else None,
        type=wanted[0] if wanted else None,
    )


PURPOSES = {
    "recruitment": Purpose.RECRUITMENT,
    "work_placement": Purpose.COOPERATION,
    "wage_subsidy": Purpose.COOPERATION,
    "flex_job": Purpose.COOPERATION,
    "apprenticeship": Purpose.APPRENTICESHIP,
    "retention": Purpose.RETENTION,
}
"""What a contact about a request of the category is for; of all others: follow-up."""


def number(name: str) -> int | None:
    """A number in the address, or None."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def occupations() -> list[str]:
    return usual_occupations(session())


def _person(name: str, title: str) -> str:
    return f"{name}, {title}" if title else name


def _due(on: Session, company_id: int, caller: Caller, now: datetime) -> list[tuple[int, str]]:
    lines = due_tasks_at(on, company_id, caller.user_id, caller.unit_id, until=end_of_day(now))
    return [(line.task.id or 0, f"{line.task.title} ({due_text(line.task.due_at, now)})") for line in lines]


def _as(words: Any, value: Any, otherwise: Any) -> Any:
    return words(value) if value in set(words) else otherwise
