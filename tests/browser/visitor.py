"""A person at a browser, in the words of the tests."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "demo-aalborg-2026"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Only what is wrong is told, and told as text: the whole of axe's answer is larger than the page itself.
FIND = """async tags => {
  const {violations} = await axe.run(document, {runOnly: tags, resultTypes: ["violations"], preload: false});
  return violations.flatMap(({id, help, nodes}) => nodes.map(({html}) => `${id}: ${help} — ${html.slice(0, 160)}`));
}"""


@dataclass
class Visitor:
    """A person at a browser: the page, and what the console complained of."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.site + path)

    def signs_in(self, name: str = "anna") -> None:
        self.goes_to("/sign-in")
        self.page.get_by_label("E-mail").fill(f"{name}@jobcenter.example")
        self.page.get_by_label("Adgangskode").fill(PASSWORD)
        self.page.get_by_role("button", name="Log ind").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def presses(self, key: str) -> None:
        """Once the page listens: its scripts run after what can be read of it."""
        self.page.wait_for_load_state()
        self.page.keyboard.press(key)

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it stands."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(FIND, WCAG)
        return found
