"""The words of contacts as people read them."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.contacts.words import ContactKind, Direction, Outcome, Purpose, Theme

KINDS: dict[ContactKind, LazyString] = {
    ContactKind.CALL: _l("Phone call"),
    ContactKind.VISIT: _l("Visit"),
    ContactKind.EMAIL: _l("E-mail"),
    ContactKind.MEETING: _l("Meeting"),
    ContactKind.EVENT: _l("Event"),
    ContactKind.LETTER: _l("Letter"),
    ContactKind.MESSAGE: _l("Message"),
}
DIRECTIONS: dict[Direction, LazyString] = {
    Direction.OUTGOING: _l("From us"),
    Direction.INCOMING: _l("From the company"),
}
PURPOSES: dict[Purpose, LazyString] = {
    Purpose.INTRODUCTION: _l("Introduction"),
    Purpose.COOPERATION: _l("Cooperation"),
    Purpose.RECRUITMENT: _l("Recruitment"),
    Purpose.RETENTION: _l("Retention"),
    Purpose.UPSKILLING: _l("Upskilling"),
    Purpose.APPRENTICESHIP: _l("Apprentices and trainees"),
    Purpose.FOLLOW_UP: _l("Follow-up"),
    Purpose.SATISFACTION: _l("Satisfaction"),
    Purpose.CAMPAIGN: _l("Campaign"),
    Purpose.OTHER: _l("Other"),
}
THEMES: dict[Theme, LazyString] = {
    Theme.RECRUITMENT: _l("Recruitment"),
    Theme.RETENTION: _l("Retention"),
    Theme.UPSKILLING: _l("Upskilling"),
    Theme.APPRENTICESHIP: _l("Apprentices and trainees"),
    Theme.CLUSTER: _l("Cluster or line of business"),
    Theme.SATISFACTION: _l("Satisfaction"),
    Theme.INTERNATIONAL_LABOUR: _l("International labour"),
    Theme.DISMISSALS: _l("Dismissals"),
    Theme.OTHER: _l("Other"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.DONE: _l("Contact made"),
    Outcome.NO_ANSWER: _l("No answer"),
    Outcome.BUSY: _l("Busy"),
    Outcome.WRONG_NUMBER: _l("Wrong number"),
    Outcome.CALL_BACK: _l("Call again"),
    Outcome.REFUSED: _l("Declined"),
    Outcome.NOT_RELEVANT: _l("Not relevant"),
    Outcome.INTERESTED: _l("Interested"),
    Outcome.VISIT_BOOKED: _l("Visit booked"),
    Outcome.NEED_NOTED: _l("Need noted"),
    Outcome.NO_CONTACT: _l("Asks not to be contacted"),
}
