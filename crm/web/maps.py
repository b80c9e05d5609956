"""Links that leave for a map, in one place: nothing goes there before somebody presses one.

A place is shown by OpenStreetMap. A way is driven by the telephone's own map program: the address of Google Maps is the
one that iPhone and Android both open in it without asking (`geo:` does nothing on an iPhone, Apple's link nothing on
Android), and a computer shows it in the browser.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

_PLACE = "https://www.openstreetmap.org/search?"
_WAY = "https://www.google.com/maps/dir/?"
MOST_STOPS = 10
"""So many places one link may lead through."""


def place_link(address: str | None) -> str | None:
    """Shows 'Havnegade 4, 9000 Aalborg' on a map."""
    return _PLACE + urlencode({"query": address}) if address else None


def way_link(addresses: Sequence[str]) -> str | None:
    """Leads from where one is through all of these, in their order; None when there are none or too many."""
    if not 0 < len(addresses) <= MOST_STOPS:
        return None
    between = {"waypoints": "|".join(addresses[:-1])} if len(addresses) > 1 else {}
    return _WAY + urlencode({"api": 1, "destination": addresses[-1], **between, "travelmode": "driving"})
