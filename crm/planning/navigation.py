"""Addresses that open the phone's own navigation."""

from collections.abc import Sequence
from urllib.parse import urlencode

from crm.planning.queries.plans import Where

ROUTE = "https://www.google.com/maps/dir/?"
MOST_BETWEEN = 9
"""So many stops on the way the address may name."""


def address_of(where: Where | None) -> str | None:
    """'Havnegade 4, 9000 Aalborg'; None when the register does not say it."""
    if where is None or not where.address:
        return None
    return f"{where.address}, {where.postcode or ''} {where.district or ''}".strip()


def way_to(where: Where | None) -> str | None:
    address = address_of(where)
    return ROUTE + urlencode({"api": 1, "destination": address, "travelmode": "driving"}) if address else None


def way_round(places: Sequence[Where | None]) -> str | None:
    """Through all of them, in this order; None when there are too few or too many for one address."""
    addresses = [address for address in map(address_of, places) if address]
    if not 2 <= len(addresses) <= MOST_BETWEEN + 1:
        return None
    between = "|".join(addresses[:-1])
    return ROUTE + urlencode({"api": 1, "destination": addresses[-1], "waypoints": between, "travelmode": "driving"})
