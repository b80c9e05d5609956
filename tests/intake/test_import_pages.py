from pathlib import Path

import pytest
from flask import Flask
from intake_files import ARRANGEMENT, SHOP, WORKPLACE, Importer, count_all, counts, csv_of
from people import SignedIn
from sqlmodel import Session, select
from uploading import run_waiting, upload

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.intake.models import ImportBatch
from crm.values.roles import Role

TWO_GOOD_ONE_BAD = csv_of(
    WORKPLACE | {"ukendt": "x"}, WORKPLACE | {"pnummer": "1008897555"}, WORKPLACE | {"pnummer": "12"}
)


def uploads(folder: Path) -> list[Path]:
    return list((folder / "uploads").glob("*"))


def test_from_upload_to_result(app: Flask, signed_in: SignedIn, session: Session, tmp_path: Path) -> None:
    client = signed_in(Role.ADMIN)
    assert client.get("/imports").has("Der er endnu ikke indlæst noget")
    page = upload(client, TWO_GOOD_ONE_BAD)
    assert page.h1 == "Registerudtræk: register.csv"
    assert page.has("Kontrolleres", "Venter på sin tur")
    assert run_waiting(app) == {"checked": 1, "imported": 0, "refused": 0}
    page = client.get(page.url)
    assert page.has("2 nye · 0 ændrede · 0 uændrede · 1 afviste", "Nye arbejdssteder 2")
    assert page.has("Aktive arbejdssteder med ansatte i Aalborg: 0 før, 2 efter.", "sprunget over: ukendt")
    assert page.rows() == [["4", "pnummer", "12", "Et P-nummer har ti cifre. Ret det."]]
    assert count_all(session)["workplace"] == 0
    waiting = page.form("Kør indlæsningen").send()
    assert waiting.has("Venter på at blive kørt")
    assert run_waiting(app) == {"checked": 0, "imported": 1, "refused": 0}
    done = client.get(page.url)
    assert done.has("Indlæst", "Det er indlæst", "2 nye · 0 ændrede · 0 uændrede · 1 afviste")
    assert count_all(session)["workplace"] == 2
    assert uploads(tmp_path) == []
    csv = client.open(f"{page.url}/rejected.csv")
    assert csv.headers["Content-Disposition"] == 'attachment; filename="import-1-register.csv"'
    assert "Et P-nummer har ti cifre. Ret det." in csv.text
    assert client.get("/imports").rows()[0][3:] == ["Indlæst", "2", "0", "0", "1"]


def test_each_step_leaves_its_line_in_the_trail(app: Flask, signed_in: SignedIn, session: Session) -> None:
    client = signed_in(Role.ADMIN)
    page = upload(client, csv_of(WORKPLACE))
    run_waiting(app)
    client.get(page.url).form("Kør indlæsningen").send()
    run_waiting(app)
    lines = session.exec(select(AuditEntry).where(AuditEntry.object_type == "import_batch")).all()
    assert [line.verb for line in lines] == ["import.upload", "import.queue", "import.run"]
    assert lines[2].actor_label == "job import-queue"
    assert lines[2].details == {"kind": "register", "created": 1, "updated": 0, "unchanged": 0, "rejected": 0}


def test_cooperations_need_a_source_and_show_what_is_unplaced(
    app: Flask, signed_in: SignedIn, importer: Importer
) -> None:
    client = signed_in(Role.ADMIN)
    refused = upload(client, csv_of(ARRANGEMENT), "liste.csv", kind="cooperations", status=422)
    assert refused.has("Kilde: Skriv, hvilket fagsystem listen kommer fra.")
    page = upload(client, csv_of(ARRANGEMENT), "liste.csv", kind="cooperations", source="Fagsystem")
    run_waiting(app)
    page = client.get(page.url)
    assert page.has("kilde Fagsystem", "1 række har endnu intet arbejdssted og tæller først med, når den er placeret.")
    page.form("Kør indlæsningen").send()
    run_waiting(app)
    assert counts(importer.cooperations(ARRANGEMENT, source="fagsystem")) == (0, 0, 1, 0)
    assert "Fagsystem" in client.get("/imports/new").html


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "tom.csv", "Filen er tom. Intet er indlæst."),
        (b"%PDF-1.7", "liste.csv", "Filen er en PDF."),
        (b"navn\r\nx\r\n", "liste.csv", "Disse kolonner mangler: pnummer, cvrnummer, kommunekode, startdato."),
    ],
)
def test_a_file_is_refused_in_words_and_gone(
    app: Flask, signed_in: SignedIn, tmp_path: Path, content: bytes, name: str, sentence: str
) -> None:
    client = signed_in(Role.ADMIN)
    page = upload(client, content, name)
    assert run_waiting(app)["refused"] == 1
    assert client.get(page.url).has("Afvist", sentence)
    assert uploads(tmp_path) == []


def test_a_cpr_number_in_the_files_name_is_refused_at_once(
    signed_in: SignedIn, session: Session, tmp_path: Path
) -> None:
    page = upload(signed_in(Role.ADMIN), csv_of(WORKPLACE), "liste 010190-1234.csv", status=422)
    assert page.has("Filens navn indeholder noget, der ligner et CPR-nummer.")
    assert "010190" not in page.html
    assert uploads(tmp_path) == []
    assert session.exec(select(ImportBatch)).all() == []


def test_a_file_must_be_chosen(signed_in: SignedIn) -> None:
    page = signed_in(Role.ADMIN).get("/imports/new").form("Upload og kontrollér").send(status=422)
    assert page.has("Fil: Vælg en fil.", "Hvad indeholder filen?: Vælg en af dem.")


def test_the_same_form_twice_is_one_import(signed_in: SignedIn, session: Session, tmp_path: Path) -> None:
    client = signed_in(Role.ADMIN)
    form = client.get("/imports/new").form("Upload og kontrollér")
    from io import BytesIO

    pages = [
        form.send(kind="register", file=(BytesIO(csv_of(WORKPLACE).encode()), "register.csv")) for _twice in range(2)
    ]
    assert pages[0].url == pages[1].url
    assert len(session.exec(select(ImportBatch)).all()) == len(uploads(tmp_path)) == 1


@pytest.mark.parametrize("after_check", [False, True])
def test_cancelled_before_it_runs(app: Flask, signed_in: SignedIn, session: Session, *, after_check: bool) -> None:
    client = signed_in(Role.ADMIN)
    page = upload(client, csv_of(WORKPLACE))
    if after_check:
        run_waiting(app)
    page = client.get(page.url).form("Annullér indlæsningen").send()
    assert page.has("Annulleret. Intet er indlæst.")
    assert run_waiting(app) == {"checked": 0, "imported": 0, "refused": 0}
    assert count_all(session)["workplace"] == 0
    assert client.post(f"{page.url}/run").has("Indlæsningen venter ikke længere på at blive kørt.")


def test_run_twice_runs_once(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(Role.ADMIN)
    page = upload(client, csv_of(WORKPLACE))
    run_waiting(app)
    client.post(f"{page.url}/run")
    assert client.post(f"{page.url}/run").has("Indlæsningen venter ikke længere på at blive kørt.")
    run_waiting(app)
    assert client.post(f"{page.url}/cancel").has("Indlæsningen kan ikke længere annulleres")


def test_the_part_asks_again_only_while_it_is_under_way(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(Role.ADMIN)
    page = upload(client, csv_of(WORKPLACE))
    part = client.part(page.url)
    assert part.one("div[@id='import']").get("hx-trigger") == "every 2s"
    run_waiting(app)
    part = client.part(page.url)
    assert part.one("div[@id='import']").get("hx-trigger") is None
    assert part.has("1 nye")


def test_problems_are_grouped_and_can_be_filtered(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(Role.ADMIN)
    rows = [WORKPLACE | {"pnummer": str(1017571000 + n), "telefon": "12"} for n in range(60)]
    page = upload(client, csv_of(*rows, WORKPLACE | {"pnummer": "1", "kommunekode": "1"}))
    run_waiting(app)
    page = client.get(page.url)
    assert page.has("60 rækker · Det er ikke et telefonnummer.", "1–50 af 62")
    only = page.click("60 rækker")
    assert (len(only.rows()), only.has("1–50 af 60")) == (50, True)
    assert client.get(f"{page.url}?code=nonsense").has("1–50 af 62")


def test_only_administrators(signed_in: SignedIn) -> None:
    for role in (Role.CONSULTANT, Role.SERVICE_DESK, Role.MANAGER):
        for url in ("/imports", "/imports/new", "/imports/1", "/imports/1/rejected.csv"):
            assert signed_in(role).open(url).status_code == 403


def test_no_such_import(signed_in: SignedIn) -> None:
    signed_in(Role.ADMIN).get("/imports/99", status=404)
    signed_in(Role.ADMIN).post("/imports/99/run", status=404)


def test_an_import_by_command_is_in_the_list_too(signed_in: SignedIn, importer: Importer, session: Session) -> None:
    importer.register(WORKPLACE)
    client = signed_in(Role.ADMIN)
    assert "kommandolinje" in client.get("/imports").rows()[0][2]
    assert session.exec(select(User)).one().role is Role.ADMIN
    assert client.get("/imports/1").has("1 nye", "I filen: pnummer")
    assert SHOP not in client.get("/imports").text
