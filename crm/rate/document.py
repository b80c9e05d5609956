"""A figure as a JSON document: the shape of `crm rate --json`, which scripts rely on."""

from collections.abc import Sequence
from typing import Any

from crm.rate.figure import BreakdownItem, Counts, Explanation, Figure, JudgedWorkplace
from crm.rate.models import RateUnit
from crm.values.clock import COPENHAGEN


def figure_document(found: Figure) -> dict[str, Any]:
    return {
        "definition": found.definition_code,
        "unit": found.unit.value,
        "municipality": found.municipality,
        "from": found.period.start.isoformat(),
        "to": found.period.end.isoformat(),
        "known_at": found.known_at.astimezone(COPENHAGEN).isoformat(),
        "population": found.population,
        "cooperating": _counts(found.cooperating),
        "rate": {"own": found.rate_own, "other": found.rate_other, "all": found.rate_all},
        "percent": {"own": found.percent_own, "other": found.percent_other, "all": found.percent_all},
        "unknown_headcount": found.unknown_headcount,
        "inexact_headcount": found.inexact_headcount,
        "unplaced": found.unplaced,
        "provisional": found.provisional,
    }


def breakdown_document(items: Sequence[BreakdownItem]) -> list[dict[str, Any]]:
    return [
        {
            "key": item.key,
            "label": item.label,
            "population": item.population,
            "cooperating": _counts(item.cooperating),
        }
        for item in items
    ]


def explanation_document(told: Explanation, unit: RateUnit) -> dict[str, Any]:
    return {
        "workplaces": [_workplace(one, unit) for one in told.workplaces],
        "not_counted": [{"cooperation": one.external_id, "reason": one.reason.value} for one in told.not_counted],
    }


def _counts(found: Counts) -> dict[str, int]:
    return {"own": found.own, "other": found.other, "all": found.all}


def _workplace(one: JudgedWorkplace, unit: RateUnit) -> dict[str, Any]:
    """Under unit = company the verdict is the company's, so the company is named."""
    return {
        "p_number": one.p_number,
        **({"cvr": one.cvr} if unit is RateUnit.COMPANY else {}),
        "verdict": one.verdict.value,
        "average_headcount": None if one.average is None else float(one.average),
        "cooperations": sorted(counted.external_id for counted in one.cooperations),
    }
