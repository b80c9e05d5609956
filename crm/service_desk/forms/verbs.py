"""What is asked for each thing one does with a request."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.contacts.forms.log import choices
from crm.contacts.forms.tasks import OwnerField
from crm.cooperation.forms import CHOOSE
from crm.employer_requests.inputs import RequestChange, SplitInput, Whom
from crm.employer_requests.labels import OUTCOMES, PRIORITIES
from crm.employer_requests.words import Outcome, Priority
from crm.web.forms import (
    BaseForm,
    DateField,
    EmailField,
    LongTextField,
    OnceField,
    PhoneField,
    TextField,
    VersionField,
)

REASON, MESSAGE, LETTER = 500, 5_000, 10_000
BY_HAND = frozenset(Outcome) - {Outcome.DUPLICATE}  # that one comes with joining it to the other


class SeenForm(BaseForm):
    """For a single button: which version of the request the person saw."""

    version = VersionField()


class WhomForm(BaseForm):
    owner = OwnerField(_l("Who is to have it?"))
    text = TextField(_l("What should they know?"), max_length=REASON)
    version = VersionField()

    def to_whom(self) -> Whom:
        return Whom(self.owner.user_id, self.owner.unit_id)


class ReturnForm(BaseForm):
    text = TextField(_l("Why does it go back?"), max_length=REASON, required=True)
    version = VersionField()


class RefuseForm(BaseForm):
    text = TextField(_l("Why not?"), max_length=REASON, required=True, hint=_l("Your colleague reads it."))
    version = VersionField()


class AnsweredForm(BaseForm):
    text = LongTextField(_l("What was said?"), max_length=MESSAGE)
    version = VersionField()


class PlanForm(BaseForm):
    text = LongTextField(_l("What is agreed with the company?"), max_length=MESSAGE, required=True)
    version = VersionField()


class FinishForm(BaseForm):
    text = LongTextField(_l("What was done?"), max_length=MESSAGE)
    version = VersionField()


class WaitForm(BaseForm):
    text = TextField(
        _l("What are we waiting for?"),
        max_length=REASON,
        required=True,
        hint=_l("The clocks rest until the company answers, or you go on."),
    )
    version = VersionField()


class ResumeForm(BaseForm):
    text = TextField(_l("What has happened?"), max_length=REASON)
    version = VersionField()


class CategoryForm(BaseForm):
    category = SelectField(_l("Category"), coerce=int)
    text = TextField(_l("Why?"), max_length=REASON)
    version = VersionField()


class PriorityForm(BaseForm):
    priority = RadioField(_l("Priority"), [DataRequired(CHOOSE)], choices=choices(PRIORITIES.items()))
    text = TextField(_l("Why?"), max_length=REASON)
    version = VersionField()

    def to_priority(self) -> Priority:
        return Priority(self.priority.data)


class NoteForm(BaseForm):
    text = LongTextField(
        _l("Internal note"),
        max_length=MESSAGE,
        required=True,
        hint=_l("Only colleagues read it. No names of citizens and no CPR numbers."),
    )
    once = OnceField()


class CameInForm(BaseForm):
    """What the company said or wrote meanwhile."""

    text = LongTextField(_l("What did the company say?"), max_length=MESSAGE, required=True)
    once = OnceField()


class CloseForm(BaseForm):
    outcome = SelectField(_l("What came of it?"), [DataRequired(CHOOSE)])
    cooperation = SelectField(
        _l("Which cooperation?"),
        coerce=int,
        default=0,
        description=_l("Only when a cooperation started: it is linked."),
    )
    next_step = LongTextField(
        _l("What happens next?"),
        max_length=REASON,
        required=True,
        hint=_l("The company reads this."),
    )
    version = VersionField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        named = choices((outcome, label) for outcome, label in OUTCOMES.items() if outcome in BY_HAND)
        self.outcome.choices = [SelectChoice("", _("Choose …")), *named]

    def offer(self, cooperations: Iterable[tuple[int, str]]) -> None:
        """Those that may have started with it; the latest is chosen beforehand. Without any it is not asked."""
        found = list(cooperations)
        if not found:
            del self.cooperation
            return
        self.cooperation.choices = [SelectChoice(0, _("None of these")), *(SelectChoice(*each) for each in found)]

    @property
    def cooperation_id(self) -> int | None:
        return (self.cooperation.data or None) if "cooperation" in self else None

    def to_outcome(self) -> Outcome:
        return Outcome(self.outcome.data)


class ReopenForm(BaseForm):
    text = TextField(_l("Why is it opened again?"), max_length=REASON, required=True)
    version = VersionField()


class MergeForm(BaseForm):
    into = SelectField(_l("The company's other open requests"), coerce=int)
    reference = TextField(_l("Or another one, by its reference"), max_length=16, hint=_l("For example VS-2026-00042."))
    version = VersionField()

    def offer(self, others: Iterable[tuple[int, str]]) -> None:
        self.into.choices = [SelectChoice(0, _("Choose …")), *(SelectChoice(*each) for each in others)]


class SplitForm(BaseForm):
    category = SelectField(_l("Category"), coerce=int)
    subject = TextField(_l("What is needed?"), max_length=200, required=True)
    description = LongTextField(_l("More about it"), max_length=MESSAGE)
    priority = RadioField(_l("Priority"), [DataRequired(CHOOSE)], choices=choices(PRIORITIES.items()))
    version = VersionField()
    once = OnceField()

    def to_split(self) -> SplitInput:
        return SplitInput(
            category_id=self.category.data,
            subject=self.subject.data,
            description=self.description.data,
            priority=Priority(self.priority.data),
        )


class EditForm(BaseForm):
    subject = TextField(_l("What is needed?"), max_length=200, required=True)
    description = LongTextField(_l("More about it"), max_length=MESSAGE)
    wanted_by = DateField(_l("Wanted by"))
    person = SelectField(_l("Contact person"), coerce=int)
    caller_name = TextField(_l("Who asks"), max_length=120)
    caller_phone = PhoneField(_l("Phone"))
    caller_email = EmailField(_l("E-mail"))
    version = VersionField()

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.person.choices = [SelectChoice(0, _("Not given")), *(SelectChoice(*each) for each in people)]

    def to_change(self) -> RequestChange:
        return RequestChange(
            subject=self.subject.data,
            description=self.description.data,
            person_id=self.person.data or None,
            caller_name=self.caller_name.data,
            caller_phone=self.caller_phone.data or "",
            caller_email=self.caller_email.data or "",
            wanted_by=self.wanted_by.data,
        )


class MatchForm(BaseForm):
    """The company, from what the search found; the route looks whether there is such a one."""

    company = RadioField(_l("Which company is it?"), [DataRequired(CHOOSE)], coerce=int, validate_choice=False)
    version = VersionField()


class LinkForm(BaseForm):
    thing = RadioField(_l("What belongs to the request?"), [DataRequired(CHOOSE)])
    once = OnceField()


class AnswerForm(BaseForm):
    recipient = EmailField(_l("To"), required=True)
    subject = TextField(_l("Subject"), max_length=180, required=True, hint=_l("The reference is put before it."))
    body = LongTextField(_l("Text"), max_length=LETTER, required=True)
    wait = BooleanField(_l("Then wait for the company's answer: the clocks rest"))
    version = VersionField()
    once = OnceField()
