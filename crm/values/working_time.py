"""The opening calendar: when the office is open, and time counted in it. Pure; whole minutes.

Days are Copenhagen's and hours are wall-clock hours, moments are aware. A moment counts as the beginning of its
minute. The two days of the year on which the clock changes are as long as they are: an hour that does not exist is
never open, one that comes twice is open twice.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from crm.values.clock import COPENHAGEN, local_date

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MOST_DAYS = 366 * 12
"""How far an answer is looked for: a calendar that is closed for so long is never open again."""
_PORTION = timedelta(days=200)  # the table goes so far beyond what is asked
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NeverOpenError(ValueError):
    """There is no opening time for years: nothing falls due."""


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Open from `opens` up to `closes`, on one weekday."""

    opens: time
    closes: time


Week = Mapping[int, Sequence[Block]]
"""By weekday, Monday is 0; a weekday that is missing is closed."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday: closed, or open only until or only from a time of day."""

    name: str
    open_until: time | None = None
    open_from: time | None = None

    @property
    def closed(self) -> bool:
        return self.open_until is None and self.open_from is None


@dataclass(frozen=True, slots=True)
class _Table:
    """The opening times of some days on end, in minutes since 1970; `before` are the open minutes ahead of each."""

    first: date
    last: date
    from_minute: int
    to_minute: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    total: int

    def counted(self, minute: int) -> int:
        """Open minutes from the table's beginning up to the minute."""
        place = bisect_right(self.opens, minute) - 1
        if place < 0:
            return 0
        return self.before[place] + min(minute, self.closes[place]) - self.opens[place]


class WorkingCalendar:
    """Opening hours that hold from a day on (the newest that has begun counts), and days that differ from them.

    The table of opening times is built once, and anew when a question goes beyond it; threads may share a calendar.
    """

    def __init__(self, hours: Mapping[date, Week], days: Mapping[date, SpecialDay] | None = None) -> None:
        self._starts = sorted(hours)
        self._weeks = [{day: _merged(blocks) for day, blocks in hours[start].items()} for start in self._starts]
        self.special_days: Mapping[date, SpecialDay] = dict(days or {})
        self._table: _Table | None = None

    # Questions in minutes since 1970: for those who count much (the clocks of a thousand requests).

    def count(self, start: int, end: int) -> int:
        """Open minutes from `start` up to `end`; 0 when they are not in order."""
        if end <= start:
            return 0
        table = self._covering(start, end)
        return table.counted(end) - table.counted(start)

    def open_by(self, minutes: Sequence[int]) -> list[int]:
        """For minutes in order: how many open ones have gone by at each, from a beginning that they have in common."""
        table = self._covering(minutes[0], minutes[-1])
        return [table.counted(minute) for minute in minutes]

    def reach(self, start: int, minutes: int) -> int:
        """The first minute by which so many open minutes have gone by; `start` itself for none."""
        if minutes <= 0:
            return start
        table = self._covering(start, start + minutes)
        goal = table.counted(start) + minutes
        while table.total < goal:
            table = self._further(table, start)
            goal = table.counted(start) + minutes
        place = _first_at_least(table, goal)
        return table.opens[place] + goal - table.before[place]

    def opening(self, start: int) -> int:
        """`start` when the office is open then, else the next minute at which it opens."""
        opens, _closes = self._open_after(start)
        return max(start, opens)

    def closing(self, start: int) -> int:
        """The end of the opening time that `start` lies in, else of the next one."""
        return self._open_after(start)[1]

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """The opening times between two minutes, cut off at both."""
        if end <= start:
            return []
        table = self._covering(start, end)
        first = max(0, bisect_right(table.opens, start) - 1)
        last = bisect_right(table.opens, end - 1)
        found = ((max(start, table.opens[at]), min(end, table.closes[at])) for at in range(first, last))
        return [(opens, closes) for opens, closes in found if opens < closes]

    # The same for moments.

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Working minutes from `start` up to `end`; 0 when they are not in order."""
        return self.count(minute_of(start), minute_of(end))

    def after(self, start: datetime, minutes: int) -> datetime:
        """The first moment by which so many working minutes have gone by. Raises NeverOpenError."""
        return moment_of(self.reach(minute_of(start), minutes))

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself when the office is open, else when it opens next. Raises NeverOpenError."""
        return moment_of(self.opening(minute_of(moment)))

    def next_closing(self, moment: datetime) -> datetime:
        """When it closes: today's opening time that is running, else the next one. Raises NeverOpenError."""
        return moment_of(self.closing(minute_of(moment)))

    def is_open(self, moment: datetime) -> bool:
        minute = minute_of(moment)
        return self.count(minute, minute + 1) == 1

    def intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The opening times between two moments, cut off at both."""
        return [(moment_of(opens), moment_of(closes)) for opens, closes in self.spans(minute_of(start), minute_of(end))]

    # Questions about days.

    def blocks_on(self, day: date) -> tuple[Block, ...]:
        """When it is open on the day, by the clock on the wall; () when it is closed."""
        place = bisect_right(self._starts, day) - 1
        week = self._weeks[max(place, 0)] if self._weeks else {}  # before the first hours: as they began
        blocks = week.get(day.weekday(), ())
        special = self.special_days.get(day)
        if special is None:
            return tuple(blocks)
        if special.closed:
            return ()
        return tuple(_cut(blocks, special))

    def is_working_day(self, day: date) -> bool:
        """Whether it is open at all; a half day is a working day."""
        return bool(self.blocks_on(day))

    def add_working_days(self, day: date, count: int) -> date:
        """So many working days later. Raises NeverOpenError."""
        last = day + timedelta(days=MOST_DAYS)
        while count > 0:
            day += DAY
            count -= self.is_working_day(day)
            if day > last:
                raise NeverOpenError
        return day

    # The table.

    def _covering(self, start: int, end: int) -> _Table:
        """A table that holds every day from that of `start` to that of `end`."""
        table = self._table
        if table is not None and table.from_minute <= start and end <= table.to_minute:
            return table
        first, last = _day_of(start) - _PORTION, _day_of(end) + _PORTION
        if table is not None:
            first, last = min(first, table.first), max(last, table.last)
        table = self._table = self._built(first, last)
        return table

    def _further(self, table: _Table, start: int) -> _Table:
        """Twice as many days, for an answer that lies beyond the table."""
        if table.last - _day_of(start) > timedelta(days=MOST_DAYS):
            raise NeverOpenError
        table = self._table = self._built(table.first, table.last + (table.last - table.first))
        return table

    def _built(self, first: date, last: date) -> _Table:
        opens: list[int] = []
        closes: list[int] = []
        before: list[int] = []
        total, day = 0, first
        while day <= last:
            for begin, end in _minutes_of(day, self.blocks_on(day)):
                opens.append(begin)
                closes.append(end)
                before.append(total)
                total += end - begin
            day += DAY
        return _Table(first, last, _midnight(first), _midnight(day), opens, closes, before, total)

    def _open_after(self, start: int) -> tuple[int, int]:
        """The first opening time that ends after `start`."""
        table = self._covering(start, start)
        while (place := bisect_right(table.closes, start)) == len(table.closes):
            table = self._further(table, start)
        return table.opens[place], table.closes[place]


def minute_of(moment: datetime) -> int:
    """The minute since 1970 that the moment lies in."""
    return (moment - _EPOCH) // MINUTE


def moment_of(minute: int) -> datetime:
    return _EPOCH + minute * MINUTE


def _midnight(day: date) -> int:
    return minute_of(datetime.combine(day, time.min, COPENHAGEN))


def _day_of(minute: int) -> date:
    return local_date(moment_of(minute))


def _first_at_least(table: _Table, goal: int) -> int:
    """The opening time in which the count reaches `goal` (which is more than 0)."""
    return bisect_right(table.before, goal - 1) - 1


def _merged(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """In order, none touching another, none empty."""
    found: list[Block] = []
    for block in sorted(each for each in blocks if each.opens < each.closes):
        if found and block.opens <= found[-1].closes:
            found[-1] = Block(found[-1].opens, max(found[-1].closes, block.closes))
        else:
            found.append(block)
    return tuple(found)


def _cut(blocks: Iterable[Block], special: SpecialDay) -> Iterable[Block]:
    for block in blocks:
        opens = max(block.opens, special.open_from or time.min)
        closes = min(block.closes, special.open_until or time.max)
        if opens < closes:
            yield Block(opens, closes)


def _minutes_of(day: date, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The day's opening times in minutes since 1970."""
    midnight, next_midnight = _midnight(day), _midnight(day + DAY)
    if next_midnight - midnight != DAY // MINUTE:
        return _minute_by_minute(midnight, next_midnight, blocks)
    return [(midnight + _of_day(block.opens), midnight + _of_day(block.closes)) for block in blocks]


def _minute_by_minute(first: int, last: int, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """On a day when the clock changes: which of its minutes show a time at which it is open."""
    found: list[tuple[int, int]] = []
    for minute in range(first, last) if blocks else ():
        shown = moment_of(minute).astimezone(COPENHAGEN).time()
        if not any(block.opens <= shown < block.closes for block in blocks):
            continue
        if found and found[-1][1] == minute:
            found[-1] = (found[-1][0], minute + 1)
        else:
            found.append((minute, minute + 1))
    return found


def _of_day(clock: time) -> int:
    return clock.hour * 60 + clock.minute
