"""Settings: read from the environment, or from files for secrets; a bad one stops the start by name."""

import stat
from pathlib import Path

import pytest

from crm.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def _own_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_INSTANCE_DIR", str(tmp_path / "instance"))


def test_defaults_need_no_environment(tmp_path: Path) -> None:
    settings = Settings.from_environment()
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/crm.db"
    assert (settings.language, settings.goal_percent) == ("da", 40)


def test_the_secret_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    first, second = Settings.from_environment(), Settings.from_environment()
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600


def test_a_secret_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("CRM_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert Settings.from_environment().secret_key == "from a file"


def test_postgresql_goes_through_psycopg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", "postgresql://crm@db/crm")
    assert Settings.from_environment().database_url == "postgresql+psycopg://crm@db/crm"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CRM_DATABASE_URL", "mysql://x"),
        ("CRM_GOAL_PERCENT", "0"),
        ("CRM_GOAL_PERCENT", "forty"),
        ("CRM_LANGUAGE", "de"),
        ("CRM_SECURE_COOKIES", "maybe"),
        ("CRM_SECRET_KEY_FILE", "/nowhere/at/all"),
        ("CRM_PUBLIC_URL", "crm.example.dk"),
        ("CRM_IMAP_SECURITY", "perhaps"),
        ("CRM_IMAP_PORT", "0"),
        ("CRM_REQUESTS_ADDRESS", "virksomhedsservice"),
        ("CRM_ATTACHMENT_MONTHS", "0"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment()


def test_the_public_address_ends_in_no_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PUBLIC_URL", "https://crm.example.dk/kontakt/")
    assert Settings.from_environment().public_url == "https://crm.example.dk/kontakt"
