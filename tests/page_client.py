"""A strict reader of pages: every page it fetches is checked before the test sees it.

    page = signed_in(Role.ADMIN).get("/admin/users")
    page = page.click("New user")                        # follow a link by its text
    page = page.form("Add user").send(name="Bo", email="bo@example.dk")   # the button's text; follows the 303
    assert page.has("The account is made.") and page.h1 == "Bo"
    part = client.part("/companies?q=x")                 # as htmx asks: a fragment

Requests run outside the test's own application context, as real ones do.
"""

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import html5lib
from flask import Flask
from html5lib.constants import E as PARSE_ERRORS
from werkzeug.test import TestResponse

LABELLED = {"input", "select", "textarea"}
NO_LABEL_NEEDED = {"hidden", "submit", "button", "reset", "image"}
# html5lib is older than these; what it says about them is no error of the page.
UNJUST: frozenset[str] = frozenset()


MakeApp = Callable[..., Flask]
"""The type of the fixture `make_app`."""


class PageClient:
    """A browser without JavaScript: keeps cookies, follows redirects after a POST, checks every page."""

    def __init__(self, app: Flask, user_id: int | None = None) -> None:
        self.app = app
        self.user_id = user_id
        self.browser = app.test_client()

    def open(self, url: str, **options: Any) -> TestResponse:
        """The bare answer, unchecked and not followed."""
        return Context().run(self.browser.open, url, buffered=True, **options)

    def get(self, url: str, *, status: int = 200) -> "Page":
        """A whole page; redirects are followed."""
        return self._follow(self.open(url), url, status)

    def part(self, url: str, *, status: int = 200, **options: Any) -> "Page":
        """A fragment, asked for as htmx does."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", **options.pop("headers", {})}
        return Page(self, url, _expect(self.open(url, headers=headers, **options), url, status), whole=False)

    def post(self, url: str, data: dict[str, Any] | None = None, *, status: int = 200) -> "Page":
        """Send data with the session's CSRF token; redirects are followed."""
        sent = {"csrf_token": self.csrf_token(), **(data or {})}
        return self._follow(self.open(url, method="POST", data=sent), url, status)

    def csrf_token(self) -> str:
        return self.open("/no-such-page").text.partition('name="csrf-token" content="')[2].partition('"')[0]

    def _follow(self, response: TestResponse, url: str, status: int) -> "Page":
        for _hop in range(5):
            if response.status_code not in {301, 302, 303, 307, 308}:
                break
            url = urljoin(url, response.headers["Location"])
            assert urlsplit(url).netloc in {"", "localhost"}, f"left the site: {url}"
            response = self.open(url)
        return Page(self, url, _expect(response, url, status))


def _expect(response: TestResponse, url: str, status: int) -> TestResponse:
    assert response.status_code == status, f"{url}: {response.status_code}, not {status}\n{response.text[-2000:]}"
    return response


class Page:
    """A page, or a fragment of one, checked and ready to be asked."""

    def __init__(self, client: PageClient, url: str, response: TestResponse, *, whole: bool = True) -> None:
        self.client, self.url, self.response = client, url, response
        self.status, self.html = response.status_code, response.text
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        parse = parser.parse if whole else parser.parseFragment
        self.root: ET.Element = parse(self.html)
        errors = [(where, PARSE_ERRORS[code] % values) for where, code, values in parser.errors if code not in UNJUST]
        assert not errors, f"{url} is not valid HTML: {errors[:5]}\n{_around(self.html, errors[0][0][0])}"
        check_content(self.root, url)
        if whole:
            check_frame(self.root, url)

    @property
    def text(self) -> str:
        """What can be read on it, in one line."""
        return " ".join(" ".join(self.root.itertext()).split())

    @property
    def h1(self) -> str:
        return text_of(self.one("h1"))

    @property
    def title(self) -> str:
        return text_of(self.one("title"))

    def has(self, *texts: str) -> bool:
        return all(text in self.text for text in texts)

    def all(self, path: str) -> list[ET.Element]:
        """Elements by ElementTree path below the root: `all("table/tbody/tr")`."""
        return self.root.findall(f".//{path}")

    def one(self, path: str) -> ET.Element:
        found = self.all(path)
        assert len(found) == 1, f"{len(found)} × {path} on {self.url}"
        return found[0]

    def rows(self, number: int = 0) -> list[list[str]]:
        """The texts of a table's body."""
        table = self.all("table")[number]
        return [[text_of(cell) for cell in row if cell.tag in {"td", "th"}] for row in table.findall("./tbody/tr")]

    def links(self) -> dict[str, str]:
        """Address by text."""
        return {text_of(link): link.get("href", "") for link in self.all("a[@href]")}

    def click(self, text: str, *, status: int = 200) -> "Page":
        """Follow the link with this text."""
        links = self.links()
        assert text in links, f"no link {text!r} on {self.url}; there are {sorted(links)}"
        return self.client.get(urljoin(self.url, links[text]), status=status)

    def form(self, button: str) -> "PageForm":
        """The form that has a button with this text."""
        for element in self.all("form"):
            for found in element.iter("button"):
                if text_of(found) == button:
                    return PageForm(self, element, found)
        names = [text_of(found) for found in self.all("form//button")]
        raise AssertionError(f"no form with the button {button!r} on {self.url}; there are {names}")


@dataclass
class PageForm:
    """A form as the page fills it."""

    page: Page
    element: ET.Element
    button: ET.Element
    fields: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.fields = dict(_filled(self.element))

    def send(self, *, status: int = 200, **values: Any) -> Page:
        """Press the button, with these fields filled in otherwise (None: left out, as an unticked box is)."""
        unknown = values.keys() - {found.get("name") for found in self.element.iter() if found.get("name")}
        assert not unknown, f"the form on {self.page.url} has no field {sorted(unknown)}"
        data = {**self.fields, **values}
        if self.button.get("name"):
            data[str(self.button.get("name"))] = self.button.get("value", "")
        data = {name: value for name, value in data.items() if value is not None}
        url = urljoin(self.page.url, self.button.get("formaction") or self.element.get("action", ""))
        client = self.page.client
        if self.element.get("method", "get").lower() == "get":
            return client._follow(client.open(url, query_string=data), url, status)
        return client._follow(client.open(url, method="POST", data=data), url, status)


def _filled(form: ET.Element) -> Iterator[tuple[str, Any]]:
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        if element.tag == "textarea":
            yield name, "".join(element.itertext()).removeprefix("\n")
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            yield from ((name, option.get("value", text_of(option))) for option in chosen)
        elif element.tag == "input" and element.get("type") in {"checkbox", "radio"}:
            if "checked" in element.attrib:
                yield name, element.get("value", "on")
        elif element.tag == "input" and element.get("type") not in {"submit", "button", "file", "image", "reset"}:
            yield name, element.get("value", "")


def text_of(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def check_frame(root: ET.Element, url: str) -> None:
    """What a whole page must have."""
    assert root.get("lang") in {"da", "en"}, f"{url}: no language"
    assert len(root.findall(".//h1")) == 1, f"{url}: not one h1"
    assert text_of(root.findall(".//h1")[0]), f"{url}: an empty h1"
    title = root.find("./head/title")
    assert title is not None, f"{url}: no title"
    assert text_of(title).strip(" –"), f"{url}: no title"
    assert len(root.findall(".//main")) == 1, f"{url}: not one main"


def check_content(root: ET.Element, url: str) -> None:
    """What holds for a page and for any part of one."""
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"{url}: ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    labels = {label.get("for") for label in root.iter("label")}
    wrapped = {id(inner) for label in root.iter("label") for inner in label.iter()}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        _check_strictness(element, url)
        if element.tag in LABELLED and element.get("type") not in NO_LABEL_NEEDED:
            named = element.get("aria-label") or element.get("aria-labelledby") or id(element) in wrapped
            assert named or element.get("id") in labels, f"{url}: no label: {ET.tostring(element)[:200]!r}"
        if element.tag in {"a", "button"}:
            assert _has_name(element), f"{url}: nothing to read in {ET.tostring(element)[:200]!r}"
        if element.tag == "img":
            assert "alt" in element.attrib, f"{url}: a picture without words"
        if element.tag == "form" and element.get("method", "get").lower() == "post":
            names = {inner.get("name") for inner in element.iter("input")}
            assert element.get("action"), f"{url}: a form without an address"
            assert "csrf_token" in names, f"{url}: a form without its token: {element.get('action')}"


def _check_strictness(element: ET.Element, url: str) -> None:
    assert "style" not in element.attrib, f"{url}: an inline style on <{element.tag}>"
    assert element.tag != "style", f"{url}: an inline style sheet"
    handlers = [name for name in element.attrib if name.startswith(("on", "hx-on"))]
    assert not handlers, f"{url}: inline handlers {handlers}"
    data = element.get("type") in {"application/json", "application/ld+json"}
    assert element.tag != "script" or element.get("src") or data, f"{url}: an inline script"
    address = element.get("href", "").strip().lower()
    assert not address.startswith("javascript:"), f"{url}: a link that is a script"


def _has_name(element: ET.Element) -> bool:
    pictures = (inner.get("alt") or inner.get("aria-label") for inner in element.iter())
    return bool(text_of(element) or element.get("aria-label") or any(pictures))


def _around(html: str, line: int) -> str:
    lines = html.splitlines()
    return "\n".join(lines[max(0, line - 3) : line + 2])
