"""An indicator in the shape that the API promises and the register stores (`Indicator` of its contract), both ways.

Measured values are strings holding exact decimals, never floats.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from registry.indicators.values import (
    Comparator,
    Grade,
    Indicator,
    IndicatorKind,
    Interval,
    Method,
    Requirement,
)
from registry.kernel.decimals import plain


def to_wire(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "kind": str(indicator.kind),
        **requirement_to_wire(indicator.requirement),
        "canonical": indicator.canonical and interval_to_wire(indicator.canonical),
        "method": method_to_wire(indicator.method),
    }


def interval_to_wire(interval: Interval) -> dict[str, Any]:
    return {"low": _text(interval.low), "high": _text(interval.high), "unit": interval.unit}


def method_to_wire(method: Method) -> dict[str, Any]:
    return {"number": method.number, "clause": method.clause, "text": method.text, "reason": method.reason}


def from_wire(row: Mapping[str, Any]) -> Indicator:
    canonical = row["canonical"]
    return Indicator(
        name=row["name"],
        kind=IndicatorKind(row["kind"]),
        requirement=_requirement_from_wire(row),
        method=Method(**row["method"]),
        code=row["code"],
        canonical=canonical and Interval(_number(canonical["low"]), _number(canonical["high"]), canonical["unit"]),
    )


@lru_cache(maxsize=8192)
def to_stored(indicator: Indicator) -> str:
    """What the register stores of an indicator: the JSON of its shape."""
    return json.dumps(to_wire(indicator), ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=8192)
def from_stored(text: str) -> Indicator:
    """The indicator that the register stores as `text`; most products of a range promise the same."""
    return from_wire(json.loads(text))


def requirement_to_wire(requirement: Requirement) -> dict[str, Any]:
    grade = requirement.grade
    return {
        "text": requirement.text,
        "comparator": str(requirement.comparator),
        "value": _text(requirement.value),
        "low": _text(requirement.low),
        "high": _text(requirement.high),
        "low_open": requirement.low_open,
        "high_open": requirement.high_open,
        "unit": requirement.unit,
        "values": list(requirement.values),
        "ordinal": grade and {"label": grade.label, "scale": grade.scale, "position": _text(grade.position)},
        "truth": requirement.truth,
        "condition": requirement.condition,
        "basis": requirement.basis,
        "parts": [requirement_to_wire(part) for part in requirement.parts],
    }


def _requirement_from_wire(row: Mapping[str, Any]) -> Requirement:
    grade = row["ordinal"]
    return Requirement(
        text=row["text"],
        comparator=Comparator(row["comparator"]),
        value=_number(row["value"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        low_open=row["low_open"],
        high_open=row["high_open"],
        unit=row["unit"],
        values=tuple(row["values"]),
        grade=grade and Grade(grade["label"], grade["scale"], _number(grade["position"])),
        truth=row["truth"],
        condition=row["condition"],
        basis=row["basis"],
        parts=tuple(_requirement_from_wire(part) for part in row["parts"]),
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
