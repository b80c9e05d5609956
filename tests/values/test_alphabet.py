from hypothesis import given
from hypothesis import strategies as st

from crm.values.alphabet import sort_key


def test_danish_order() -> None:
    names = ["Aabybro Tag", "Zebra", "Østjysk El", "abe", "Ærø Færge", "Bageren", "Åens Café", "Öhman", "Ängel", "Café"]
    ordered = [
        "abe",
        "Bageren",
        "Café",
        "Zebra",
        "Ängel",
        "Ærø Færge",
        "Öhman",
        "Østjysk El",
        "Aabybro Tag",
        "Åens Café",
    ]
    assert sorted(names, key=sort_key) == ordered


@given(st.text("abzæøåäöéàüß -&/09", max_size=60))
def test_case_makes_no_difference(text: str) -> None:
    assert sort_key(text) == sort_key(text.upper()) == sort_key(text.title())
