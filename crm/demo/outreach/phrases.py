"""What people wrote: the Danish words of the made-up contacts. Nothing in them is of a citizen or a real company."""

import json
from importlib.resources import files
from typing import Any

Script = list[tuple[str, list[tuple[str, str, list[str]]]]]
"""What is said, step by step, each with its questions: text, kind, choices."""

_read: dict[str, Any] = json.loads(files("crm.demo").joinpath("data/phrases.json").read_text(encoding="utf-8"))

FIRST_NAMES: list[str] = _read["first_names"]
TITLES: dict[str, tuple[list[str], list[str]]] = _read["titles"]
"""By role: a small company's, a large one's."""
PREFERRED_TIMES: list[str] = _read["preferred_times"]
OCCUPATIONS: dict[str, list[tuple[str, str]]] = _read["occupations"]
"""By section of industry: one and several; under no section those that fit everywhere."""
SKILLS: list[str] = _read["skills"]
MONTHS: list[str] = _read["months"]
TYPES: dict[str, str] = _read["types"]

# {type}, {needed} and {month} are filled in; an empty one is no note.
BY_OUTCOME: dict[str, list[str]] = _read["by_outcome"]
BY_KIND: dict[str, list[str]] = _read["by_kind"]
INCOMING: dict[str, list[str]] = _read["incoming"]
DETAILS: list[str] = _read["details"]
ANSWERED: list[str] = _read["answered"]
STEPS: dict[str, list[str]] = _read["steps"]
OF_ARRANGEMENTS: list[str] = _read["of_arrangements"]
"""Those of the above that make sense only where an arrangement has begun."""
VISIT_PURPOSES: list[str] = _read["visit_purposes"]
FIRST_WORDS: list[str] = _read["first_words"]
VOID_REASONS: list[str] = _read["void_reasons"]

REFUSAL_REASONS: list[str] = _read["refusal_reasons"]
SAID_BY: list[str] = _read["said_by"]
SAID_ITSELF: str = _read["said_itself"]
LIFT_REASONS: list[str] = _read["lift_reasons"]
PAUSE_REASONS: list[str] = _read["pause_reasons"]
CONSENTS: list[str] = _read["consents"]
LEGAL_BASES: list[str] = _read["legal_bases"]
OVERRIDDEN: list[str] = _read["overridden"]

RUNNING_NAME: str = _read["running_name"]
RUNNING_PURPOSE: str = _read["running_purpose"]
RUNNING_SCRIPT: Script = _read["running_script"]
CLOSED_NAME: str = _read["closed_name"]
CLOSED_PURPOSE: str = _read["closed_purpose"]
CLOSED_SCRIPT: Script = _read["closed_script"]
DRAFT_NAME: str = _read["draft_name"]
DRAFT_PURPOSE: str = _read["draft_purpose"]
DRAFT_SCRIPT: Script = _read["draft_script"]
WHAT_IT_TAKES: list[str] = _read["what_it_takes"]
