"""Who would count in a period. Only to decide how many arrangements to make: the figure itself is crm.rate's."""

from datetime import timedelta

from crm.demo.town import HOME, Cooperation, State, Workplace
from crm.values.cooperation_status import CooperationStatus
from crm.values.periods import Period

_COUNTING = frozenset({CooperationStatus.ACTIVE, CooperationStatus.ENDED})


def in_population(workplace: Workplace, period: Period) -> bool:
    """Lives in the home municipality on its last living day of the period, with an average headcount of 1 or more."""
    last = workplace.last_day_in(period)
    if last is None or workplace.state_on(last).place.municipality != HOME:
        return False
    total = unknown = 0
    for state, days in _pieces(workplace, period):
        if state.headcount is None:
            unknown += days
        else:
            total += state.headcount * days
    return 0 < period.days - unknown <= total


def _pieces(workplace: Workplace, period: Period) -> list[tuple[State, int]]:
    """The states of the workplace with the number of living days of the period that each holds."""
    first = max(workplace.start, period.start)
    last = min(workplace.end or period.end, period.end)
    starts = [workplace.start, *(state.valid_from for state in workplace.states[1:])]
    ends = [day - timedelta(days=1) for day in starts[1:]] + [last]
    found = []
    for state, start, end in zip(workplace.states, starts, ends, strict=True):
        days = (min(end, last) - max(start, first)).days + 1
        if days > 0:
            found.append((state, days))
    return found


def counts_in(made: Cooperation, period: Period) -> bool:
    overlaps = made.start <= period.end and (made.end is None or made.end >= period.start)
    return overlaps and made.status in _COUNTING and made.void_reason is None
