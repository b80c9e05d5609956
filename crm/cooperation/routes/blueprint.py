"""The blueprint, and what its pages share."""

from datetime import date

from flask import Blueprint, Response, abort, make_response, render_template, url_for

from crm.accounts.queries import units
from crm.cooperation import checks, labels, queries
from crm.cooperation.forms import CooperationForm
from crm.cooperation.models import Cooperation
from crm.cooperation.queries import WorkplaceChoice
from crm.cooperation.services import CooperationInput
from crm.db import session
from crm.values.clock import local_date, utc_now

cooperation = Blueprint("cooperation", __name__)


def today() -> date:
    return local_date(utc_now())


def fetch(cooperation_id: int) -> Cooperation:
    return queries.by_id(session(), cooperation_id) or abort(404)


def offer(form: CooperationForm, workplaces: list[WorkplaceChoice], seen: Cooperation | None = None) -> None:
    form.offer(
        workplaces=workplaces,
        types=queries.types(session()),
        job_centres=queries.job_centres(session()),
        units=[unit.name for unit in units(session()) if unit.active],
        today=today(),
        seen=seen,
    )


class Cautioned(Exception):  # noqa: N818 - a question to the person, not an error
    """Something should make the person look twice before this is saved; raised inside the transaction."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("look twice")
        self.sentences = sentences


def checked(form: CooperationForm) -> CooperationInput | None:
    """The input when nothing speaks against it; else None, with the sentences in the form."""
    if not form.validate():
        return None
    given = form.to_input()
    kind = next(kind for kind in queries.types(session()) if kind.code == given.type_code)
    for blocker in checks.blockers(given, kind, today()):
        name, sentence = labels.blocker_sentence(blocker, kind)
        form[name].errors = [*form[name].errors, sentence]
    return None if form.errors else given


def look_twice(
    form: CooperationForm,
    given: CooperationInput,
    workplaces: list[WorkplaceChoice],
    seen: Cooperation | None = None,
) -> None:
    """Raise Cautioned, unless the person has said to save it all the same."""
    workplace = next(each for each in workplaces if each.id == given.workplace_id)
    found = checks.cautions(session(), given, workplace, but=seen.id if seen else None)
    if found and not form.anyway.data:
        raise Cautioned([labels.caution_sentence(caution, given, workplace) for caution in found])


def company_url(workplace: WorkplaceChoice | None) -> str:
    """The company's page, at the workplace."""
    if workplace is None:
        return url_for("cooperation.unplaced")
    return url_for("companies.show", company_id=workplace.company_id, workplace=workplace.p_number)


def page(template: str, status: int = 200, **context: object) -> Response:
    return make_response(render_template(template, **context), status)
