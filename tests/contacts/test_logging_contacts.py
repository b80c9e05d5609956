"""Logging a contact: past the guard only with a reason, and never without a trace."""

from dataclasses import replace
from datetime import timedelta

import pytest
from contact_ground import DAY, NOW, TODAY, Colleague, MakeCompany, asked, call_back, contact, logged
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.contacts.guard.ask import Answer, ReasonKind
from crm.contacts.guard.enforce import (
    ContactPreventedError,
    contact_transaction,
    correct_contact,
    log_contact,
    void_contact,
)
from crm.contacts.inputs import NeedInput, Override, PersonInput, RefusalInput
from crm.contacts.models import GuardEvent, GuardEventKind, Interaction, Task
from crm.contacts.queries.contacts import (
    contact_versions,
    current_contact,
    last_own_contact,
    parts_of,
    suggest_occupations,
)
from crm.contacts.services.drafts import load_draft, save_draft
from crm.contacts.services.logging import AlsoDone, save_contact
from crm.contacts.services.people import add_person
from crm.contacts.services.tasks import add_task
from crm.contacts.services.visits import book_guarded_visit
from crm.contacts.words import ContactKind, Direction, Outcome, Theme
from crm.db import StaleEditError, transaction
from crm.rate.tables import cooperation
from crm.refusal import Refusal
from crm.visits.models import Visit
from crm.visits.services.booking import Booking

REASON = Override(reason="Virksomheden bad selv om det på messen")


def events(on: Session) -> list[GuardEvent]:
    return list(on.exec(select(GuardEvent).order_by(col(GuardEvent.id)).execution_options(populate_existing=True)))


def test_a_whole_contact_is_kept_with_its_parts(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    with transaction(session) as work:
        given = PersonInput(company_id=company, name="Ida Vestergaard", informed_on=TODAY)
        person = add_person(work, given, user_id=anna.id, now=NOW, today=TODAY)
    saved = logged(
        session,
        anna,
        company,
        minutes=12,
        outcome=Outcome.NEED_NOTED,
        note="  Mangler folk fra maj  ",
        themes=(Theme.RECRUITMENT, "mentor", Theme.RECRUITMENT),
        interests=("work_placement",),
        person_ids=(person.id,),
        participant_ids=(bo.id,),
        needs=(NeedInput(occupation=" Klejn   smed ", number=3, skills="Svejsecertifikat"), NeedInput(occupation=" ")),
    )
    parts = parts_of(session, [saved.id or 0])[saved.id or 0]
    assert (saved.note, saved.unit_id, saved.recorded_by_user_id) == (
        "Mangler folk fra maj",
        anna.caller.unit_id,
        anna.id,
    )
    assert sorted(parts.themes) == ["mentor", "recruitment"]
    assert parts.interests == ["work_placement"]
    assert parts.people == [(person.id, "Ida Vestergaard")]
    assert [name for _, name in parts.participants] == ["Anna Krogh", "Bo Lund"]
    assert [(need.occupation, need.number) for need in parts.needs] == [("Klejn smed", 3)]
    assert last_own_contact(session, anna.id).entry == saved.entry  # type: ignore[union-attr]
    line = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "contact.log")).one()
    assert line.details == {"kind": "call", "direction": "outgoing", "company_id": company}


def test_talking_about_a_type_counts_in_no_rate(session: Session, anna: Colleague, company: int) -> None:
    logged(session, anna, company, themes=("mentor", "flex_job"), interests=("mentor", "flex_job"))
    assert session.connection().execute(cooperation.select()).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": NOW + timedelta(hours=1)},
        {"workplace_id": 4711},
        {"person_ids": (4711,)},
        {"participant_ids": (4711,)},
        {"themes": ("gossip",)},
        {"interests": ("gossip",)},
    ],
)
def test_what_does_not_fit_is_refused(
    session: Session, anna: Colleague, company: int, wrong: dict[str, object]
) -> None:
    with pytest.raises(Refusal), contact_transaction(session) as work:
        log_contact(work, contact(company, **wrong), caller=anna.caller, now=NOW)
    assert session.exec(select(Interaction)).all() == []


def test_a_person_of_another_company_is_refused(session: Session, anna: Colleague, make_company: MakeCompany) -> None:
    here, there = make_company(), make_company()
    with transaction(session) as work:
        given = PersonInput(company_id=there, name="Ida", informed_on=TODAY)
        person = add_person(work, given, user_id=anna.id, now=NOW, today=TODAY)
    with pytest.raises(Refusal, match="anden virksomhed"):
        logged(session, anna, here, person_ids=(person.id,))


def test_a_prevented_contact_leaves_nothing_but_one_line(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    logged(session, bo, company)
    for minutes in (1, 2):
        with pytest.raises(ContactPreventedError, match="Kontaktvagten") as prevented:
            logged(session, anna, company, at=NOW + timedelta(minutes=minutes))
        assert prevented.value.verdict.kinds == (ReasonKind.COOLING_DOWN,)
    assert len(session.exec(select(Interaction)).all()) == 1
    (event,) = events(session)
    assert (event.kind, event.answer, event.reasons) == (GuardEventKind.PREVENTED, "wait", ["cooling_down"])
    assert (event.user_id, event.unit_id, event.channel) == (anna.id, anna.caller.unit_id, ContactKind.CALL)
    verbs = session.exec(select(AuditEntry.verb).order_by(col(AuditEntry.id).desc())).all()
    assert verbs.count("contact.prevent") == 1


def test_who_insists_after_being_stopped_has_overridden_once(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    logged(session, bo, company)
    with pytest.raises(ContactPreventedError):
        logged(session, anna, company, at=NOW + timedelta(minutes=1))
    saved = logged(session, anna, company, at=NOW + timedelta(minutes=2), override=REASON)
    (event,) = events(session)
    assert (event.kind, event.why, event.interaction_entry) == (GuardEventKind.OVERRIDDEN, REASON.reason, saved.entry)


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_override_needs_a_reason(
    session: Session, anna: Colleague, bo: Colleague, company: int, reason: str
) -> None:
    logged(session, bo, company)
    with pytest.raises(Refusal, match="hvorfor"):
        logged(session, anna, company, override=Override(reason=reason))


def test_protection_is_overridden_only_on_a_legal_basis(
    session: Session, anna: Colleague, make_company: MakeCompany
) -> None:
    company = make_company(protected=True)
    with pytest.raises(Refusal, match="hjemlen"):
        logged(session, anna, company, override=REASON)
    logged(session, anna, company, override=replace(REASON, legal_basis="Beskæftigelsesindsatsloven § 4"))
    (event,) = events(session)
    assert event.legal_basis == "Beskæftigelsesindsatsloven § 4"


def test_a_reason_is_not_kept_where_none_was_needed(session: Session, anna: Colleague, company: int) -> None:
    logged(session, anna, company, override=REASON)
    assert events(session) == []


def test_contacts_are_written_only_in_their_own_transaction(session: Session, anna: Colleague, company: int) -> None:
    with pytest.raises(RuntimeError, match="contact_transaction"), transaction(session) as work:
        log_contact(work, contact(company), caller=anna.caller, now=NOW)


def test_logging_late_is_judged_by_the_moment_of_the_contact(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    logged(session, bo, company, kind=ContactKind.EMAIL, at=NOW + timedelta(hours=3))
    with contact_transaction(session) as work:
        log_contact(work, contact(company), caller=anna.caller, now=NOW + timedelta(hours=4))
    assert events(session) == []


def test_a_correction_keeps_the_old_and_asks_the_guard_only_about_another_contact(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    first = logged(session, anna, company, note="Ringer igen")
    logged(session, bo, company, kind=ContactKind.EVENT, override=REASON)
    with contact_transaction(session) as work:
        given = contact(company, note="Ringer ikke igen", themes=(Theme.RETENTION,))
        second = correct_contact(work, first, given, caller=bo.caller, now=NOW + DAY)
    assert second.recorded_by_user_id == anna.id, "it stays Anna's contact"
    assert [each.note for each in contact_versions(session, first.entry)] == ["Ringer ikke igen", "Ringer igen"]
    assert current_contact(session, first.entry).id == second.id  # type: ignore[union-attr]
    with pytest.raises(StaleEditError), contact_transaction(session) as work:
        correct_contact(work, first, given, caller=anna.caller, now=NOW + DAY)
    logged(session, bo, company, kind=ContactKind.EMAIL, at=NOW - timedelta(hours=1))
    with pytest.raises(ContactPreventedError), contact_transaction(session) as work:
        given = contact(company, kind=ContactKind.VISIT)
        correct_contact(work, second, given, caller=anna.caller, now=NOW + DAY)


def test_what_is_taken_back_rests_nobody(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    saved = logged(session, anna, company)
    assert asked(session, bo, company, moment=NOW + timedelta(hours=1)).answer is Answer.WAIT
    with contact_transaction(session) as work:
        void_contact(work, saved, "Forkert virksomhed", caller=anna.caller, now=NOW + timedelta(minutes=5))
    assert asked(session, bo, company, moment=NOW + timedelta(hours=1)).answer is Answer.GO
    assert current_contact(session, saved.entry) is None
    with pytest.raises(StaleEditError), contact_transaction(session) as work:
        void_contact(work, saved, "Igen", caller=anna.caller, now=NOW)


def test_a_contact_settles_its_task_makes_the_next_and_ends_its_draft(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    logged(session, bo, company, at=NOW - DAY)
    with transaction(session) as work:
        due = add_task(work, call_back(company, owner_user_id=anna.id), user_id=anna.id, now=NOW - DAY)
        save_draft(work, anna.id, "contact", f"company {company}", {"note": "Halvt"}, now=NOW)
    also = AlsoDone(
        next_steps=(call_back(0, due_at=NOW + 7 * DAY, owner_user_id=bo.id),),
        settles=(due.id or 0, due.id or 0, 4711),
        refusal=RefusalInput(said_by="Direktøren", reason="Ikke mere i år"),
        draft=("contact", f"company {company}"),
    )
    with contact_transaction(session) as work:
        saved = save_contact(
            work, contact(company, outcome=Outcome.NO_CONTACT), caller=anna.caller, now=NOW, today=TODAY, also=also
        )
    tasks = session.exec(select(Task).order_by(col(Task.id))).all()
    assert [(task.done_at is not None, task.company_id) for task in tasks] == [(True, company), (False, company)]
    assert tasks[1].interaction_entry == saved.entry
    assert load_draft(session, anna.id, "contact", f"company {company}") is None
    assert asked(session, anna, company).kinds[0] is ReasonKind.REFUSED_ALL


def test_a_prevented_contact_keeps_its_draft(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    logged(session, bo, company)
    with transaction(session) as work:
        save_draft(work, anna.id, "contact", "c", {"note": "Vigtigt"}, now=NOW)
    with pytest.raises(ContactPreventedError), contact_transaction(session) as work:
        save_contact(
            work, contact(company), caller=anna.caller, now=NOW, today=TODAY, also=AlsoDone(draft=("contact", "c"))
        )
    kept = load_draft(session, anna.id, "contact", "c")
    assert kept is not None
    assert kept.content == {"note": "Vigtigt"}


def test_a_visit_is_booked_past_the_guard(session: Session, anna: Colleague, bo: Colleague, company: int) -> None:
    booking = Booking(company_id=company, lead_user_id=bo.id, starts_at=NOW + 7 * DAY, purpose="Rekruttering")
    logged(session, anna, company, outcome=Outcome.VISIT_BOOKED)
    with pytest.raises(ContactPreventedError), contact_transaction(session) as work:
        book_guarded_visit(work, booking, caller=anna.caller, now=NOW + timedelta(minutes=1), agreed=False)
    with contact_transaction(session) as work:
        book_guarded_visit(work, booking, caller=anna.caller, now=NOW + timedelta(minutes=1))
    second = replace(booking, lead_user_id=anna.id)
    with pytest.raises(ContactPreventedError), contact_transaction(session) as work:
        book_guarded_visit(work, second, caller=anna.caller, now=NOW + timedelta(minutes=2))
    with contact_transaction(session) as work:
        book_guarded_visit(work, second, caller=anna.caller, now=NOW + timedelta(minutes=3), override=REASON)
    assert len(session.exec(select(Visit)).all()) == 2
    assert [event.kind for event in events(session)] == [GuardEventKind.OVERRIDDEN]


def test_occupations_are_suggested_as_they_were_written(session: Session, anna: Colleague, company: int) -> None:
    for occupation in ("Smed", "smed", "Klejnsmed", "Kok"):
        logged(
            session, anna, company, direction=Direction.INCOMING, needs=(NeedInput(occupation=occupation, number=1),)
        )
    assert [each.casefold() for each in suggest_occupations(session, "sm")] == ["smed", "klejnsmed"]
    assert suggest_occupations(session, " ") == []
    assert suggest_occupations(session, "%") == []
