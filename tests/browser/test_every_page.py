"""Every kind of page, found by following the links as a reader could: axe finds nothing, the console is silent."""

import re
from urllib.parse import urlsplit

import pytest
from visitor import Visitor

STARTS = ["/", "/companies?q=findesikke", "/rate?by=size", "/no-such-page"]
MANY_ENOUGH = 25  # kinds of page: fewer means that the crawl has lost its way


def kind(path: str) -> str:
    """Pages that differ only in the number of the thing are of one kind."""
    return re.sub(r"[0-9a-f]{32}|\d+", "1", path)


def links(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.eval_on_selector_all(
        "a[href]", "all => all.filter(a => !a.download).map(a => a.href)"
    )
    here = [urlsplit(url) for url in found if url.startswith(visitor.site)]
    return [each.path for each in here if not each.path.endswith((".csv", ".xlsx"))]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_on_any_page(visitor: Visitor, width: int, scheme: str) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visitor.goes_to("/sign-in")
    found = {"/sign-in": visitor.violations()}
    visitor.signs_in("admin")
    waiting, seen = list(STARTS), {kind("/sign-in")}
    while waiting:
        path = waiting.pop(0)
        visitor.goes_to(path)
        found[path] = visitor.violations()
        for link in links(visitor):
            if kind(link) not in seen:
                seen.add(kind(link))
                waiting.append(link)
    visitor.complaints[:] = [each for each in visitor.complaints if "404" not in each]
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert len(found) >= MANY_ENOUGH, sorted(found)
