from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlmodel import Session, col, select

from crm.accounts.models import Unit
from crm.app import create_app
from crm.audit.models import AuditEntry
from crm.cooperation.models import CooperationType
from crm.register.models import JobCentre, Municipality, ServedMunicipality
from crm.settings import Settings

Cli = Callable[..., Result]
INIT = ("init", "--jobcenter", "851", "--name", "Jobcenter Aalborg")


def served(on: Session) -> dict[str, list[str]]:
    """Municipalities by the name of the job centre."""
    on.rollback()
    rows = on.exec(
        select(JobCentre.name, ServedMunicipality.municipality_code)
        .join(ServedMunicipality, col(ServedMunicipality.job_centre_id) == JobCentre.id)
        .order_by(ServedMunicipality.municipality_code)
    )
    found: dict[str, list[str]] = {}
    for name, code in rows:
        found.setdefault(name, []).append(code)
    return found


def test_what_an_installation_starts_with(session: Session) -> None:
    assert len(session.exec(select(Municipality)).all()) == 98
    assert session.get_one(Municipality, "0851").name == "Aalborg"
    assert len(session.exec(select(CooperationType)).all()) == 10
    assert len(session.exec(select(Unit)).all()) == 9
    assert served(session) == {"Jobcenter Aalborg": ["0851"]}


def test_repeated_it_changes_nothing(cli: Cli, session: Session) -> None:
    lines = len(session.exec(select(AuditEntry)).all())
    assert cli(*INIT, "--municipality", "851").stdout == "Jobcenter Aalborg (0851) betjener 0851.\n"
    assert len(session.exec(select(AuditEntry)).all()) == lines
    assert len(session.exec(select(Municipality)).all()) == 98


def test_name_and_municipalities_can_be_corrected(cli: Cli, session: Session) -> None:
    cli("init", "--jobcenter", "0851", "--name", "Jobcenter  Nord", "--municipality", "0851", "--municipality", "0849")
    assert served(session) == {"Jobcenter Nord": ["0849", "0851"]}
    cli("init", "--jobcenter", "0851", "--name", "Jobcenter Nord", "--municipality", "0851")
    assert served(session) == {"Jobcenter Nord": ["0851"]}


def test_what_an_administrator_changed_stays(cli: Cli, session: Session) -> None:
    session.info["writing"] = True
    session.get_one(CooperationType, "mentor").name_da = "mentorordning"
    session.commit()
    cli(*INIT, "--municipality", "0851")
    session.expire_all()
    assert session.get_one(CooperationType, "mentor").name_da == "mentorordning"


def test_another_job_centre(cli: Cli, session: Session) -> None:
    esbjerg = ("jobcenter", "add", "561", "--name", "Jobcenter Esbjerg", "--municipality", "0561")
    for _twice in range(2):
        cli(*esbjerg, "--municipality", "563")
    assert served(session) == {"Jobcenter Aalborg": ["0851"], "Jobcenter Esbjerg": ["0561", "0563"]}
    assert [row.verb for row in session.exec(select(AuditEntry))][-1] == "job_centre.add"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("jobcenter", "add", "0561", "--name", "Jobcenter Esbjerg", "--municipality", "0851"),
            (
                "Aalborg (0851) betjenes allerede af Jobcenter Aalborg (0851). Intet er ændret. "
                "Fjern den først fra det jobcenter."
            ),
        ),
        ((*INIT, "--municipality", "0999"), "Ingen kommune har koden 0999. Intet er ændret."),
        (
            (*INIT, "--municipality", "aalborg"),
            "“aalborg” er ikke en kode. En kode har tre eller fire cifre, f.eks. 0851.",
        ),
        (
            ("init", "--jobcenter", "0561", "--name", "Jobcenter Esbjerg", "--municipality", "0561"),
            (
                "Denne installation tilhører jobcenter 0851 (Jobcenter Aalborg), og dens tal bygger på det. "
                "Intet er ændret. Et andet jobcenter tilføjes med: crm jobcenter add 0561"
            ),
        ),
        (
            ("init", "--jobcenter", "0851", "--name", " ", "--municipality", "0851"),
            "Et jobcenters navn har mellem 1 og 120 tegn.",
        ),
    ],
)
def test_it_is_refused_in_words(cli: Cli, session: Session, arguments: tuple[str, ...], sentence: str) -> None:
    result = cli(*arguments, fails=True)
    assert (result.exit_code, str(result.exception)) == (1, sentence)
    assert served(session) == {"Jobcenter Aalborg": ["0851"]}


@pytest.fixture
def unprepared(empty_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(empty_database_url, tmp_path_factory.mktemp("instance"), "x" * 32))


def test_an_unmigrated_database(unprepared: Flask) -> None:
    result = unprepared.test_cli_runner().invoke(args=[*INIT, "--municipality", "0851"])
    assert result.exit_code == 1
    assert str(result.exception) == "Databasen passer ikke til denne udgave af programmet. Kør: crm db upgrade"
    unprepared.extensions["crm_engine"].dispose()
