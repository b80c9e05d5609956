"""Where the stops of a plan are, as links to maps need it."""

from collections.abc import Sequence

from crm.planning.queries.plans import Where
from crm.web.maps import way_link


def address_of(where: Where | None) -> str | None:
    """'Havnegade 4, 9000 Aalborg'; None when the register does not say it."""
    if where is None or not where.address:
        return None
    return f"{where.address}, {where.postcode or ''} {where.district or ''}".strip()


def way_to(where: Where | None) -> str | None:
    address = address_of(where)
    return way_link([address]) if address else None


def way_round(places: Sequence[Where | None]) -> str | None:
    """Through all of them, in this order; None when there are too few or too many for one address."""
    addresses = [address for address in map(address_of, places) if address]
    return way_link(addresses) if len(addresses) > 1 else None
