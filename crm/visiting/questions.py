"""What to ask at a visit, by what it is about. Few enough to be asked in an hour."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.contacts.words import Theme

ALWAYS: tuple[LazyString, ...] = (
    _l("How is business, and how many will you be in a year?"),
    _l("Which jobs are hard to fill, now and in the next six months?"),
)
BY_THEME: dict[str, tuple[LazyString, ...]] = {
    Theme.RECRUITMENT: (
        _l("Which jobs, how many, from when, and which skills can't be done without?"),
        _l("How do you find people today, and what has worked?"),
        _l("Could somebody be trained for it in a placement first?"),
    ),
    Theme.RETENTION: (
        _l("Is anybody on long sick leave or about to lose their footing?"),
        _l("Do you know what we can do in the first weeks: aids, mentor, partial return?"),
    ),
    Theme.UPSKILLING: (
        _l("Which skills will you be short of in a year?"),
        _l("Who could learn them, and when can you do without them?"),
    ),
    Theme.APPRENTICESHIP: (
        _l("Are you approved for apprentices, and in which trades?"),
        _l("Is there an unskilled employee or an adult who could become an apprentice?"),
        _l("When do you choose apprentices for the next intake?"),
    ),
    Theme.CLUSTER: (
        _l("With whom do you share customers, suppliers or a shortage of people?"),
        _l("Would you take part in a joint course or a job fair?"),
    ),
    Theme.SATISFACTION: (
        _l("How did the last cooperation go, and what should we do differently?"),
        _l("Did you get an answer in time when you wrote or called?"),
    ),
    Theme.INTERNATIONAL_LABOUR: (
        _l("Which languages does the workplace get by in?"),
        _l("Do you need help with permits, housing or Danish lessons?"),
    ),
    Theme.DISMISSALS: (
        _l("How many are affected, when, and in which jobs?"),
        _l("May we come to the workplace and talk with them before they stop?"),
    ),
    Theme.OTHER: (),
}
COOPERATION: tuple[LazyString, ...] = (
    _l("Which tasks would there be, and how many hours a week?"),
    _l("Who shows a new person around, and is there a job after it?"),
)
"""For a theme that is a cooperation type."""


def questions(themes: Iterable[str]) -> list[str]:
    """Those that are always asked, then each theme's; each once."""
    asked = [*ALWAYS]
    for theme in themes:
        asked += BY_THEME.get(theme, COOPERATION)
    return list(dict.fromkeys(map(str, asked)))
