"""Where workplaces lie: the postal districts of Aalborg and its neighbours, each with its weight."""

from crm.demo.chance import Chance
from crm.demo.names import Names
from crm.demo.town import HOME, Place

_DISTRICTS: dict[str, tuple[tuple[tuple[str, str], float], ...]] = {
    "0851": (
        (("9000", "Aalborg"), 40),
        (("9200", "Aalborg SV"), 11),
        (("9210", "Aalborg SØ"), 7),
        (("9220", "Aalborg Øst"), 11),
        (("9230", "Svenstrup J"), 4),
        (("9240", "Nibe"), 3),
        (("9260", "Gistrup"), 2),
        (("9270", "Klarup"), 2),
        (("9280", "Storvorde"), 2),
        (("9293", "Kongerslev"), 1),
        (("9310", "Vodskov"), 2),
        (("9362", "Gandrup"), 1),
        (("9370", "Hals"), 2),
        (("9380", "Vestbjerg"), 1),
        (("9381", "Sulsted"), 0.5),
        (("9382", "Tylstrup"), 0.5),
        (("9400", "Nørresundby"), 9),
        (("9430", "Vadum"), 1),
    ),
    "0849": (
        (("9440", "Aabybro"), 4),
        (("9460", "Brovst"), 3),
        (("9490", "Pandrup"), 2),
        (("9690", "Fjerritslev"), 3),
    ),
    "0840": ((("9520", "Skørping"), 3), (("9530", "Støvring"), 5), (("9575", "Terndrup"), 1)),
    "0820": ((("9600", "Aars"), 5), (("9640", "Farsø"), 2), (("9670", "Løgstør"), 3)),
    "0810": ((("9320", "Hjallerup"), 2), (("9330", "Dronninglund"), 2), (("9700", "Brønderslev"), 5)),
}
NEIGHBOURS = tuple(code for code in _DISTRICTS if code != HOME)


def place_in(municipality: str, chance: Chance, names: Names) -> Place:
    postcode, district = chance.weighted(_DISTRICTS[municipality])
    return Place(municipality, postcode, district, names.address())
