"""Moments are aware and in UTC; days are days in Copenhagen."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from crm.values.errors import InvalidValueError

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def utc_now() -> datetime:
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The day in Copenhagen of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(COPENHAGEN).date()


def parse_timestamp(text: str) -> datetime:
    """Read an ISO date or date and time as a moment in UTC.

    A date alone means the end of that day in Copenhagen: what was known when the day was over. A time without
    an offset is Copenhagen time. Raises InvalidValueError with code `timestamp_invalid`.
    """
    cleaned = text.strip()
    try:
        moment = _moment(cleaned)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidValueError(
            "timestamp_invalid", "This is not a date or a date and time (2015-03-01T12:00)."
        ) from None


def _moment(text: str) -> datetime:
    if len(text) == len("2015-03-01"):
        return datetime.combine(date.fromisoformat(text), time.max, COPENHAGEN)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)
