from datetime import time

import pytest

from crm.values.preferred_times import PreferredTimes, read_preferred_times

ALL = frozenset(range(7))
READ = {
    "Bedst før kl. 9": PreferredTimes(ALL, None, time(9)),
    "Om formiddagen": PreferredTimes(ALL, time(8), time(12)),
    "eftermiddag": PreferredTimes(ALL, time(12), time(17)),
    "Efter kl. 13": PreferredTimes(ALL, time(13), None),
    "efter 13.30 og ikke fredag": PreferredTimes(ALL - {4}, time(13, 30), None),
    "mellem kl. 9 og 11": PreferredTimes(ALL, time(9), time(11)),
    "8-10": PreferredTimes(ALL, time(8), time(10)),
    "Ikke mandag": PreferredTimes(ALL - {0}),
    "Ikke mandag eller fredag": PreferredTimes(ALL - {0, 4}),
    "Helst tirsdag eller torsdag": PreferredTimes(frozenset({1, 3})),
    "onsdage om morgenen": PreferredTimes(frozenset({2}), time(7), time(10)),
}


@pytest.mark.parametrize("text", READ)
def test_what_people_write(text: str) -> None:
    assert read_preferred_times(text) == READ[text]


@pytest.mark.parametrize("text", ["", "Ring først", "når som helst", "formiddag eller eftermiddag", "efter kl. 45"])
def test_what_is_not_understood_limits_nothing(text: str) -> None:
    assert read_preferred_times(text) is None
