"""Who hears what of a visit: invitations, changes, cancellations; each once, and nobody for nothing."""

from datetime import timedelta

import pytest
from contact_ground import NOW, Colleague
from invited import Ground, at, event_of
from sqlmodel import Session, select

from crm.db import transaction
from crm.visiting.services.answering import Said, record_answer
from crm.visiting.services.invitations import changed, invite
from crm.visits.models import Answer, Visit, VisitColleague, VisitPerson, VisitStatus
from crm.visits.services.changing import set_status


@pytest.fixture
def ground(session: Session, company: int, anna: Colleague, bo: Colleague) -> Ground:
    return Ground(session, company, anna, bo)


def test_the_company_and_ours_are_invited_once(ground: Ground) -> None:
    visit = ground.book([ground.person()], colleagues=[ground.bo.id], agenda="Kaffe\nRundgang")
    assert [mail.recipient for mail in ground.mails()] == [
        ground.anna.user.email,
        ground.bo.user.email,
        "mette@smedjen.dk",
    ]
    (mail,) = ground.mails("mette")
    assert mail.subject == "Invitation: Besøg fra Jobcenter Aalborg, tirsdag den 3. marts kl. 10.00"
    method, event = event_of(mail)
    assert (method, event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert (event.start, event.end) == (at(10), at(11))
    assert event["UID"] == f"{visit.uid}@virksomhedskontakt"
    assert "Port 3" in event["LOCATION"]
    assert "Kaffe\nRundgang" in event["DESCRIPTION"]
    answers = {each.partition(":")[2]: each.params["PARTSTAT"] for each in event["ATTENDEE"]}
    assert answers == {
        ground.anna.user.email: "ACCEPTED",
        ground.bo.user.email: "NEEDS-ACTION",
        "mette@smedjen.dk": "NEEDS-ACTION",
    }
    with transaction(ground.on) as work:
        changed(work, work.merge(visit))
        assert invite(work, visit, now=NOW) == 3
        assert invite(work, visit, now=NOW) == 0


def test_who_has_no_address_or_has_left_gets_nothing(ground: Ground) -> None:
    ground.book([ground.person(email="")])
    assert [mail.recipient for mail in ground.mails()] == [ground.anna.user.email]


def test_a_moved_visit_is_told_again_and_answers_to_the_old_time_are_void(ground: Ground) -> None:
    visit = ground.book([ground.person()])
    row = ground.invitations(visit)[1]
    with transaction(ground.on):
        row.answer, row.answered_at = Answer.ACCEPTED, NOW
        ground.on.add(row)
    assert ground.move(visit, at(13), now=NOW + timedelta(hours=1)) == 2
    method, event = event_of(ground.mails("mette")[-1])
    assert (method, event["SEQUENCE"], event.start) == ("REQUEST", 1, at(13))
    ground.on.refresh(row)
    assert (row.answer, row.sent_sequence) == (Answer.NONE, 1)
    assert ground.mails("mette")[-1].subject.startswith("Ændret: ")


def test_an_edit_is_told_and_answers_stay(ground: Ground) -> None:
    visit = ground.book([ground.person()])
    row = ground.invitations(visit)[1]
    with transaction(ground.on) as work:
        row.answer, row.answered_at = Answer.ACCEPTED, NOW
        visit.agenda = "Rundgang"
        changed(work, visit)
        changed(work, visit)
        assert invite(work, visit, now=NOW) == 2
    assert (visit.sequence, row.answer) == (1, Answer.ACCEPTED)
    _method, event = event_of(ground.mails("mette")[-1])
    assert {each.params["PARTSTAT"] for each in event["ATTENDEE"]} == {"ACCEPTED"}


def test_who_no_longer_takes_part_hears_so_and_can_be_invited_again(ground: Ground) -> None:
    mette = ground.person()
    visit = ground.book([mette], colleagues=[ground.bo.id])
    with transaction(ground.on) as work:
        work.delete(work.exec(select(VisitPerson)).one())
        work.delete(work.exec(select(VisitColleague)).one())
        assert invite(work, visit, now=NOW) == 3
    method, event = event_of(ground.mails("mette")[-1])
    assert (method, event["SEQUENCE"], "STATUS" in event) == ("CANCEL", 1, False)
    assert str(event["ATTENDEE"]) == "mailto:mette@smedjen.dk"
    assert [row.withdrawn_at is None for row in ground.invitations(visit)] == [True, False, False]
    with transaction(ground.on) as work:
        work.add(VisitPerson(visit_id=visit.id or 0, person_id=mette))
        assert invite(work, visit, now=NOW) == 2
    assert event_of(ground.mails("mette")[-1])[0] == "REQUEST"


def test_a_cancelled_visit_is_taken_back_once(ground: Ground) -> None:
    visit = ground.book([ground.person()])
    assert ground.cancel(visit) == 2
    method, event = event_of(ground.mails("mette")[-1])
    assert (method, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 1, "CANCELLED")
    with transaction(ground.on) as work:
        changed(work, visit)
        assert invite(work, visit, now=NOW) == 0


def test_a_handed_over_visit_is_taken_out_of_the_old_leads_calendar(ground: Ground) -> None:
    visit = ground.book()
    assert ground.move(visit, at(10), lead=ground.bo.id) == 2
    assert event_of(ground.mails(ground.bo.user.email)[-1])[0] == "REQUEST"
    assert event_of(ground.mails(ground.anna.user.email)[-1])[0] == "CANCEL"


@pytest.mark.parametrize("status", [VisitStatus.CONFIRMED, VisitStatus.HELD, VisitStatus.CANCELLED])
def test_of_what_has_begun_nobody_hears(ground: Ground, status: VisitStatus) -> None:
    visit: Visit = ground.book([ground.person()])
    before = len(ground.mails())
    with transaction(ground.on) as work:
        changed(work, visit)
        visit.status = status
        assert invite(work, visit, now=at(10)) == 0
    assert len(ground.mails()) == before


def confirmed(ground: Ground, visit: Visit) -> int:
    later = NOW + timedelta(hours=1)
    with transaction(ground.on) as work:
        set_status(work, visit, VisitStatus.CONFIRMED, version=visit.version, user_id=ground.anna.id, now=later)
        queued = invite(work, visit, now=later)
        assert invite(work, visit, now=later + timedelta(minutes=1)) == 0
    return queued


def test_a_proposed_visit_stands_as_tentative_until_it_is_agreed(ground: Ground) -> None:
    visit = ground.book([ground.person()], colleagues=[ground.bo.id], status=VisitStatus.PROPOSED)
    _method, before = event_of(ground.mails("mette")[0])
    assert before["STATUS"] == "TENTATIVE"
    assert "Du får besked, når virksomheden har sagt ja." in ground.mails(ground.bo.user.email)[0].body
    assert confirmed(ground, visit) == 3
    mail = ground.mails("mette")[-1]
    assert mail.subject.startswith("Aftalt: Besøg fra")
    method, event = event_of(mail)
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", before["SEQUENCE"])
    assert event["DTSTAMP"].dt > before["DTSTAMP"].dt, "the newer of two with one sequence"


def test_who_said_yes_for_the_company_hears_it_no_second_time(ground: Ground) -> None:
    visit = ground.book([ground.person()], colleagues=[ground.bo.id], status=VisitStatus.PROPOSED)
    row = ground.invitations(visit)[-1]
    with transaction(ground.on) as work:
        record_answer(work, visit, row, Said(answer=Answer.ACCEPTED), now=NOW + timedelta(hours=1))
    assert (visit.status, len(ground.mails("mette"))) == (VisitStatus.CONFIRMED, 1)
    for ours in (ground.anna, ground.bo):
        _method, event = event_of(ground.mails(ours.user.email)[-1])
        assert event["STATUS"] == "CONFIRMED"
        answers = {each.partition(":")[2]: each.params["PARTSTAT"] for each in event["ATTENDEE"]}
        assert answers["mette@smedjen.dk"] == "ACCEPTED"


def test_a_visit_moved_and_agreed_is_told_of_both(ground: Ground) -> None:
    visit = ground.book([ground.person()], status=VisitStatus.PROPOSED)
    assert ground.move(visit, at(13)) == 2
    assert confirmed(ground, visit) == 2
    assert ground.move(visit, at(14), now=NOW + timedelta(hours=2)) == 2
    assert [event_of(mail)[1]["SEQUENCE"] for mail in ground.mails("mette")] == [0, 1, 1, 2]
