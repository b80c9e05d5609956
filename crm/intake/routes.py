"""Imports: upload, look at what it would do, run it, see what became of it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.db import session, transaction
from crm.intake import queries, services
from crm.intake.forms import UploadForm
from crm.intake.labels import KINDS, PHASES, PROBLEMS, STATUSES, TONES, describe, refusal_sentence
from crm.intake.models import BatchStatus, FileKind, ImportBatch
from crm.intake.outcome import rejected_rows
from crm.intake.reading import Source
from crm.intake.sources import known_sources, source_name
from crm.intake.uploads import keep_upload, remove_upload
from crm.refusal import Refusal
from crm.settings import Settings
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import actor, allow
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.once import once
from crm.web.paging import paged, wanted_page
from imports.problem_file import problem_file
from imports.problems import ProblemCode

intake = Blueprint("intake", __name__, url_prefix="/imports")
CODES = frozenset(code.value for code in ProblemCode)
WORDS: dict[str, Any] = {
    "kinds": KINDS,
    "statuses": STATUSES,
    "tones": TONES,
    "phases": PHASES,
    "problem_words": PROBLEMS,
}


@intake.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    rows, count = queries.import_list()
    page = paged(session(), rows, count=count, number=wanted_page(request.args.get("page")))
    return make_response(render_template("intake/index.html", page=page, **WORDS))


@intake.route("/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new() -> Answer:
    form = UploadForm()
    if request.method != "POST":
        return _upload_page(form)
    if not form.validate():
        return _upload_page(form, 422)
    stored = keep_upload(_settings(), form.file.data)

    def create() -> str:
        source = source_name(work, form.source.data) if form.file_kind is FileKind.COOPERATIONS else None
        valid_from = form.valid_from.data if source is None else None
        given = Source(form.file_kind, stored, form.file_name, source, valid_from)
        batch = services.upload(work, given, user_id=actor().id, now=utc_now())
        kept.append(stored.name)
        return url_for("intake.show", batch_id=batch.id)

    kept: list[str] = []
    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors = [str(refusal)]
        return _upload_page(form, 422)
    finally:
        if not kept:
            remove_upload(_settings(), stored.name)
    return go_to(location)


@intake.get("/<int:batch_id>")
@allow(Role.ADMIN)
def show(batch_id: int) -> Answer:
    batch = _batch(batch_id)
    code = request.args.get("code")
    code = code if code in CODES else None
    rows, count = queries.problem_list(batch_id, code)
    return page_or_part(
        "intake/show.html",
        "intake/_import.html",
        batch=batch,
        problems=paged(session(), rows, count=count, number=wanted_page(request.args.get("page"))),
        code=code,
        counts=queries.code_counts(session(), batch_id),
        why=_why_refused(batch),
        is_under_way=batch.status in services.UNDER_WAY,
        can_cancel=batch.status in services.CANCELLABLE,
        **WORDS,
    )


@intake.post("/<int:batch_id>/run")
@allow(Role.ADMIN)
def run(batch_id: int) -> Answer:
    return _act(batch_id, services.queue)


@intake.post("/<int:batch_id>/cancel")
@allow(Role.ADMIN)
def cancel(batch_id: int) -> Answer:
    return _act(batch_id, services.cancel)


@intake.get("/<int:batch_id>/rejected.csv")
@allow(Role.ADMIN)
def rejected(batch_id: int) -> Answer:
    """The rows that did not go in, to be mended and imported again."""
    batch = _batch(batch_id)
    columns = (batch.columns or {}).get("columns", [])
    response = Response(problem_file(columns, rejected_rows(session(), batch), describe), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{batch.id}-{batch.kind.value}.csv"'
    return response


def _act(batch_id: int, verb: Callable[..., None]) -> Answer:
    try:
        with transaction() as work:
            verb(work, _batch(batch_id), now=utc_now())
    except Refusal as refusal:
        flash(str(refusal), "warning")
    else:
        if verb is services.cancel:
            flash(_("Cancelled. Nothing was imported."))
    return go_to(url_for("intake.show", batch_id=batch_id))


def _batch(batch_id: int) -> ImportBatch:
    return queries.batch_by_id(session(), batch_id) or abort(404)


def _why_refused(batch: ImportBatch) -> str | None:
    if batch.status is not BatchStatus.FAILED or batch.error is None:
        return None
    return refusal_sentence(batch.error, tuple((batch.error_detail or "").split(", ")))


def _upload_page(form: UploadForm, status: int = 200) -> Answer:
    page = render_template(
        "intake/new.html", form=form, sources=known_sources(session()), limit=_settings().upload_limit_mb
    )
    return make_response(page, status)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["crm_settings"]
    return settings
