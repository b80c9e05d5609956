"""For managers: what companies say of visits and of requests, each apart, and which visits were drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, make_response, render_template, request, send_file
from flask_babel import gettext as _

from crm.accounts.queries import units, user_names
from crm.db import session, transaction
from crm.surveys.drawing import period_of
from crm.surveys.labels import (
    EXPECTS,
    HOW_SURE,
    IN_SHORT,
    OUTCOMES,
    QUESTIONS,
    SCALE,
    TITLES,
    mean_span,
    mean_text,
    share_span,
)
from crm.surveys.models import DrawOutcome, Subject, SurveySettingName
from crm.surveys.queries.results import comments_in, draws_in, first_year, results_of
from crm.surveys.queries.settings import settings
from crm.surveys.workbook import Shown, record_export, suggested_name, write_results
from crm.values.clock import local_date, utc_now
from crm.values.periods import Period, quarter_of, quarters, year_of
from crm.values.roles import Role
from crm.web.access import actor, allow
from crm.web.htmx import Answer
from crm.web.paging import paged, wanted_page
from crm.workbook.files import MIMETYPE

quality = Blueprint("quality", __name__, url_prefix="/visits/quality")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; anything odd is this year, all units."""

    subject: Subject
    year: int
    quarter: str | None  # "2026-Q4"; None: the whole year
    unit_id: int | None
    unit: str | None
    periods: list[tuple[str, str]]
    units: list[tuple[str, str]]

    @property
    def wanted(self) -> str:
        return self.quarter or str(self.year)

    @property
    def address(self) -> dict[str, str | int | None]:
        """As it stands in the address."""
        about = None if self.subject is Subject.VISIT else self.subject.value
        return {"period": self.wanted, "unit": self.unit_id, "about": about}

    @property
    def period(self) -> Period:
        if self.quarter is None:
            return year_of(date(self.year, 1, 1))
        return quarter_of(date(self.year, int(self.quarter[-1]) * 3, 1))


@quality.get("")
@allow(Role.MANAGER, Role.ADMIN)
def index() -> Answer:
    choice = _choice()
    shown = _shown(choice)
    page = render_template(
        "surveys/quality.html",
        choice=choice,
        shown=shown,
        comments=_comments(choice) if shown.total.shown else [],
        titles=TITLES,
        questions=QUESTIONS[choice.subject],
        in_short={each: IN_SHORT[each] for each in QUESTIONS[choice.subject]},
        how_sure=HOW_SURE[choice.subject],
        scale=SCALE,
        expects=EXPECTS,
        mean_text=mean_text,
        mean_span=mean_span,
        share_span=share_span,
    )
    return make_response(page)


@quality.post("/export")
@allow(Role.MANAGER, Role.ADMIN)
def export() -> Answer:
    """The workbook is written before the short transaction that leaves its audit line."""
    choice, now = _choice(), utc_now()
    with TemporaryDirectory() as folder:
        target = Path(folder) / "satisfaction.xlsx"
        write_results(_shown(choice), target, by_name=actor().name, now=now)
        with transaction() as work:
            record_export(
                work,
                user_id=actor().id,
                subject=choice.subject,
                period=choice.wanted,
                unit_id=choice.unit_id,
                now=now,
            )
        # Opened here: the file lives on under the open handle when its folder is gone.
        name = suggested_name(choice.wanted, choice.subject)
        return send_file(target.open("rb"), MIMETYPE, as_attachment=True, download_name=name)


@quality.get("/drawn")
@allow(Role.MANAGER, Role.ADMIN)
def drawn() -> Answer:
    """The lot of every visit of the period; who has answered is not told."""
    choice, text = _choice(), request.args.get("outcome", "")
    outcome = DrawOutcome(text) if text in set(DrawOutcome) else None
    rows, count = draws_in(choice.period, unit_id=choice.unit_id, outcome=outcome)
    page = render_template(
        "surveys/drawn.html",
        choice=choice,
        page=paged(session(), rows, count=count, number=wanted_page(request.args.get("page"))),
        outcomes=OUTCOMES,
        outcome=outcome.value if outcome else "",
        offered=[("", _("All")), *((each.value, label) for each, label in OUTCOMES.items())],
    )
    return make_response(page)


def _comments(choice: Choice) -> Sequence[str]:
    return comments_in(session(), choice.period, unit_id=choice.unit_id, subject=choice.subject)


def _shown(choice: Choice) -> Shown:
    on, by_unit = session(), choice.unit_id is None
    found = results_of(on, choice.subject, choice.year, quarter=choice.quarter, unit_id=choice.unit_id)
    keys = {part.key for part in found.parts if part.key is not None}
    names = {unit.id or 0: unit.name for unit in units(on)} if by_unit else user_names(on, keys)
    named = [(names.get(part.key or 0, ""), part) for part in found.parts]
    in_order = sorted(named, key=lambda pair: (not pair[0], pair[0]))
    return Shown(
        subject=choice.subject,
        about=f"{dict(choice.periods)[choice.wanted]}, {choice.unit or _('All units')}",
        fewest=settings(on)[SurveySettingName.FEWEST_ANSWERS],
        total=found.total,
        parts=[(name or str(_("Without a unit") if by_unit else _("nobody")), part) for name, part in in_order],
        by_unit=by_unit,
    )


def _choice() -> Choice:
    today = local_date(utc_now())
    about = request.args.get("about", "")
    subject = Subject(about) if about in set(Subject) else Subject.VISIT
    years = range(today.year, first_year(session(), today, subject) - 1, -1)
    periods = {str(year): str(year) for year in years}
    for year in years:
        for each in quarters(year_of(date(year, 1, 1))):
            if each.start <= today:
                name = period_of(each.start)
                periods[name] = _("Quarter %(number)s of %(year)s", number=name[-1], year=year)
    asked = request.args.get("period", "")
    wanted = asked if asked in periods else str(today.year)
    offered = {str(unit.id): unit.name for unit in units(session())}
    unit = request.args.get("unit", "")
    return Choice(
        subject=subject,
        year=int(wanted[:4]),
        quarter=wanted if "-" in wanted else None,
        unit_id=int(unit) if unit in offered else None,
        unit=offered.get(unit),
        periods=list(periods.items()),
        units=[("", _("All units")), *offered.items()],
    )
