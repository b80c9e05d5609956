"""The main menu: one table. An entry shows only where its page exists and the reader may use it."""

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.values.roles import Role
from crm.web.access import EVERYBODY, STAFF, allowed_roles
from crm.web.i18n import language

ADMIN = (Role.ADMIN,)
ROLE_NAMES = {
    Role.CONSULTANT: _l("Consultant"),
    Role.SERVICE_DESK: _l("Service desk"),
    Role.MANAGER: _l("Manager"),
    Role.ADMIN: _l("Administrator"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. `key` follows `g` on the keyboard; `phone` puts it on the bar at the bottom."""

    endpoint: str
    label: LazyString
    roles: tuple[Role, ...]
    icon: str
    key: str = ""
    phone: bool = False
    also: tuple[str, ...] = ()  # features whose pages belong under this entry as well
    count: str = ""  # endpoint that tells how many wait for the reader; the page asks it when it is there


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this reader sees it now."""

    label: LazyString
    url: str
    icon: str
    key: str
    phone: bool
    current: bool
    count_url: str | None = None


MAIN = (
    Entry("home.my_day", _l("My day"), STAFF, "sun", key="d", phone=True, also=("tasks", "task")),
    Entry("companies.index", _l("Companies"), STAFF, "building", key="c", phone=True, also=("cooperation",)),
    Entry(
        "visits.calendar",
        _l("Visits"),
        STAFF,
        "calendar-event",
        key="v",
        also=(
            "visit",
            "visit_report",
            "visit_preparation",
            "plans",
            "programme",
            "programme_lines",
            "absences",
            "stand_ins",
            "working_hours",
        ),
    ),
    Entry(
        "campaigns.index",
        _l("Campaigns"),
        STAFF,
        "phone",
        key="k",
        also=("script", "call_desk", "calls", "campaign_statistics", "campaign_rows", "campaign_closing"),
    ),
    Entry(
        "requests.index",
        _l("Requests"),
        STAFF,
        "headset",
        key="r",
        also=("answer_texts", "request_mailbox", "request_figures", "job_orders", "job_order"),
        count="requests.waiting",
    ),
    Entry("rate.index", _l("Cooperation rate"), STAFF, "chart-bar", key="g"),
)
SECOND = (
    Entry("pressure.index", _l("Contact pressure"), (Role.MANAGER, Role.ADMIN), "flame"),
    Entry("unreported_visits.index", _l("Visits without a report"), (Role.MANAGER, Role.ADMIN), "report"),
    Entry("quality.index", _l("Satisfaction"), (Role.MANAGER, Role.ADMIN), "checklist"),
    Entry("intake.index", _l("Imports"), ADMIN, "file-import"),
    Entry("users.index", _l("Users"), ADMIN, "users"),
    Entry("units.index", _l("Units"), ADMIN, "sitemap"),
    Entry("cooldowns.index", _l("Cool-down"), ADMIN, "clock"),
    Entry("opening_calendar.index", _l("Opening hours"), ADMIN, "calendar-time"),
    Entry("offers.index", _l("Offers to companies"), ADMIN, "star"),
    Entry(
        "service_goals.index", _l("Service goals"), (Role.MANAGER, Role.ADMIN), "clock", also=("request_categories",)
    ),
    Entry("routing.index", _l("Routing"), (Role.MANAGER, Role.ADMIN), "route"),
    Entry("visit_settings.index", _l("Settings of visits"), ADMIN, "calendar-event"),
    Entry("survey_settings.index", _l("Questionnaires"), ADMIN, "checklist"),
    Entry("visit_texts.index", _l("Mail after visits"), ADMIN, "mail"),
    Entry("operations.jobs", _l("Jobs"), ADMIN, "clock-cog"),
)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        menu=menu,
        search_url=search_url,
        has_page=has_page,
        language=language,
        role_name=ROLE_NAMES.__getitem__,
        initials=initials,
    )


def has_page(endpoint: str) -> bool:
    """For templates: link only to what exists."""
    return endpoint in current_app.view_functions


def initials(name: str) -> str:
    """'Anna Marie Krogh' → 'AK'."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


def menu() -> tuple[list[Link], list[Link]]:
    """The two groups of the menu for this reader."""
    return _links(MAIN), _links(SECOND)


def search_url() -> str | None:
    """Where the search at the top of every page goes; None while there is nothing to search."""
    return url_for("companies.index") if _shown(MAIN[0]) else None


def _links(entries: tuple[Entry, ...]) -> list[Link]:
    return [
        Link(
            entry.label,
            url_for(entry.endpoint),
            entry.icon,
            entry.key,
            entry.phone,
            _is_here(entry),
            url_for(entry.count) if entry.count else None,
        )
        for entry in entries
        if _shown(entry)
    ]


def _shown(entry: Entry) -> bool:
    actor = g.get("actor")
    if actor is None or entry.endpoint not in current_app.view_functions or actor.role not in entry.roles:
        return False
    roles = allowed_roles(entry.endpoint)
    return roles == EVERYBODY or actor.role in (roles or ())


def _is_here(entry: Entry) -> bool:
    """On the entry's page, or deeper inside the same feature."""
    endpoint = request.endpoint or ""
    if endpoint == entry.endpoint:
        return True
    feature, here = entry.endpoint.partition(".")[0], endpoint.partition(".")[0]
    alone = sum(other.endpoint.startswith(f"{feature}.") for other in (*MAIN, *SECOND)) == 1
    return here in entry.also or (alone and here == feature)
