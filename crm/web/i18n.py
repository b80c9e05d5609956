"""Danish and English. Source texts are English; Danish lies in one small catalogue per feature.

`translations/da/*.po` are merged and compiled into one `messages.mo` when they are newer than it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask import session as cookie
from flask_babel import Babel, force_locale, get_locale, get_translations

LANGUAGES = ("da", "en")
TRANSLATIONS = Path(__file__).parent.parent / "translations"


def init_app(app: Flask) -> None:
    compile_catalogues()
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # the language of the source texts
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Copenhagen"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language, default_locale="en", default_timezone="Europe/Copenhagen")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_gettext, ngettext=_ngettext, newstyle=True
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """The language in force and its texts."""

    language: str
    translations: NullTranslations


SOURCE_TEXTS = Texts("en", NullTranslations())


def texts() -> Texts:
    """Found once per request: a list has a thousand texts and dates, and Flask-Babel looks it up anew for each."""
    if not has_app_context():
        return SOURCE_TEXTS
    held: Texts | None = g.get("texts")
    if held is None:
        held = g.texts = Texts(str(get_locale() or "en"), get_translations())
    return held


@contextmanager
def in_language(wanted: str) -> Iterator[None]:
    """Write in another language than the reader's own, such as a mail to somebody else."""
    before = g.pop("texts", None)
    try:
        with force_locale(wanted):
            yield
    finally:
        g.texts = before


def _gettext(text: str) -> str:
    return texts().translations.gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return texts().translations.ngettext(one, many, number)


def language() -> str:
    """The reader's language: chosen here, else kept with the account, else the installation's."""
    settings_language: str = current_app.extensions["crm_settings"].language
    if not has_request_context():
        return settings_language
    actor = g.get("actor")
    for wanted in (cookie.get("language"), actor and actor.language, request.args.get("lang")):
        if wanted in LANGUAGES:
            return str(wanted)
    return settings_language


def merged_catalogue() -> Catalog:
    """All Danish texts of all features."""
    merged = Catalog(locale="da")
    for path in sorted((TRANSLATIONS / "da").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="da", abort_invalid=True):
                if message.id:
                    merged[message.id] = message
    return merged


def compile_catalogues() -> Path:
    """Write messages.mo if a catalogue is newer; atomically, for several processes may start at once."""
    target = TRANSLATIONS / "da" / "LC_MESSAGES" / "messages.mo"
    sources = list((TRANSLATIONS / "da").glob("*.po"))
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    if target.exists() and target.stat().st_mtime >= newest:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as file:
        write_mo(file, merged_catalogue())
    Path(name).replace(target)
    return target
