"""The text of a search box, taken from the address: never a CPR number, not even back onto the page."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g, request
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict

from crm.values.cpr_guard import contains_cpr
from crm.values.errors import InvalidValueError
from crm.values.p_number import parse_p_number
from crm.web.forms import clean_text

MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class SearchText:
    """What was searched for; empty with `refused` when it looked like a CPR number."""

    text: str
    refused: bool = False

    @property
    def status(self) -> int:
        """The status to answer with."""
        return 422 if self.refused else 200

    @property
    def problem(self) -> str:
        if not self.refused:
            return ""
        return str(
            _("That looks like a CPR number. It was not searched for and is not kept. Search by name, CVR or phone.")
        )


def search_text(name: str = "q", *, is_p_number: Callable[[str], bool] = lambda _number: False) -> SearchText:
    """The query parameter `name`, cleaned.

    A third of P-numbers look like CPR numbers. So ten bare digits are allowed when `is_p_number` finds them in the
    register; whatever else looks like a CPR number is refused, and taken out of `request.args` so that no link of the
    page repeats it. Use it before anything else reads `request.args`.
    """
    text = " ".join(clean_text(request.args.get(name, "")).split())[:MAX_LENGTH]
    if not contains_cpr(text) or _known(text, is_p_number):
        return SearchText(text)
    request.args = ImmutableMultiDict((key, value) for key, value in request.args.items(multi=True) if key != name)
    g.search_refused = True
    return SearchText("", refused=True)


def _known(text: str, is_p_number: Callable[[str], bool]) -> bool:
    try:
        return is_p_number(parse_p_number(text))
    except InvalidValueError:
        return False
