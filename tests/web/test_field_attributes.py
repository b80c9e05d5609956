"""Fields' attributes are written quickly, and as the library writes them."""

from typing import Any

import pytest
from markupsafe import Markup

from crm.web.attributes import LIBRARY, attributes


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"class_": "form-control", "name": "purpose", "id": "purpose", "required": True, "hidden": False},
        {"value": 'Jens "Jensen" & <Søn>', "maxlength": 200, "rows": 4},
        {"aria_describedby": "day-hint day-error", "data_on_load": "x", "hx-target": "#visit_at", "for_": "day"},
        {"value": Markup('safe, but "quoted"'), "title": None},
    ],
)
def test_they_are_the_librarys_letter_for_letter(given: dict[str, Any]) -> None:
    assert attributes(**given) == LIBRARY(**given)
