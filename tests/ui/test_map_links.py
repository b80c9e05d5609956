"""Links to maps: a place is shown, a way is driven."""

from crm.web.maps import MOST_STOPS, place_link, way_link


def test_a_place_is_shown_by_openstreetmap() -> None:
    assert place_link("Ærøgade 4, 9000 Aalborg") == (
        "https://www.openstreetmap.org/search?query=%C3%86r%C3%B8gade+4%2C+9000+Aalborg"
    )
    assert place_link("") is None


def test_a_way_leads_through_its_stops() -> None:
    assert way_link(["Vej 1"]) == "https://www.google.com/maps/dir/?api=1&destination=Vej+1&travelmode=driving"
    assert "destination=Vej+3&waypoints=Vej+1%7CVej+2&" in (way_link(["Vej 1", "Vej 2", "Vej 3"]) or "")
    assert way_link([]) is None
    assert way_link(["Vej"] * MOST_STOPS)
    assert way_link(["Vej"] * (MOST_STOPS + 1)) is None
