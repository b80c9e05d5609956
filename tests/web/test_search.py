"""The search box and CPR numbers."""

import pytest
from flask import Flask, request
from people import ADMIN, SignedIn

from crm.web.search import search_text

LOOKS_LIKE_BOTH = "0101901234"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  hobro   vinduer ", "hobro vinduer"),
        ("98 12 34 56", "98 12 34 56"),
        ("29189846", "29189846"),
        (LOOKS_LIKE_BOTH, LOOKS_LIKE_BOTH),
        ("0101 901 234", "0101 901 234"),
    ],
)
def test_what_may_be_searched_for(app: Flask, text: str, found: str) -> None:
    with app.test_request_context("/", query_string={"q": text, "page": "2"}):
        search = search_text(is_p_number=lambda number: number == LOOKS_LIKE_BOTH)
        assert (search.text, search.status, search.problem) == (found, 200, "")
        assert request.args["q"] == text


@pytest.mark.parametrize("text", ["010190-1234", LOOKS_LIKE_BOTH, "jensen 010190 1234", "0101901234 x"])
def test_what_is_refused_and_forgotten(app: Flask, text: str) -> None:
    with app.test_request_context("/", query_string={"q": text, "page": "2"}):
        search = search_text(is_p_number=lambda _number: False)
        assert (search.text, search.status) == ("", 422)
        assert "ligner et CPR-nummer" in search.problem
        assert dict(request.args) == {"page": "2"}


def test_a_page_tells_and_does_not_repeat_it(signed_in: SignedIn) -> None:
    page = signed_in(ADMIN).get("/admin/users?q=010190-1234", status=422)
    assert page.has("Det ligner et CPR-nummer.")
    assert "010190" not in page.html
    assert page.response.headers["HX-Push-Url"] == "false"
