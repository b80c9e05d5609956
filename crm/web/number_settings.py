"""Numbers that an administrator can change: the page that lists a feature's, and the form for one of them.

A feature says once what its settings are called and how they are read and saved; its two routes, which say who may
use them, answer with `listed` and `edited`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from crm.db import StaleEditError, Versioned, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.forms import BaseForm, NumberField, VersionField
from crm.web.htmx import Answer, go_to


class NumberForm(BaseForm):
    value = NumberField(required=True)
    version = VersionField()


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """`blueprint` has the routes `index` and `edit`; `save` raises StaleEditError, and Refusal beyond the limits."""

    blueprint: str
    title: LazyString
    names: type[StrEnum]
    labels: Mapping[Any, LazyString]
    hints: Mapping[Any, LazyString]
    values: Callable[..., Mapping[Any, int]]  # of the session
    row: Callable[..., Versioned | None]  # of the session and a name; None: nobody has set it yet
    save: Callable[..., object]

    @property
    def index_url(self) -> str:
        return url_for(f"{self.blueprint}.index")

    def edit_url(self, name: StrEnum) -> str:
        return url_for(f"{self.blueprint}.edit", name=name.value)


def listed(settings: NumberSettings) -> Answer:
    values = settings.values(session())
    return make_response(render_template("ui/settings.html", settings=settings, values=values))


def edited(settings: NumberSettings, name: str) -> Answer:
    wanted = settings.names(name) if name in set(settings.names) else abort(404)
    form = NumberForm(data={"value": settings.values(session())[wanted], "version": _version(settings, wanted)})
    if request.method != "POST":
        return _page(settings, form, wanted)
    if not form.validate():
        return _page(settings, form, wanted, 422)
    try:
        with transaction() as work:
            settings.save(work, wanted, form.value.data, version=form.version.data, now=utc_now())
    except StaleEditError:
        form.version.renew(_version(settings, wanted))
        saved, written = settings.values(session())[wanted], form.value.data
        changes = [(settings.labels[wanted], saved, written)] if saved != written else []
        return _page(settings, form, wanted, 409, changes=changes)
    except Refusal as refusal:
        form.value.errors = [str(refusal)]
        return _page(settings, form, wanted, 422)
    flash(_("The setting is saved."), "success")
    return go_to(settings.index_url)


def _version(settings: NumberSettings, name: StrEnum) -> int:
    row = settings.row(session(), name)
    return row.version if row else 0


def _page(settings: NumberSettings, form: NumberForm, name: StrEnum, status: int = 200, **more: object) -> Response:
    form.value.label.text = settings.labels[name]
    page = render_template("ui/setting.html", settings=settings, form=form, name=name, **more)
    return make_response(page, status)
