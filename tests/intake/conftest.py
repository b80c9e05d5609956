from pathlib import Path

import pytest
from intake_files import Cli, Importer
from people import ANNA, account_of
from sqlmodel import Session


@pytest.fixture
def importer(cli: Cli, tmp_path: Path) -> Importer:
    return Importer(cli, tmp_path)


@pytest.fixture
def user_id(session: Session) -> int:
    return account_of(session, ANNA).id or 0
