"""What came with closed requests goes after the months that the settings say."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from contact_ground import NOW, Colleague
from flask import Flask
from public_ground import PDF
from request_ground import received
from sqlmodel import Session, select

from crm.audit.models import AuditEntry
from crm.db import transaction
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.attachments import attachments_of
from crm.employer_requests.services.attachments import attach, keep_attachment
from crm.employer_requests.services.closing import close, merge
from crm.employer_requests.words import Outcome
from crm.settings import Settings
from jobs import request_cleanup


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["crm_settings"]
    return found


def with_file(on: Session, settings: Settings, who: Colleague, *, now: datetime = NOW) -> EmployerRequest:
    request = received(on, who, now=now)
    stored = keep_attachment(settings, "opslag.pdf", PDF)
    with transaction(on) as work:
        attach(work, request, stored, user_id=None, now=now)
        request.status_token_hash = f"hash {request.id}"
        work.add(request)
    return request


def test_files_go_after_half_a_year_and_the_page_after_a_year(
    session: Session, settings: Settings, anna: Colleague
) -> None:
    closed, live, joined = (with_file(session, settings, anna) for _each in range(3))
    with transaction(session) as work:
        close(work, closed, Outcome.ADVISED, "Intet.", user_id=anna.id, now=NOW)
        merge(work, joined, into=live, user_id=anna.id, now=NOW)
    files = list(settings.attachment_dir.iterdir())
    september = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)
    assert request_cleanup.run(session, september) == {"files_removed": 0, "pages_closed": 0, "mails_removed": 0}
    assert request_cleanup.run(session, september + timedelta(days=1))["files_removed"] == 1
    assert attachments_of(session, closed.id or 0) == []
    assert len(list(settings.attachment_dir.iterdir())) == len(files) - 1
    assert len(attachments_of(session, joined.id or 0)) == 1, "it is one with a request that goes on"
    session.refresh(closed)
    assert closed.status_token_hash
    assert request_cleanup.run(session, NOW + timedelta(days=367))["pages_closed"] == 1
    session.refresh(closed)
    session.refresh(joined)
    assert (closed.status_token_hash, bool(joined.status_token_hash)) == (None, True)
    verbs = [each.verb for each in session.exec(select(AuditEntry))]
    assert (verbs.count("request.forget_files"), verbs.count("request.close_page")) == (1, 1)


def test_the_months_are_a_setting_and_strays_go(app: Flask, session: Session, anna: Colleague) -> None:
    before: Settings = app.extensions["crm_settings"]
    app.extensions["crm_settings"] = replace(before, attachment_months=1, status_link_months=1)
    request = with_file(session, before, anna)
    with transaction(session) as work:
        close(work, request, Outcome.ADVISED, "Intet.", user_id=anna.id, now=NOW)
    stray, young = (keep_attachment(before, "a.pdf", PDF).stored_as for _each in range(2))
    old = (NOW - timedelta(days=8)).timestamp()
    os.utime(before.attachment_dir / stray, (old, old))
    counts = request_cleanup.run(session, NOW + timedelta(days=32))
    app.extensions["crm_settings"] = before
    assert (counts["files_removed"], counts["pages_closed"]) == (2, 1)
    assert [path.name for path in before.attachment_dir.iterdir()] == [young]
