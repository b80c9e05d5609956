"""Writes the story as rows, in bulk. The past is made up here: these contacts were never had, so nobody was asked."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from crm.contacts.guard.details import occupation_key
from crm.contacts.models import (
    CompanyOwner,
    ContactPerson,
    ContactRefusal,
    GuardEvent,
    Interaction,
    InteractionParticipant,
    InteractionPerson,
    InteractionTheme,
    InterestMark,
    LabourNeed,
    OutreachPause,
    PersonEmail,
    PersonPhone,
    ProtectionBasis,
    Task,
    TaskEvent,
    TaskEventKind,
)
from crm.contacts.names import name_key
from crm.contacts.words import ContactKind
from crm.db import Retirement
from crm.demo.outreach.scene import Client
from crm.demo.outreach.story import Basis, Hindrance, Meeting, No, Person, Quiet, Step, Story, Talk
from crm.register.chunks import chunks, insert_all
from crm.values.clock import local_date
from crm.visits.models import OVER, Visit, VisitChange, VisitChangeKind, VisitPlace, VisitReport, VisitStatus

RowValues = dict[str, Any]


def table_of(model: type[SQLModel]) -> sa.Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def insert_with_ids(on: Session, model: type[SQLModel], rows: Sequence[RowValues]) -> list[int]:
    """As `insert_all`; the new rows' ids in the order of the rows."""
    table = table_of(model)
    found: list[int] = []
    statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    for part in chunks(rows):
        found += on.connection().execute(statement, list(part)).scalars()
    return found


def store_story(on: Session, story: Story) -> None:
    """Everything but the campaigns' own rows, whose targets are stored already."""
    _store_people(on, story)
    _store_wishes(on, story)
    ids = insert_with_ids(on, Visit, [_visit(each) for each in story.meetings])
    for meeting, meeting_id in zip(story.meetings, ids, strict=True):
        meeting.id = meeting_id
    _store_changes(on, story.meetings)
    _store_talks(on, story)
    insert_all(on, table_of(VisitReport), list(_reports(story)))
    _store_steps(on, story)
    insert_all(on, table_of(GuardEvent), [_event(each) for each in story.hindrances])


def _store_people(on: Session, story: Story) -> None:
    insert_all(on, table_of(CompanyOwner), [_owner(client, since) for client, since in story.owned_since.items()])
    ids = insert_with_ids(on, ContactPerson, [_person(person) for person in story.people])
    for person, person_id in zip(story.people, ids, strict=True):
        person.id = person_id
    phones = [{"person_id": each.id, "number": number} for each in story.people for number in each.phones]
    insert_all(on, table_of(PersonPhone), phones)
    emails = [{"person_id": each.id, "address": each.email} for each in story.people if each.email]
    insert_all(on, table_of(PersonEmail), emails)


def _owner(client: Client, since: datetime) -> RowValues:
    owner = client.owner.id if client.owner else 0
    return {"company_id": client.id, "user_id": owner, "since": since, "set_by_user_id": owner}


def _person(person: Person) -> RowValues:
    return {
        "company_id": person.client.id,
        "workplace_id": person.client.places[0][0] if len(person.client.places) > 1 else None,
        "name": person.name,
        "name_key": name_key(person.name),
        "title": person.title,
        "role": person.role,
        "preferred_channel": person.channel,
        "preferred_time": person.time,
        "informed_on": local_date(person.met_at),
        "informed_by_user_id": person.met_by.id,
        "left_on": person.left_on,
        "created_at": person.met_at + timedelta(minutes=4),
        "created_by_user_id": person.met_by.id,
        "version": 1,
    }


def _store_wishes(on: Session, story: Story) -> None:
    ids = insert_with_ids(on, ContactRefusal, [_refusal(each) for each in story.refusals])
    for refusal, refusal_id in zip(story.refusals, ids, strict=True):
        refusal.id = refusal_id
    insert_all(on, table_of(OutreachPause), [_pause(each) for each in story.pauses])
    insert_all(on, table_of(ProtectionBasis), [_basis(each) for each in story.bases])


def _refusal(one: No) -> RowValues:
    return {
        "company_id": one.client.id,
        "scope": one.scope,
        "unit_id": one.unit_id,
        "reason": one.reason,
        "said_by": one.said_by,
        "until": one.until,
        "recorded_at": one.said_at,
        "recorded_by_user_id": one.by.id if one.by else None,
        "lifted_at": one.lifted_at,
        "lifted_by_user_id": one.by.id if one.by and one.lifted_at else None,
        "lift_reason": one.lift_reason,
    }


def _pause(one: Quiet) -> RowValues:
    return {
        "company_id": one.client.id,
        "reason": one.reason,
        "until": one.until,
        "recorded_at": one.agreed_at,
        "recorded_by_user_id": one.by.id,
    }


def _basis(one: Basis) -> RowValues:
    return {
        "company_id": one.client.id,
        "kind": one.kind,
        "basis": one.basis,
        "until": one.until,
        "recorded_at": one.noted_at,
        "recorded_by_user_id": one.by.id,
    }


def _visit(one: Meeting) -> RowValues:
    return {
        "company_id": one.client.id,
        "workplace_id": one.client.places[0][0],
        "lead_user_id": one.lead.id,
        "unit_id": one.lead.unit_id,
        "starts_at": one.starts_at,
        "ends_at": one.starts_at + timedelta(minutes=one.minutes),
        "status": one.status,
        "place": VisitPlace.WORKPLACE,
        "place_note": "",
        "purpose": one.purpose,
        "agenda": "",
        "uid": uuid5(NAMESPACE_OID, f"{one.client.cvr} {one.starts_at.isoformat()}").hex,  # the same for the same seed
        "sequence": int(one.status is VisitStatus.CANCELLED),
        "campaign_target_id": one.target.id if one.target else None,
        "created_at": one.booked_at,
        "created_by_user_id": one.lead.id,
        "version": 1,
    }


def _store_changes(on: Session, meetings: Sequence[Meeting]) -> None:
    """That they were booked, and what became of those that are over."""
    changes = [(one, VisitChangeKind.BOOKED, one.booked_at) for one in meetings]
    for one in meetings:
        if one.status in OVER:
            ended = one.starts_at + timedelta(minutes=one.minutes)
            changes.append((one, VisitChangeKind(one.status.value), ended))
    rows: list[RowValues] = [
        {"visit_id": one.id, "kind": kind, "at": at, "by_user_id": one.lead.id, "reason": ""}
        for one, kind, at in changes
    ]
    insert_all(on, table_of(VisitChange), rows)


def _reports(story: Story) -> Iterator[RowValues]:
    """Visits that were held, with the contact that tells of each; one that was taken back tells nothing."""
    told = {(talk.client, talk.at): talk for talk in story.all_talks if talk.kind is ContactKind.VISIT}
    for meeting in story.meetings:
        talk = told.get((meeting.client, meeting.starts_at))
        if meeting.status is VisitStatus.HELD and talk is not None and not talk.void_reason:
            recorded = _recorded(talk)
            yield {
                "visit_id": meeting.id,
                "entry": talk.entry,
                "reported_at": recorded,
                "reported_by_user_id": talk.by.id,
                "thanked_at": None,
            }


def _store_talks(on: Session, story: Story) -> None:
    """A correction: the first version without details, retired, and the right one."""
    talks = story.all_talks
    insert_all(on, table_of(Interaction), [_first_version(talk) for talk in talks if talk.was])
    ids = dict(zip(talks, insert_with_ids(on, Interaction, [_interaction(talk) for talk in talks]), strict=True))
    ours = [(talk, who.id) for talk in talks for who in dict.fromkeys((talk.by, talk.colleague)) if who]
    for model, rows in (
        (InteractionParticipant, [{"interaction_id": ids[talk], "user_id": who} for talk, who in ours]),
        (
            InteractionPerson,
            [{"interaction_id": ids[talk], "person_id": talk.person.id} for talk in talks if talk.person],
        ),
        (InteractionTheme, [{"interaction_id": ids[talk], "theme": theme} for talk in talks for theme in talk.themes]),
        (
            InterestMark,
            [{"interaction_id": ids[talk], "type_code": code} for talk in talks for code in talk.interests],
        ),
        (LabourNeed, [row for talk in talks for row in _needs(talk, ids[talk])]),
    ):
        insert_all(on, table_of(model), rows)


def _interaction(talk: Talk) -> RowValues:
    recorded = talk.corrected_at if talk.was else _recorded(talk)
    return {
        "entry": talk.entry,
        "company_id": talk.client.id,
        "workplace_id": talk.client.places[0][0] if len(talk.client.places) > 1 else None,
        "kind": talk.kind,
        "direction": talk.direction,
        "at": talk.at,
        "minutes": talk.minutes,
        "purpose": talk.purpose,
        "outcome": talk.outcome,
        "note": talk.note,
        "campaign_target_id": talk.target.id if talk.target else None,
        "unit_id": talk.by.unit_id,
        "recorded_by_user_id": talk.by.id,
        "recorded_at": recorded,
        "retired_at": talk.corrected_at if talk.void_reason else None,
        "retirement": Retirement.VOIDED if talk.void_reason else None,
        "retired_by_user_id": talk.by.id if talk.void_reason else None,
        "void_reason": talk.void_reason,
    }


def _first_version(talk: Talk) -> RowValues:
    return _interaction(talk) | {
        "note": talk.was,
        "recorded_at": _recorded(talk),
        "retired_at": talk.corrected_at,
        "retirement": Retirement.REPLACED,
        "retired_by_user_id": talk.by.id,
    }


def _recorded(talk: Talk) -> datetime:
    return talk.at + timedelta(minutes=1 + (talk.minutes or 0))


def _needs(talk: Talk, interaction_id: int) -> Iterator[RowValues]:
    for need in talk.needs:
        yield {
            "interaction_id": interaction_id,
            "occupation": need.occupation,
            "occupation_key": occupation_key(need.occupation),
            "number": need.number,
            "from_date": need.from_date,
            "skills": need.skills,
            "hours_per_week": need.hours_per_week,
        }


def _store_steps(on: Session, story: Story) -> None:
    for step, step_id in zip(
        story.steps, insert_with_ids(on, Task, [_task(each) for each in story.steps]), strict=True
    ):
        step.id = step_id
    insert_all(on, table_of(TaskEvent), [row for step in story.steps for row in _task_events(step)])


def _task(step: Step) -> RowValues:
    talk = step.talk
    return {
        "kind": step.kind,
        "title": step.title or talk.step,
        "company_id": talk.client.id,
        "workplace_id": None,
        "person_id": talk.person.id if talk.person else None,
        "interaction_entry": talk.entry,
        "campaign_target_id": talk.target.id if talk.target else None,
        "due_at": step.due_at,
        "owner_user_id": step.owner.id if step.owner else None,
        "unit_id": step.owner.unit_id if step.owner else step.by.unit_id,
        "promised": step.promised,
        "created_at": _recorded(talk),
        "created_by_user_id": step.by.id,
        "done_at": step.done_at,
        "done_by_user_id": step.done_by.id if step.done_by else None,
        "version": 1 if step.done_at is None else 2,
    }


def _task_events(step: Step) -> Iterator[RowValues]:
    row = {
        "task_id": step.id,
        "kind": TaskEventKind.CREATED,
        "at": _recorded(step.talk),
        "by_user_id": step.by.id,
        "due_at": step.due_at,
        "owner_user_id": step.owner.id if step.owner else None,
        "unit_id": step.owner.unit_id if step.owner else step.by.unit_id,
    }
    yield row
    if step.done_at is not None:
        yield row | {
            "kind": TaskEventKind.DONE,
            "at": step.done_at,
            "by_user_id": step.done_by.id if step.done_by else None,
        }


def _event(one: Hindrance) -> RowValues:
    return {
        "kind": one.kind,
        "company_id": one.client.id,
        "answer": one.answer.value,
        "reasons": [one.reason.value],
        "channel": one.channel,
        "purpose": one.purpose,
        "at": one.at,
        "user_id": one.by.id,
        "unit_id": one.by.unit_id,
        "why": one.why,
        "legal_basis": one.legal_basis,
        "interaction_entry": one.talk.entry if one.talk else None,
    }
