"""How values are written on pages, in the reader's language: `{{ company.headcount_lower|number }}`."""

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache

from babel.dates import get_day_names, get_month_names
from flask import Flask
from flask_babel import gettext as _

from crm.values.clock import COPENHAGEN, utc_now
from crm.values.cvr import format_cvr
from crm.values.p_number import format_p_number
from crm.values.percent import percent_text
from crm.values.periods import Period, month_of, year_of
from crm.values.phone import format_phone
from crm.web.i18n import texts

MISSING = "–"
NO_BREAK = "\N{NO-BREAK SPACE}"


def init_app(app: Flask) -> None:
    """The filters of all templates."""
    app.jinja_env.filters.update(
        number=number,
        decimal=decimal,
        percent=percent,
        date=day,
        day_month=day_month,
        month=month,
        short_month=short_month,
        tenths=tenths,
        moment=moment,
        local_day=local_day,
        clock_time=clock_time,
        appointment=appointment,
        day_of_week=day_of_week,
        until=until,
        cvr=cvr,
        p_number=p_number,
        phone=phone,
        period=period,
        span=span,
    )


def number(value: int | None) -> str:
    """1234 → '1.234' ('1,234' in English)."""
    if value is None:
        return MISSING
    text = f"{value:,}"
    return text.replace(",", ".") if _danish() else text


def decimal(value: Decimal | None) -> str:
    """18.5 → '18,5'; whole numbers without a fraction."""
    if value is None:
        return MISSING
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if _danish() else text


def tenths(value: Fraction) -> str:
    """7/3 → '2,3': one decimal, rounded half up from the exact fraction; a whole number has none."""
    exact = value * 10
    rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    text = str(rounded // 10) if rounded % 10 == 0 else f"{rounded // 10}.{rounded % 10}"
    return text.replace(".", ",") if _danish() else text


def percent(part: int, whole: int) -> str:
    """`{{ 3|percent(8) }}` → '37,5 %', rounded half up from the whole numbers."""
    text = percent_text(part, whole)
    if text is None:
        return MISSING
    return f"{text.replace('.', ',')}{NO_BREAK}%" if _danish() else f"{text}%"


def day(value: date | None) -> str:
    """'3. november 2026'."""
    return MISSING if value is None else f"{day_month(value)} {value.year}"


def day_month(value: date) -> str:
    """'3. november'."""
    name = _month_name(value.month)
    return f"{value.day}.{NO_BREAK}{name}" if _danish() else f"{value.day}{NO_BREAK}{name}"


def month(value: date) -> str:
    """'november 2026'."""
    return f"{_month_name(value.month)} {value.year}"


def short_month(value: date) -> str:
    """'nov. 2026', for the axis of a chart."""
    name = _month_name(value.month)
    return f"{name if len(name) <= 4 else name[:3] + '.'} {value.year}"


def moment(value: datetime | None, now: datetime | None = None) -> str:
    """'i dag 14.30', 'i går 9.05', '3. november 14.30', '3. november 2025 14.30': time in Copenhagen."""
    if value is None:
        return MISSING
    local = value.astimezone(COPENHAGEN)
    today = (now or utc_now()).astimezone(COPENHAGEN).date()
    days_ago = (today - local.date()).days
    if days_ago == 0:
        when = _("today")
    elif days_ago == 1:
        when = _("yesterday")
    else:
        when = day_month(local.date()) if local.year == today.year else day(local.date())
    return f"{when} {clock_time(local)}"


def appointment(value: datetime | None) -> str:
    """'torsdag den 26. november kl. 10.00' ('Thursday 26 November at 10:00'): time in Copenhagen."""
    if value is None:
        return MISSING
    local = value.astimezone(COPENHAGEN)
    name = str(get_day_names("wide", locale=texts().language)[local.weekday()])
    return str(_("%(weekday)s %(day)s at %(time)s", weekday=name, day=day_month(local.date()), time=clock_time(local)))


def weekday_name(weekday: int) -> str:
    """'mandag'; 0 is Monday."""
    return str(get_day_names("wide", locale=texts().language)[weekday])


def day_of_week(value: date, today: date | None = None) -> str:
    """'onsdag 4. marts', with the year when it is another than today's."""
    name = str(get_day_names("wide", locale=texts().language)[value.weekday()])
    this_year = (today or utc_now().astimezone(COPENHAGEN).date()).year
    return f"{name} {day_month(value) if value.year == this_year else day(value)}"


def until(value: datetime | None, now: datetime | None = None) -> str:
    """When something is free again: '24. november' from that day's beginning, else with the time: 'i dag 14.30'."""
    if value is None:
        return MISSING
    local = value.astimezone(COPENHAGEN)
    if local.time() != time.min:
        return moment(value, now)
    this_year = (now or utc_now()).astimezone(COPENHAGEN).year
    return day_month(local.date()) if local.year == this_year else day(local.date())


def local_day(value: datetime | None) -> str:
    """The day of a moment: '3. november 2026'."""
    return MISSING if value is None else day(value.astimezone(COPENHAGEN).date())


def clock_time(value: datetime | time) -> str:
    """'9.05' ('9:05' in English): time in Copenhagen."""
    local = value.astimezone(COPENHAGEN) if isinstance(value, datetime) else value
    return f"{local.hour}{'.' if _danish() else ':'}{local.minute:02d}"


def cvr(value: str | None) -> str:
    return MISSING if value is None else format_cvr(value).replace(" ", NO_BREAK)


def p_number(value: str | None) -> str:
    return MISSING if value is None else format_p_number(value).replace(" ", NO_BREAK)


def phone(value: str | None) -> str:
    return MISSING if value is None else format_phone(value).replace(" ", NO_BREAK)


def period(value: Period) -> str:
    """A whole year or month by its name, anything else from day to day."""
    if value == year_of(value.start):
        return str(value.start.year)
    if value == month_of(value.start):
        return month(value.start)
    return span(value.start, value.end)


def span(start: date, end: date | None) -> str:
    """'1. september 2026 – 28. februar 2027', '1.–28. februar 2027', 'siden 3. maj 2024'."""
    if end is None:
        return str(_("since %(day)s", day=day(start)))
    if start == end:
        return day(start)
    if start.year != end.year:
        return f"{day(start)} – {day(end)}"
    if start.month != end.month:
        return f"{day_month(start)} – {day(end)}"
    return f"{start.day}{'.' if _danish() else ''}–{day(end)}"


def _month_name(index: int) -> str:
    return _month_names(texts().language)[index - 1]


@cache
def _month_names(language: str) -> tuple[str, ...]:
    names = get_month_names("wide", locale=language)
    return tuple(str(names[month]) for month in range(1, 13))


def _danish() -> bool:
    return texts().language == "da"
