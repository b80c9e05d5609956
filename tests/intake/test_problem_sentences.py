"""Each problem code, from the cell in the file to the Danish sentence the user sees."""

from pathlib import Path

import pytest
from intake_files import ARRANGEMENT, SHOP, SMITH, WORKPLACE, Importer, csv_of
from sqlmodel import Session, select

from crm.cooperation.models import Cooperation
from crm.cooperation.services import void_cooperation
from crm.db import transaction
from crm.values.clock import utc_now
from imports.problems import FileProblemCode, ProblemCode

ROWS: list[tuple[str, dict[str, str], str, str]] = [
    ("register", {"navn": "Søren 010190-1234"}, "cpr_number", "Rækken indeholder noget, der ligner et CPR-nummer."),
    ("register", {"navn": ""}, "missing_value", "navn: Feltet er tomt. Udfyld det."),
    ("register", {"navn": "x" * 201}, "too_long", "Teksten er for lang. Forkort den."),
    ("register", {"antal_ansatte": "#N/A"}, "cell_error", "Formlen i feltet giver intet resultat."),
    ("register", {"cvrnummer": "123"}, "cvr_format", "Et CVR-nummer har otte cifre, og det første er ikke 0. Ret det."),
    ("register", {"cvrnummer": "27983759"}, "cvr_check_digit", "CVR-nummerets kontrolciffer passer ikke."),
    ("register", {"pnummer": "123"}, "p_number_format", "Et P-nummer har ti cifre. Ret det."),
    ("register", {"kommunekode": "999"}, "unknown_municipality", "Ingen af de 98 kommuner har denne kode. Ret den."),
    ("register", {"postnummer": "90000"}, "postcode_invalid", "Et postnummer har fire cifre."),
    ("register", {"branchekode": "12"}, "industry_code_invalid", "En branchekode har seks cifre."),
    ("register", {"antal_ansatte": "12,5"}, "headcount_invalid", "Antal ansatte er et helt tal uden decimaler."),
    ("register", {"antal_ansatte_interval": "3-4"}, "band_invalid", "Det er ikke et af CVR-registrets intervaller"),
    ("register", {"sektor": "halv"}, "sector_invalid", "Sektoren er “privat” eller “offentlig”."),
    (
        "register",
        {"reklamebeskyttet": "måske"},
        "boolean_invalid",
        "Skriv “ja” eller “nej”, eller lad feltet være tomt.",
    ),
    ("register", {"startdato": "31-02-2015"}, "date_invalid", "Den dato findes ikke. Skriv den som 2015-03-01"),
    ("register", {"ophørsdato": "2009-12-31"}, "date_order", "Slutdatoen ligger før startdatoen. Ret en af dem."),
    ("register", {"telefon": "12"}, "phone_dropped", "Det er ikke et telefonnummer. Rækken er taget med uden det."),
    ("register", {"email": "a@"}, "email_dropped", "Det er ikke en e-mailadresse. Rækken er taget med uden den."),
    ("cooperations", {"type": "kaffe"}, "type_unknown", "Ingen samarbejdstype hedder sådan."),
    ("cooperations", {"status": "måske"}, "status_unknown", "Status er “igangsat”, “afsluttet”, “planlagt”"),
    ("cooperations", {"status": "afsluttet", "slutdato": ""}, "ended_without_end", "Udfyld slutdatoen."),
    ("cooperations", {"slutdato": "2015-02-28"}, "date_order", "Slutdatoen ligger før startdatoen."),
    ("cooperations", {"jobcenter": "X1"}, "job_centre_invalid", "En jobcenterkode har tre eller fire cifre."),
    ("cooperations", {"målgruppe": "alle"}, "target_group_unknown", "Ingen målgruppe hedder sådan."),
    ("cooperations", {"timer_pr_uge": "mange"}, "hours_invalid", "Timer pr. uge er et tal fra 0 til 168."),
    (
        "cooperations",
        {"type": "jobrotationsvikar", "startdato": "2026-02-01", "slutdato": ""},
        "type_not_valid_then",
        "Samarbejdstypen fandtes ikke på startdatoen. Ret typen eller datoen.",
    ),
    ("cooperations", {"cvrnummer": SMITH}, "cvr_mismatch", "Rækken er taget med: P-nummeret afgør det."),
]
WARNINGS = {"phone_dropped", "email_dropped", "cvr_mismatch"}
OTHER_TESTS = {"extra_cells", "duplicate_key", "voided_by_hand"}


@pytest.mark.parametrize(("kind", "cells", "code", "sentence"), ROWS, ids=[row[2] for row in ROWS])
def test_the_user_reads_what_is_wrong_and_what_to_do(
    importer: Importer, kind: str, cells: dict[str, str], code: str, sentence: str
) -> None:
    importer.register(WORKPLACE)
    base = WORKPLACE if kind == "register" else ARRANGEMENT
    path = importer.write(csv_of(base | cells))
    more = ["--source", "fagsystem"] if kind == "cooperations" else []
    found = importer.run(kind, path, *more)
    (problem,) = found["problems"]
    assert (problem["row"], problem["code"]) == (2, code)
    assert sentence in problem["message"]
    assert found["rejected"] == (code not in WARNINGS)
    shown = importer.cli("import", kind, str(path), *more).stdout
    assert "Række 2" in shown
    assert sentence in shown


def test_cells_beyond_the_header(importer: Importer) -> None:
    (problem,) = importer.run("register", importer.write(csv_of(WORKPLACE).rstrip() + ";;x\r\n"))["problems"]
    assert problem["code"] == "extra_cells"
    assert "Rækken har flere felter end overskriften." in problem["message"]


def test_the_same_key_twice_in_one_file(importer: Importer) -> None:
    (problem,) = importer.register(WORKPLACE, WORKPLACE)["problems"]
    assert (problem["row"], problem["code"]) == (3, "duplicate_key")
    assert "En tidligere række i filen har samme nøgle. Den er brugt; fjern en af dem." in problem["message"]


def test_voided_by_hand(importer: Importer, session: Session) -> None:
    importer.cooperations(ARRANGEMENT)
    with transaction(session) as on:
        void_cooperation(on, on.exec(select(Cooperation)).one(), "Forkert", user_id=None, now=utc_now())
    (problem,) = importer.cooperations(ARRANGEMENT)["problems"]
    assert (problem["code"], problem["severity"]) == ("voided_by_hand", "warning")
    assert problem["message"].startswith("løbenummer “S-1”: Samarbejdet er ")


def test_no_problem_code_is_without_its_test() -> None:
    assert {row[2] for row in ROWS} | OTHER_TESTS == {code.value for code in ProblemCode}


FILES: list[tuple[str, bytes | str, str]] = [
    ("empty_file", "", "Filen er tom. Intet er indlæst. Vælg en anden fil."),
    ("no_rows", "pnummer;cvrnummer;navn;kommunekode;startdato\r\n", "Filen har en overskrift, men ingen rækker."),
    ("wrong_file_kind", b"%PDF-1.7 x", "Filen er en PDF. Gem listen som .xlsx eller .csv. Intet er indlæst."),
    ("unreadable_encoding", csv_of(WORKPLACE).encode("utf-16"), "Filens tegn kan ikke læses. Intet er indlæst."),
    ("broken_quotes", csv_of(WORKPLACE) + 'x;"y\r\n', "Et anførselstegn ved række "),
    ("missing_column", "pnummer;navn;kommunekode;startdato\r\n1;2;3;4\r\n", "Kolonnen cvrnummer mangler."),
    ("missing_column", "navn\r\nx\r\n", "Disse kolonner mangler: pnummer, cvrnummer, kommunekode, startdato."),
    ("duplicate_column", "navn;Navn\r\nx;y\r\n", "Kolonnen navn står der to gange. Intet er indlæst."),
    (
        "cpr_in_header",
        csv_of(WORKPLACE | {"010190-1234": ""}),
        "Første række indeholder noget, der ligner et CPR-nummer.",
    ),
    ("too_many_columns", ";".join(f"k{i}" for i in range(20_000)), "Filen har mere end "),
    ("unreadable_file", b"PK\x03\x04" + b"x" * 100, "Filen er beskadiget og kan ikke læses. Intet er indlæst."),
]


@pytest.mark.parametrize(("code", "content", "sentence"), FILES, ids=[row[0] for row in FILES])
def test_a_whole_file_is_refused_in_words(importer: Importer, code: str, content: bytes | str, sentence: str) -> None:
    assert sentence in importer.refused("register", importer.write(content))


def test_a_cpr_number_in_the_files_name(importer: Importer) -> None:
    said = importer.refused("register", importer.write(csv_of(WORKPLACE), "liste 010190-1234.csv"))
    assert said == (
        "Filens navn indeholder noget, der ligner et CPR-nummer. Intet er indlæst eller gemt. Giv filen et andet navn."
    )


def test_a_file_that_is_not_there(importer: Importer) -> None:
    said = importer.refused("register", importer.folder / "findes-ikke.csv")
    assert said == "Der er ingen fil med det navn, eller den må ikke læses. Intet er indlæst."


def test_every_refusal_of_a_file_has_words() -> None:
    from crm.intake.labels import FAILURE, INTERRUPTED, refusal_sentence

    for code in (*(code.value for code in FileProblemCode), INTERRUPTED, FAILURE):
        assert refusal_sentence(code, ("1",)).endswith((".", "?"))


def test_rejected_rows_come_back_mended(importer: Importer) -> None:
    found = importer.register(WORKPLACE, WORKPLACE | {"pnummer": "1", "telefon": "+4598123456"})
    written = importer.folder / "mended.csv"
    text = Path(found["problem_file"]).read_text(encoding="utf-8-sig")
    assert "fejl" in text.splitlines()[0]
    assert "Et P-nummer har ti cifre." in text
    written.write_text(text.replace("\n1;", "\n1008897555;"), encoding="utf-8-sig")
    mended = importer.run("register", written)
    assert (mended["created"], mended["rejected"], mended["problem_file"]) == (1, 0, None)
    assert SHOP not in text
