"""No field of written text stands outside the CPR guard, and no page reads written text past the forms."""

import ast
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFProtect
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    Form,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.csrf.core import CSRFTokenField

from crm.campaigns.forms.campaign import NumberListField
from crm.service_desk.forms.request import OpenedField
from crm.web.forms import BaseForm, Guarded, OnceField, PNumberField, SecretField

CRM = Path(__file__).parents[2] / "crm"
CHOSEN = (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
)  # one of the offered values, never shown otherwise
# The lines of a FieldList are forms that are looked at by themselves.
OTHERWISE_SAFE = (
    CSRFTokenField,
    OnceField,
    OpenedField,
    SecretField,
    PNumberField,
    FileField,
    MultipleFileField,
    FieldList,
)
# A list of numbers is looked up in the register: what it does not know is neither kept nor shown again.
LOOKED_UP = (NumberListField,)
# Modules that read what a browser sent without a form class, and what they read.
READERS = {
    "accounts/routes/own.py": "language and next: one of two words, and a local path",
    "contacts/routes/drafts.py": "a form that is still being written: kept without what looks like a CPR number",
    "web/once.py": "the one-time key, of a fixed shape",
}


def all_forms(base: type[Form] = BaseForm) -> list[type[Form]]:
    return [found for child in base.__subclasses__() for found in (child, *all_forms(child))]


def test_every_form_is_one_of_ours(app: Flask) -> None:
    assert isinstance(app.extensions["csrf"], CSRFProtect)
    strangers = [
        form for form in Form.__subclasses__() if form.__module__.startswith("crm.") and not issubclass(form, BaseForm)
    ]
    assert not strangers


def test_no_text_field_is_unguarded(app: Flask) -> None:
    forms = [form for form in all_forms() if form.__module__.startswith("crm.")]
    assert len(forms) >= 6
    bare = [
        f"{form.__name__}.{name}: {field.field_class.__name__}"
        for form in forms
        for name in dir(form)
        if hasattr(field := getattr(form, name), "field_class")
        and not issubclass(field.field_class, (Guarded, *CHOSEN, *OTHERWISE_SAFE, *LOOKED_UP))
    ]
    assert not bare


@pytest.mark.parametrize("path", sorted(CRM.rglob("*.py")), ids=lambda path: path.relative_to(CRM).as_posix())
def test_no_module_reads_a_form_past_the_form_classes(path: Path) -> None:
    name = path.relative_to(CRM).as_posix()
    read = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"form", "values", "json", "data", "get_json", "get_data", "stream"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "request"
    ]
    assert not read or name in READERS, f"crm/{name} reads the request itself in lines {read}"
