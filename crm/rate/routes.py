from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, current_app, request, send_file
from flask.blueprints import BlueprintSetupState

from crm.cooperation import queries as cooperations
from crm.cooperation.labels import type_names
from crm.db import session, transaction
from crm.rate import labels, lists, page_labels
from crm.rate.choice import Choice, read_choice
from crm.rate.figure import Breakdown, NotCounted
from crm.rate.memo import Memo
from crm.rate.offers import Offers, offers
from crm.rate.overview import explanation, overview
from crm.rate.workbook.recording import record_export
from crm.rate.workbook.writing import suggested_name, write_workbook
from crm.values.clock import COPENHAGEN, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, page_or_part
from crm.web.paging import wanted_page
from crm.workbook.files import MIMETYPE

rate = Blueprint("rate", __name__)


@rate.record_once
def keep_figures(state: BlueprintSetupState) -> None:
    """Explanations are large: a few of them are enough for those who page through one."""
    state.app.extensions["crm_figures"] = Memo(256)
    state.app.extensions["crm_explanations"] = Memo(4)


@rate.get("/rate")
@allow(*STAFF)
def index() -> Answer:
    choice, offered = _choice()
    by = _breakdown()
    view = overview(session(), choice, offered.known_definitions[choice.definition_code], by, now=utc_now())
    return page_or_part(
        "rate/index.html", "rate/_figure.html", choice=choice, offers=offered, view=view, labels=labels,
        names=page_labels, known_local=_known_local(choice),
    )  # fmt: skip


@rate.get("/rate/workplaces")
@allow(*STAFF)
def workplaces() -> Answer:
    choice, offered = _choice()
    show = lists.Show(wanted) if (wanted := request.args.get("show", "")) in set(lists.Show) else lists.Show.POPULATION
    told = explanation(session(), choice, now=utc_now())
    section, size = request.args.get("section", ""), request.args.get("size", "")
    page = lists.page_of(lists.workplaces_of(told, show, section=section, size=size), _page_number())
    return page_or_part(
        "rate/workplaces.html", "rate/_workplaces.html",
        choice=choice, offers=offered, page=page, show=show, section=section, size=size, labels=labels,
        names=page_labels, sections=labels.bucket_names(session(), Breakdown.INDUSTRY), sizes=labels.size_names(),
        company_ids=lists.company_ids(session(), [one.workplace_id for one in page.rows]), types=_types(),
    )  # fmt: skip


@rate.get("/rate/left-out")
@allow(*STAFF)
def left_out() -> Answer:
    choice, offered = _choice()
    wanted = request.args.get("reason", "")
    reason = NotCounted(wanted) if wanted in set(NotCounted) else None
    told = explanation(session(), choice, now=utc_now())
    page = lists.page_of(lists.left_out_of(told, reason), _page_number())
    return page_or_part(
        "rate/left_out.html", "rate/_left_out.html",
        choice=choice, offers=offered, page=page, reason=reason, labels=labels,
        places=lists.places_of(session(), page.rows), types=_types(),
    )  # fmt: skip


@rate.post("/rate/export")
@allow(*STAFF)
def export() -> Answer:
    """The workbook is written before the short transaction that leaves its audit line."""
    choice, _offered = _choice()
    goal = current_app.extensions["crm_settings"].goal_percent
    with TemporaryDirectory() as folder:
        target = Path(folder) / "figure.xlsx"
        made = write_workbook(
            session(), choice.request(), target, by_name=actor().name, now=utc_now(), goal_percent=goal
        )
        with transaction() as on:
            record_export(on, made.figure, now=utc_now())
        # Opened here: the file lives on under the open handle when its folder is gone.
        return send_file(
            target.open("rb"), MIMETYPE, as_attachment=True, download_name=suggested_name(choice.request())
        )


def _choice() -> tuple[Choice, Offers]:
    offered = offers(session())
    choice = read_choice(
        request.args,
        municipalities=[code for code, _name in offered.municipalities],
        definitions=[code for code, _name in offered.definitions],
        now=utc_now(),
    )
    return choice, offered


def _breakdown() -> Breakdown:
    wanted = request.args.get("by", "")
    return Breakdown(wanted) if wanted in set(Breakdown) else Breakdown.INDUSTRY


def _types() -> dict[str, str]:
    return type_names(cooperations.types(session()))


def _page_number() -> int:
    return wanted_page(request.args.get("page"))


def _known_local(choice: Choice) -> str:
    """For the browser's own field of date and time."""
    return choice.known_at.astimezone(COPENHAGEN).strftime("%Y-%m-%dT%H:%M") if choice.known_at else ""
