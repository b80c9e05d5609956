"""The tables of the questionnaires to companies: which visits were drawn, who was asked, what was said."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type

COMMENT_LENGTH = 1000
LOWEST, HIGHEST = 1, 5


class SurveySettingName(StrEnum):
    SHARE_PERCENT = "share_percent"
    LINK_DAYS = "link_days"
    COMPANY_MONTHS = "company_months"
    FEWEST_ANSWERS = "fewest_answers"


class SurveySetting(Row, Versioned, table=True):
    """A number an administrator can change."""

    __tablename__ = "survey_setting"

    id: int | None = Field(default=None, primary_key=True)
    name: SurveySettingName = Field(sa_type=enum_type(SurveySettingName, "name", 40), unique=True)
    value: int


class DrawOutcome(StrEnum):
    NOT_DRAWN = "not_drawn"
    ASKED = "asked"
    ASKED_BEFORE = "asked_before"  # the company has had a questionnaire lately
    NO_CONTACT = "no_contact"  # the company wants none
    NO_ADDRESS = "no_address"  # nobody who was met has an e-mail address


class SurveyDraw(Row, table=True):
    """The draw of a held visit, with what it takes to draw it again; see `crm.surveys.drawing`."""

    __tablename__ = "survey_draw"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    period: str = Field(max_length=7)  # the seed: "2026-Q4"
    share_percent: int
    outcome: DrawOutcome = Field(sa_type=enum_type(DrawOutcome, "outcome"))
    at: datetime = Field(sa_type=Moment)

    __table_args__ = (sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name="share_of_a_hundred"),)


class Expects(StrEnum):
    """Whether the company expects a cooperation within a year."""

    YES = "yes"
    NO = "no"
    DONT_KNOW = "dont_know"


class Subject(StrEnum):
    """What a questionnaire is about."""

    VISIT = "visit"
    REQUEST = "request"


class SurveyInvitation(Row, table=True):
    """A questionnaire about a visit or a request: to whom it went, and, answered once, what was said beside figures.

    About a request it goes to whoever asked, who need not be a registered contact person.
    """

    __tablename__ = "survey_invitation"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int | None = Field(default=None, foreign_key="visit.id", unique=True)
    request_id: int | None = Field(default=None, foreign_key="employer_request.id", unique=True)
    person_id: int | None = Field(default=None, foreign_key="contact_person.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)  # of the link
    sent_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    expects: Expects | None = Field(default=None, sa_type=enum_type(Expects, "expects"))
    comment: str = Field(default="", max_length=COMMENT_LENGTH)
    wants_contact: bool = Field(default=False)

    @property
    def subject(self) -> Subject:
        return Subject.VISIT if self.request_id is None else Subject.REQUEST

    __table_args__ = (
        sa.CheckConstraint("expires_at > sent_at", name="moments_in_order"),
        sa.CheckConstraint("(visit_id IS NULL) <> (request_id IS NULL)", name="one_subject"),
        sa.CheckConstraint("visit_id IS NULL OR person_id IS NOT NULL", name="visit_with_person"),
        sa.CheckConstraint("(answered_at IS NULL) = (expects IS NULL)", name="answered_whole"),
    )


class SurveyQuestion(StrEnum):
    """In the order in which they are asked: the first of visits only, the second of requests only."""

    PREPARED = "prepared"
    QUICK = "quick"
    UNDERSTOOD = "understood"
    USEFUL = "useful"
    AGREED = "agreed"


class SurveyAnswer(Row, table=True):
    """From 1, not at all, to 5, to a very high degree."""

    __tablename__ = "survey_answer"

    invitation_id: int = Field(foreign_key="survey_invitation.id", primary_key=True)
    question: SurveyQuestion = Field(sa_type=enum_type(SurveyQuestion, "question"), primary_key=True)
    value: int

    __table_args__ = (sa.CheckConstraint("value BETWEEN 1 AND 5", name="value_of_the_scale"),)
