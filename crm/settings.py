"""All settings, read once from the environment; the product refuses to start on a bad one."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, cast
from urllib.parse import urlsplit

CookieSecurity = Literal["auto", "on", "off"]
MailSecurity = Literal["starttls", "tls", "off"]


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it."""


@dataclass(frozen=True, slots=True)
class MailboxAccess:
    """How to read one mailbox by IMAP; without a host there is none."""

    host: str
    port: int
    security: MailSecurity
    user: str
    password: str
    folder: str
    done_folder: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Every value a running installation can be given (`CRM_…`, or a file named by `CRM_…_FILE`)."""

    database_url: str
    instance_dir: Path
    secret_key: str
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    proxy_hops: int = 0
    secure_cookies: CookieSecurity = "auto"
    upload_limit_mb: int = 40
    language: str = "da"
    goal_percent: int = 40
    backup_keep: int = 14
    planner_seconds: int = 5
    log_level: str = "INFO"
    smtp_host: str = ""  # empty: mail stays queued
    smtp_port: int = 587
    smtp_security: MailSecurity = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = ""
    public_url: str = ""  # where people find the installation, for links in mail that a job writes
    imap_host: str = ""  # empty: no mailbox is read
    imap_port: int = 993
    imap_security: MailSecurity = "tls"
    imap_user: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"
    imap_done_folder: str = ""  # empty: what was read is only marked as seen
    requests_address: str = ""  # where companies write to, and answer to; empty: mail_from
    requests_imap_host: str = ""  # empty: requests by mail are not read
    requests_imap_port: int = 993
    requests_imap_security: MailSecurity = "tls"
    requests_imap_user: str = ""
    requests_imap_password: str = ""
    requests_imap_folder: str = "INBOX"
    requests_imap_done_folder: str = ""
    attachment_months: int = 6  # kept so long after a request was closed
    status_link_months: int = 12
    testing: bool = False

    @property
    def backup_dir(self) -> Path:
        return self.instance_dir / "backups"

    @property
    def upload_dir(self) -> Path:
        return self.instance_dir / "uploads"

    @property
    def attachment_dir(self) -> Path:
        return self.instance_dir / "attachments"

    @property
    def problem_dir(self) -> Path:
        return self.instance_dir / "problems"

    @property
    def replies_mailbox(self) -> MailboxAccess:
        """Where people's calendar programs answer to."""
        return MailboxAccess(
            self.imap_host,
            self.imap_port,
            self.imap_security,
            self.imap_user,
            self.imap_password,
            self.imap_folder,
            self.imap_done_folder,
        )

    @property
    def requests_mailbox(self) -> MailboxAccess:
        """Where companies write to Virksomhedsservice."""
        return MailboxAccess(
            self.requests_imap_host,
            self.requests_imap_port,
            self.requests_imap_security,
            self.requests_imap_user,
            self.requests_imap_password,
            self.requests_imap_folder,
            self.requests_imap_done_folder,
        )

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings; raises SettingsError with the name of the one that is wrong."""
        instance_dir = Path(_text("INSTANCE_DIR", "instance")).absolute()
        instance_dir.mkdir(parents=True, exist_ok=True)
        return cls(
            database_url=_database_url(_text("DATABASE_URL", f"sqlite:///{instance_dir / 'crm.db'}")),
            instance_dir=instance_dir,
            secret_key=_text("SECRET_KEY", "") or _kept_secret(instance_dir / "secret_key"),
            trusted_hosts=tuple(h.strip() for h in _text("TRUSTED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")),
            proxy_hops=_number("PROXY_HOPS", 0, 0, 5),
            secure_cookies=_choice("SECURE_COOKIES", "auto", ("auto", "on", "off")),
            upload_limit_mb=_number("UPLOAD_LIMIT_MB", 40, 1, 1000),
            language=_choice_text("LANGUAGE", "da", ("da", "en")),
            goal_percent=_number("GOAL_PERCENT", 40, 1, 100),
            backup_keep=_number("BACKUP_KEEP", 14, 1, 1000),
            planner_seconds=_number("PLANNER_SECONDS", 5, 1, 8),
            log_level=_choice_text("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
            smtp_host=_text("SMTP_HOST", ""),
            smtp_port=_number("SMTP_PORT", 587, 1, 65535),
            smtp_security=cast("MailSecurity", _choice_text("SMTP_SECURITY", "starttls", ("starttls", "tls", "off"))),
            smtp_user=_text("SMTP_USER", ""),
            smtp_password=_text("SMTP_PASSWORD", ""),
            mail_from=_mail_from(_text("SMTP_HOST", "")),
            public_url=_public_url(_text("PUBLIC_URL", "")),
            imap_host=_text("IMAP_HOST", ""),
            imap_port=_number("IMAP_PORT", 993, 1, 65535),
            imap_security=cast("MailSecurity", _choice_text("IMAP_SECURITY", "tls", ("starttls", "tls", "off"))),
            imap_user=_text("IMAP_USER", ""),
            imap_password=_text("IMAP_PASSWORD", ""),
            imap_folder=_text("IMAP_FOLDER", "INBOX"),
            imap_done_folder=_text("IMAP_DONE_FOLDER", ""),
            requests_address=_address("REQUESTS_ADDRESS"),
            requests_imap_host=_text("REQUESTS_IMAP_HOST", ""),
            requests_imap_port=_number("REQUESTS_IMAP_PORT", 993, 1, 65535),
            requests_imap_security=cast(
                "MailSecurity", _choice_text("REQUESTS_IMAP_SECURITY", "tls", ("starttls", "tls", "off"))
            ),
            requests_imap_user=_text("REQUESTS_IMAP_USER", ""),
            requests_imap_password=_text("REQUESTS_IMAP_PASSWORD", ""),
            requests_imap_folder=_text("REQUESTS_IMAP_FOLDER", "INBOX"),
            requests_imap_done_folder=_text("REQUESTS_IMAP_DONE_FOLDER", ""),
            attachment_months=_number("ATTACHMENT_MONTHS", 6, 1, 120),
            status_link_months=_number("STATUS_LINK_MONTHS", 12, 1, 120),
        )


def _text(name: str, default: str) -> str:
    """CRM_NAME, or the content of the file CRM_NAME_FILE names (for secrets), or the default."""
    path = os.environ.get(f"CRM_{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"CRM_{name}_FILE: {error.strerror}") from error
    return os.environ.get(f"CRM_{name}", default)


def _number(name: str, default: int, low: int, high: int) -> int:
    text = _text(name, str(default))
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"CRM_{name} must be a whole number from {low} to {high}")
    return int(text)


def _choice_text(name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = _text(name, default)
    if text not in allowed:
        raise SettingsError(f"CRM_{name} must be one of {', '.join(allowed)}")
    return text


def _choice(name: str, default: CookieSecurity, allowed: tuple[str, ...]) -> CookieSecurity:
    return cast("CookieSecurity", _choice_text(name, default, allowed))


def _mail_from(smtp_host: str) -> str:
    """The sender's address: needed as soon as mail can be sent."""
    address = _text("MAIL_FROM", "")
    if smtp_host and "@" not in address:
        raise SettingsError("CRM_MAIL_FROM must be the e-mail address that mail is sent from")
    return address


def _address(name: str) -> str:
    address = _text(name, "")
    if address and "@" not in address:
        raise SettingsError(f"CRM_{name} must be an e-mail address")
    return address


def _public_url(text: str) -> str:
    """An address of the web that ends in no slash."""
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment):
        raise SettingsError("CRM_PUBLIC_URL must be an address such as https://crm.example.dk")
    return text.rstrip("/")


def _database_url(text: str) -> str:
    """Only the two databases we test on; PostgreSQL always through psycopg 3."""
    scheme, _, rest = text.partition("://")
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg://{rest}"
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        raise SettingsError(
            f"CRM_DATABASE_URL must start with sqlite:// or postgresql:// (not {urlsplit(text).scheme})"
        )
    return text


def _kept_secret(path: Path) -> str:
    """A key made once and kept beside the database, readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key := secrets.token_hex(32))
    return key
