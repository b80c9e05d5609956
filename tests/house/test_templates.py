"""Every template compiles and keeps the strict policy."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

TEMPLATES = Path(__file__).parents[2] / "crm" / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on": r"\shx-on[:-]",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "an inline style sheet": r"<style\b",
    "unescaped output": r"\|\s*safe\b",
    "escaping switched off": r"autoescape\s+false",
}


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles_and_its_parts_exist(wired: Flask, name: str) -> None:
    wired.jinja_env.get_template(name)
    tree = wired.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8"))
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)):
        for constant in (node.template, *node.template.find_all(nodes.Const)):
            # A name put together from parts is looked at when it is drawn.
            if isinstance(constant, nodes.Const) and re.fullmatch(r".+/.+\.html", str(constant.value)):
                wired.jinja_env.get_template(constant.value)


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_the_strict_policy(name: str) -> None:
    text = re.sub(r"{#.*?#}", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []
