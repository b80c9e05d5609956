"""Every kind of page, found by following the links as a reader could: axe finds nothing, the console is silent."""

import re
from urllib.parse import urlsplit

from visitor import Visitor

STARTS = ["/", "/companies?q=findesikke", "/rate?by=size", "/no-such-page"]
PLANNING = {f"/plans{page}" for page in ("", "/new", "/1", "/1/print")} | {
    f"/programme{page}" for page in ("", "/new", "/proposals", "/lines/1", "/lines/1/edit")
}
SPILT = """() => [...document.querySelectorAll(".tag")].filter(mark => {
  let box = mark.parentElement;
  while (getComputedStyle(box).display === "inline") box = box.parentElement;
  const [inner, outer] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
  return inner.width && (inner.right > outer.right + 2 || mark.scrollHeight > mark.clientHeight + 2);
}).map(mark => mark.textContent.trim())"""
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


def looked_at(visitor: Visitor) -> list[str]:
    """What axe finds at a desk in daylight, and on a phone in the dark; and marks that lie over what is beside them."""
    found: list[str] = []
    for width, scheme in ((1280, "light"), (360, "dark")):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        # Colours that glide from light to dark would be measured half way.
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += [f"{width} {scheme} {each}" for each in visitor.violations()]
        found += [f"{width} “{mark}” lies over its neighbour" for mark in visitor.page.evaluate(SPILT)]
    return found


def test_axe_finds_nothing_on_any_page(visitor: Visitor) -> None:
    visitor.goes_to("/sign-in")
    found = {"/sign-in": looked_at(visitor)}
    visitor.signs_in("admin")
    waiting, seen = list(STARTS), {kind("/sign-in")}
    while waiting:
        path = waiting.pop(0)
        visitor.goes_to(path)
        found[path] = looked_at(visitor)
        for link in links(visitor):
            if kind(link) not in seen:
                seen.add(kind(link))
                waiting.append(link)
    visitor.complaints[:] = [each for each in visitor.complaints if "404" not in each]
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert len(found) >= MANY_ENOUGH, sorted(found)
    assert seen >= PLANNING, sorted(seen)
