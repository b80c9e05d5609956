"""The tables of job orders: staff that a company asked for, and what came of it."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type
from crm.employer_requests.words import NotFilled, OrderStatus


class JobOrder(Row, Versioned, table=True):
    """Positions that a company wants filled. It is whose its request is, also when that is closed.

    Answered, it says how many positions we filled, how many were filled otherwise, and why the rest was not.
    """

    __tablename__ = "job_order"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="employer_request.id", index=True)
    title: str = Field(max_length=120)
    occupation: str = Field(max_length=120)
    positions: int
    hours_per_week: Decimal | None = Field(default=None, max_digits=4, decimal_places=1)
    wanted_start: date | None = Field(default=None)
    requirements: str = Field(default="", sa_type=sa.Text)
    jobnet_number: str = Field(default="", max_length=20)
    needed: str = Field(default="", max_length=1000)  # the dialogue: what the company needs,
    realistic: str = Field(default="", max_length=1000)  # what can be had,
    match_now: str = Field(default="", max_length=1000)  # who is there already,
    we_do: str = Field(default="", max_length=1000)
    company_does: str = Field(default="", max_length=1000)
    ordered_on: date
    deadline: date
    contact_entry: str | None = Field(default=None, max_length=32, index=True)  # the contact that the need was heard in
    status: OrderStatus = Field(default=OrderStatus.OPEN, sa_type=enum_type(OrderStatus, "status"))
    filled_by_us: int = Field(default=0)
    filled_otherwise: int = Field(default=0)
    not_filled: NotFilled | None = Field(default=None, sa_type=enum_type(NotFilled, "not_filled"))
    answered_on: date | None = Field(default=None)  # when the last position was filled, or given up
    answered_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("positions > 0", name="positions_positive"),
        sa.CheckConstraint("deadline >= ordered_on", name="deadline_after_order"),
        sa.CheckConstraint("(status = 'open') = (answered_on IS NULL)", name="answered_with_day"),
        sa.CheckConstraint("answered_on IS NULL OR answered_on >= ordered_on", name="answered_after_order"),
        sa.CheckConstraint(
            "filled_by_us >= 0 AND filled_otherwise >= 0 AND filled_by_us + filled_otherwise <= positions",
            name="filled_of_positions",
        ),
        sa.CheckConstraint(
            "(status IN ('filled_by_us', 'filled_otherwise')) = (filled_by_us + filled_otherwise > 0)",
            name="filled_with_number",
        ),
        sa.CheckConstraint(
            "(status = 'open' OR filled_by_us + filled_otherwise = positions) = (not_filled IS NULL)",
            name="rest_with_reason",
        ),
        sa.Index("ix_job_order_answered", "answered_on"),
        sa.Index("ix_job_order_status", "status", "deadline"),
    )


class JobOrderReferral(Row, table=True):
    """How many candidates were proposed to the company on a day. Never who they are."""

    __tablename__ = "job_order_referral"

    id: int | None = Field(default=None, primary_key=True)
    job_order_id: int = Field(foreign_key="job_order.id", index=True)
    day: date
    number: int
    note: str = Field(default="", max_length=200)
    at: datetime = Field(sa_type=Moment)
    by_user_id: int = Field(foreign_key="user_account.id")
    voided_at: datetime | None = Field(default=None, sa_type=Moment)
    voided_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.CheckConstraint("(voided_at IS NULL) = (voided_by_user_id IS NULL)", name="voided_by_somebody"),
    )


class JobOrderFollowUp(Row, table=True):
    """The task that asks what came of an order whose deadline is over: one for each day it was made on."""

    __tablename__ = "job_order_follow_up"

    job_order_id: int = Field(foreign_key="job_order.id", primary_key=True)
    day: date = Field(primary_key=True)
    task_id: int = Field(foreign_key="task.id", unique=True)
