"""QualWeb's ACT rules and WCAG techniques, asked of the page that a browser shows."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

PACKAGES = Path(__file__).parent.parent.parent / "node_modules" / "@qualweb"
SCRIPTS = (
    "qw-page/dist/qw-page.bundle.js",
    "util/dist/__webpack/util.bundle.js",
    "act-rules/dist/__webpack/act.bundle.js",
    "wcag-techniques/dist/__webpack/wcag.bundle.js",
)
ZOOMED = {"width": 640, "height": 512}  # where QualWeb looks for text that is cut off

RUN = """() => {
  const [english, page] = [{translate: "en", fallback: "en"}, {sourceHtml: document.documentElement.outerHTML}];
  window.asked = [new ACTRulesRunner({}, english), new WCAGTechniquesRunner({}, english)];
  for (const each of asked) each.configure({}).test(page);
}"""
# What is asked at the highest level only (AAA) is more than the law asks.
FAILED = """() => {
  asked[0].testSpecial();
  const levels = rule => rule.metadata["success-criteria"].map(each => each.level);
  const law = rule => !levels(rule).length || levels(rule).some(each => each !== "AAA");
  const told = (rule, {description, elements}) =>
    `${rule.code}: ${rule.name} — ${description} ${elements.map(each => each.htmlCode.slice(0, 160))}`;
  return asked.flatMap(each => Object.values(each.getReport().assertions)).filter(law).flatMap(rule =>
    rule.results.filter(each => each.verdict === "failed").map(each => told(rule, each)));
}"""


@cache
def source() -> str:
    return ";\n".join((PACKAGES / name).read_text(encoding="utf-8") for name in SCRIPTS)


def failures(page: Page) -> list[str]:
    """What fails on the page as it stands, and then zoomed in, as it stays; warnings are left to people."""
    if not page.evaluate("'ACTRulesRunner' in window"):
        page.evaluate(source())
    page.evaluate(RUN)
    page.set_viewport_size(ZOOMED)
    found: list[str] = page.evaluate(FAILED)
    return found
