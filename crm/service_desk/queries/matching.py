"""Whose mail is it? Companies that its sender and its text point at, and why."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.contacts.models import ContactPerson, PersonEmail, PersonPhone
from crm.employer_requests.models import EmployerRequest
from crm.register.models import Company, Workplace
from crm.values.errors import InvalidValueError
from crm.values.phone import parse_phone

MOST, MOST_NUMBERS = 5, 30
EVERYBODYS = frozenset(
    """gmail.com googlemail.com hotmail.com hotmail.dk outlook.com outlook.dk live.dk live.com msn.com yahoo.com
    yahoo.dk icloud.com me.com mac.com mail.dk mail.com mail.tele.dk jubii.dk ofir.dk stofanet.dk youmail.dk
    tdcadsl.dk privat.dk post.tele.dk pc.dk get2net.dk webspeed.dk protonmail.com proton.me gmx.com gmx.de""".split()  # noqa: SIM905 - easier to read and to add to
)
"""Domains at which anybody has an address: they tell nothing of a company."""
_NUMBER = re.compile(r"(?<![0-9])[0-9]{2}(?:[ .]?[0-9]{2}){3}(?:[ .]?[0-9]{2})?(?![0-9])")


class Sign(StrEnum):
    """What points at a company, the strongest first."""

    PERSON = "person"  # the address of one of its contact persons
    ADDRESS = "address"  # one of its own addresses in the register
    EARLIER = "earlier"  # it has asked for something from this address
    CVR = "cvr"
    P_NUMBER = "p_number"
    PHONE = "phone"
    DOMAIN = "domain"  # others there have addresses of this domain


STRONG = frozenset({Sign.PERSON, Sign.ADDRESS, Sign.EARLIER})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A company, and what points at it; `person_id` is of the contact person who wrote."""

    company_id: int
    name: str
    cvr: str
    signs: tuple[Sign, ...]
    person_id: int | None = None


def proposals(on: Session, *, address: str, text: str) -> list[Proposal]:
    """The best first. Six queries at most."""
    found: dict[int, set[Sign]] = defaultdict(set)
    people: dict[int, set[int]] = defaultdict(set)
    if address:
        for company_id, sign, person_id in on.connection().execute(_by_address(address.lower())):
            found[company_id].add(Sign(sign))
            if person_id and sign == Sign.PERSON:
                people[company_id].add(person_id)
    for signs in found.values():
        if signs & STRONG:
            signs.discard(Sign.DOMAIN)  # that goes without saying
    numbers = _numbers(text)
    if numbers:
        for company_id, sign in on.connection().execute(_by_number(numbers)):
            found[company_id].add(Sign(sign))
    named = _names(on, found)
    order = list(Sign)
    best = sorted(
        (
            Proposal(each, *named[each], tuple(sorted(signs, key=order.index)), _only(people[each]))
            for each, signs in found.items()
            if each in named
        ),
        key=lambda proposal: ([order.index(sign) for sign in proposal.signs], proposal.company_id),
    )
    return best[:MOST]


def certain(found: Collection[Proposal]) -> Proposal | None:
    """The one company that an address is of; or else the only one that two different things point at."""
    strong = [each for each in found if STRONG & set(each.signs)]
    if len(strong) == 1:
        return strong[0]
    alone = next(iter(found)) if len(found) == 1 else None
    return alone if alone is not None and len(alone.signs) > 1 else None


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def own_domain_of(address: str) -> str:
    """The domain when it tells something of a company; else nothing."""
    domain = domain_of(address)
    return "" if domain in EVERYBODYS else domain


def _by_address(address: str) -> Any:
    company, nobody = col(ContactPerson.company_id), sa.cast(sa.null(), sa.Integer)
    written, registered = sa.func.lower(col(PersonEmail.address)), sa.func.lower(col(Workplace.email))
    of_people = sa.select(company, sa.literal(Sign.PERSON.value), col(ContactPerson.id)).join(
        PersonEmail, col(PersonEmail.person_id) == col(ContactPerson.id)
    )
    parts = [
        of_people.where(written == address),
        sa.select(col(Workplace.company_id), sa.literal(Sign.ADDRESS.value), nobody).where(registered == address),
        sa.select(col(EmployerRequest.company_id), sa.literal(Sign.EARLIER.value), nobody).where(
            sa.func.lower(col(EmployerRequest.caller_email)) == address, col(EmployerRequest.company_id).is_not(None)
        ),
    ]
    if domain := own_domain_of(address):
        by_domain = sa.literal(Sign.DOMAIN.value)
        parts += [
            sa.select(company, by_domain, nobody)
            .join(PersonEmail, col(PersonEmail.person_id) == col(ContactPerson.id))
            .where(written.endswith(f"@{domain}", autoescape=True)),
            sa.select(col(Workplace.company_id), by_domain, nobody).where(
                registered.endswith(f"@{domain}", autoescape=True)
            ),
        ]
    return sa.union(*parts)


def _numbers(text: str) -> list[str]:
    found = (re.sub(r"[ .]", "", match[0]) for match in _NUMBER.finditer(text))
    return list(dict.fromkeys(found))[:MOST_NUMBERS]


def _by_number(numbers: list[str]) -> Any:
    phones = [phone for phone in map(_phone, numbers) if phone]
    return sa.union(
        sa.select(col(Company.id), sa.literal(Sign.CVR.value)).where(col(Company.cvr).in_(numbers)),
        sa.select(col(Workplace.company_id), sa.literal(Sign.P_NUMBER.value)).where(
            col(Workplace.p_number).in_(numbers)
        ),
        sa.select(col(Workplace.company_id), sa.literal(Sign.PHONE.value)).where(col(Workplace.phone).in_(phones)),
        sa.select(col(ContactPerson.company_id), sa.literal(Sign.PHONE.value))
        .join(PersonPhone, col(PersonPhone.person_id) == col(ContactPerson.id))
        .where(col(PersonPhone.number).in_(phones)),
    )


def _phone(digits: str) -> str:
    try:
        return parse_phone(digits)
    except InvalidValueError:
        return ""


def _names(on: Session, company_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    query = sa.select(col(Company.id), col(Company.name), col(Company.cvr)).where(col(Company.id).in_(company_ids))
    return {number: (name, cvr) for number, name, cvr in on.execute(query)} if company_ids else {}


def _only(people: set[int]) -> int | None:
    return next(iter(people)) if len(people) == 1 else None
