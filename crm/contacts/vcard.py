"""A contact person as vCard 3.0: the version that every phone reads."""

from crm.contacts.queries.people import PersonLine

_LONGEST_LINE = 75  # octets, RFC 2425


def vcard_text(line: PersonLine, company_name: str) -> str:
    """The card, its lines folded and ended as the standard wants."""
    person = line.person
    given, _, family = person.name.rpartition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(family)};{_escaped(given)};;;",
        f"FN:{_escaped(person.name)}",
        f"ORG:{_escaped(company_name)}",
        *([f"TITLE:{_escaped(person.title)}"] if person.title else []),
        *(f"TEL;TYPE=WORK:{number}" for number in line.phones),
        *(f"EMAIL;TYPE=INTERNET,WORK:{_escaped(address)}" for address in line.emails),
        "END:VCARD",
    ]
    return "".join(_folded(each) + "\r\n" for each in lines)


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line longer than the limit, and no letter cut in two."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        limit = _LONGEST_LINE - (1 if pieces else 0)
        if len((piece + letter).encode()) > limit:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
