"""Log lines: one JSON object each, without personal data."""

import json
import logging
from typing import Any

import pytest
from flask import Flask
from page_client import PageClient
from people import ANNA, SignedIn

from crm.web.logs import log

CPR = "010190-1234"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_without_its_address(signed_in: SignedIn, capsys: pytest.CaptureFixture[str]) -> None:
    client = signed_in(ANNA)
    lines(capsys)
    client.get("/account?secret=Jens")
    (line,) = lines(capsys)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp")
    assert len(line.pop("request_id")) == 12
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "endpoint": "accounts.account",
        "status": 200,
        "user": client.user_id,
    }


def test_what_is_typed_when_signing_in_is_in_no_line(client: PageClient, capsys: pytest.CaptureFixture[str]) -> None:
    form = client.get("/sign-in").form("Log ind")
    form.send(email="jens@example.dk", password="a secret of mine", status=422)
    written = capsys.readouterr().err
    assert written
    assert "jens" not in written
    assert "secret" not in written


def test_the_last_net_takes_cpr_numbers_out_of_everything(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    log.warning(f"about {CPR}", text=[f"x {CPR}"], more={"deep": CPR}, other=object(), name=CPR.encode())
    logging.getLogger("some.library").warning("library about 010190-1234")
    written = capsys.readouterr().err
    assert len(written.splitlines()) == 2
    assert "010190" not in written
    assert "••••••-••••" in written


def test_a_librarys_arguments_are_left_out(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("some.library").warning("could not reach %s", "jens@example.dk")
    (line,) = lines(capsys)
    assert (line["event"], line["logger"]) == ("could not reach %s", "some.library")
