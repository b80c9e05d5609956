"""Reading the guard's facts for many companies: no more queries for ten thousand companies than for one.

First it asks who has anything to say at all, then only those.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from crm.contacts.guard import statements
from crm.contacts.guard.ask import Ask, Verdict
from crm.contacts.guard.decide import decide
from crm.contacts.guard.facts import (
    NOTHING,
    ClaimFact,
    CompanyFacts,
    ContactFact,
    PauseFact,
    RefusalFact,
    RequestFact,
    TaskFact,
    VisitFact,
)
from crm.contacts.words import ContactKind
from crm.register.models import Company

Facts = Mapping[int, CompanyFacts]
CompanyIds = Sequence[int] | sa.Select[Any]
Statement = Callable[[Any], statements.Selected]

_FACTS: Mapping[Statement, Any] = {
    statements.refusals: RefusalFact,
    statements.pauses: PauseFact,
    statements.visits: VisitFact,
    statements.requests: RequestFact,
    statements.tasks: TaskFact,
    statements.claims: ClaimFact,
}
"""What a statement's rows are, after the company; it has the name of the list in which they are kept."""


def verdicts(on: Session, company_ids: CompanyIds, ask: Ask) -> dict[int, Verdict]:
    """The guard's answer for each company. `company_ids`: numbers, or a selection of them."""
    return {company_id: decide(facts, ask) for company_id, facts in gather(on, company_ids, ask.moment).items()}


def verdict(on: Session, company_id: int, ask: Ask) -> Verdict:
    """The guard's answer for one company. KeyError when there is no such company."""
    return verdicts(on, [company_id], ask)[company_id]


def gather(
    on: Session, company_ids: CompanyIds, moment: datetime, *, without_entry: str = ""
) -> dict[int, CompanyFacts]:
    """What was known of each company at the moment. `without_entry`: a contact that is left out (it is corrected)."""
    run = _Reader(on, company_ids, statements.moments(moment) | {"without_entry": without_entry})
    companies = run(statements.companies)
    speaking = {name for (name,) in run(statements.sources)}
    facts: Facts = defaultdict(CompanyFacts)
    protected = [company_id for company_id, is_protected in companies if is_protected]
    for company_id in protected:
        facts[company_id].protected = True
    for source, fact in _FACTS.items():
        for company_id, *fields in run(source) if source.__name__ in speaking else ():
            getattr(facts[company_id], source.__name__).append(fact(*fields))
    if statements.contacts.__name__ in speaking:
        _contacts(on, run, moment, facts)
    if protected:
        those: CompanyIds = protected
        if isinstance(company_ids, sa.Select):
            those = sa.select(col(Company.id)).where(
                col(Company.id).in_(company_ids), col(Company.advertising_protected)
            )
        _what_lifts_protection(_Reader(on, those, statements.moments(moment)), facts)
    return {company_id: facts.get(company_id, NOTHING) for company_id, _is_protected in companies}


class _Reader:
    """Runs the statements about some companies. Building one costs more than running it, so each is built once.

    Rows are fetched all together: one by one takes twice as long for ten thousand companies.
    """

    def __init__(self, on: Session, ids: CompanyIds, values: dict[str, Any]) -> None:
        self._run, self._selected, self._values = on.connection().execute, ids, values
        self._dialect = on.get_bind().dialect.name
        if not isinstance(ids, sa.Select):
            self._values = values | {"ids": list(ids) if self._dialect == "postgresql" else json.dumps(list(ids))}

    def __call__(self, build: Statement, **more: Any) -> Sequence[Any]:
        values = self._values | more
        if isinstance(self._selected, sa.Select):
            return self._run(build(self._selected), values).all()
        return self._run(_built(build, self._dialect), values).all()


@cache
def _built(build: Statement, dialect: str) -> statements.Selected:
    """The numbers are one parameter: fifty of them, in ten statements, are half of the work."""
    if dialect == "postgresql":
        return build(sa.select(sa.func.unnest(sa.bindparam("ids", type_=ARRAY(sa.Integer)))))
    return build(sa.select(sa.func.json_each(sa.bindparam("ids", type_=sa.Text)).table_valued("value").c.value))


def _contacts(on: Session, run: _Reader, moment: datetime, facts: Facts) -> None:
    """The latest outgoing contact of each kind, reached and not reached: a call in vain shortens no rest."""
    days = _cooldown_days(on)
    since = moment - timedelta(days=max(days.values(), default=0) + 1)
    latest = run(statements.latest_contacts, contacts_since=since)
    for company_id, kind, is_reached, at, user_id, unit_id, _place in latest:
        rest = days[kind, bool(is_reached)]
        facts[company_id].contacts.append(ContactFact(kind, bool(is_reached), at, user_id, unit_id, rest))


def _cooldown_days(on: Session) -> defaultdict[tuple[ContactKind, bool], int]:
    found: defaultdict[tuple[ContactKind, bool], int] = defaultdict(int)
    for kind, reached, days in on.connection().execute(statements.cooldowns):
        found[kind, reached] = days
    return found


def _what_lifts_protection(run: _Reader, facts: Facts) -> None:
    for (company_id,) in run(statements.bases):
        facts[company_id].has_basis = True
    for (company_id,) in run(statements.running):
        facts[company_id].running = True
    for company_id, at in run(statements.called_us):
        facts[company_id].last_incoming = at
