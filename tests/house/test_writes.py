"""Every writing route is listed with the lines it leaves in the trail; the watch itself works."""

import pytest
from flask import Flask
from page_client import MakeApp, PageClient
from write_guard import declared_writes, watched

from crm.accounts.models import Unit
from crm.audit.verbs import VERBS
from crm.db import session, transaction
from crm.web.access import public


def test_every_writing_route_is_listed(app: Flask) -> None:
    changing = {"POST", "PUT", "PATCH", "DELETE"}
    writing = {rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) & changing}
    assert set(declared_writes()) == writing


def test_only_verbs_of_the_vocabulary_are_listed() -> None:
    listed = frozenset[str]().union(*declared_writes().values())
    assert listed <= VERBS.keys()


@pytest.mark.parametrize(("method", "breach"), [("GET", "GET sly wrote to"), ("POST", "without a line in the trail")])
def test_a_write_that_hides_is_found(make_app: MakeApp, method: str, breach: str) -> None:
    app = make_app()

    def sly() -> str:
        with transaction():
            session().add(Unit(code="sly", name="Sly"))
        return "done"

    app.add_url_rule("/sly", "sly", public(sly), methods=["GET", "POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    with pytest.raises(AssertionError, match=breach), watched(app):
        PageClient(app).open("/sly", method=method)
