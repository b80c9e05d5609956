"""What the tests of the public pages stand on: a form that was open for a minute, and files that companies send."""

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

from page_client import Page, PageClient
from sqlmodel import Session, select

from crm.employer_requests.models import EmployerRequest
from crm.service_desk.proof import opened_now
from crm.values.clock import utc_now

FORM = "/virksomhedsservice/henvendelse"
SEND, FIND = "Send henvendelsen", "Find virksomheden"
KNOWN = "1000000001"  # the P-number of the first company that a test makes
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"


def a_minute_ago() -> str:
    return opened_now(utc_now() - timedelta(minutes=1))


def docx(text: str = "Vi mangler to chauffører", **more: bytes) -> bytes:
    """A Word document with this text; `more` are further parts, / written as __."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document><w:p><w:t>{text}</w:t></w:p></w:document>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def send(page: Page, *, status: int = 200, **more: Any) -> Page:
    """Fill in the form as Per Toft does, and send it."""
    usual: dict[str, Any] = {
        "company_text": None,
        "subject": "To chauffører",
        "name": "Per Toft",
        "phone": "98445566",
        "consent": "y",
        "opened": a_minute_ago(),
    }
    form = page.form(SEND)
    offered = {found.get("name") for found in form.element.iter() if found.get("name")}
    choice = next(each for each in page.all("select[@name='category']/option") if each.get("value"))
    values = {name: value for name, value in usual.items() if name in offered} | {"category": choice.get("value")}
    return form.send(status=status, **(values | more))


def sent(client: PageClient, **more: Any) -> Page:
    """The receipt of a request of a company that nobody knows."""
    return send(client.get(FORM), **({"company_text": "Toft Transport"} | more))


def latest(on: Session) -> EmployerRequest:
    on.rollback()
    return list(on.exec(select(EmployerRequest).order_by(EmployerRequest.id)))[-1]  # type: ignore[arg-type]
