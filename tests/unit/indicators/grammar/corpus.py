"""The labelled corpus and how a reading is judged against its label.

Mapping of the label's comparators (README of the corpus) to ours: `eq` with ordinal → ORDINAL with that grade;
`ge gt le lt` with ordinal → the same comparator with that grade and no value; `one_of` with ordinal → ONE_OF, and
with a single value also that grade; everything else by the same name.

A row is **right** when comparator, value, low, high, open ends (下限不含, 上限不含 of the note), unit and grade are
those of the label and a labelled condition is contained in the condition read (it may say more: that never makes two
requirements comparable which are not).

A row is a **wrong number** when the grammar claims something that the label does not: any comparator but TEXT with
another comparator, number, grade, unit or open end; anything but TEXT where the label says text; a condition that
stands in the cell and was dropped; or parts that are not the label's parts. A TEXT for a label that is not text is a
miss, and no wrong number.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from registry.indicators.grammar import parse
from registry.indicators.values import Comparator, Requirement

DATA = Path(__file__).parents[3] / "data"
SHIPPED = DATA / "requirements.csv"
ADDED = DATA / "requirements_added.csv"
HELD_OUT = DATA / "requirements_held_out.csv"
COMPARATORS = ("ge", "gt", "le", "lt", "eq", "range", "pm", "one_of", "bool", "text")
_ONE_SIDED = ("ge", "gt", "le", "lt")
_PUNCTUATION = " \t\u3000,，、;；.。:：()（）"


@dataclass(frozen=True, slots=True)
class Judgement:
    row: Mapping[str, str]
    requirement: Requirement
    differences: tuple[str, ...]
    wrong_number: bool

    @property
    def right(self) -> bool:
        return not self.differences

    @property
    def says_more(self) -> bool:
        """A condition was read where the label has none."""
        return self.right and bool(self.requirement.condition) and not self.row["condition"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def judged(path: Path) -> list[Judgement]:
    return [judge(row) for row in rows(path)]


def judge(row: Mapping[str, str]) -> Judgement:
    requirement = parse(row["text"], name=row["indicator_name"], unit=row["unit_column"])
    differences = _differences(row, requirement)
    lost = "condition" in differences and _plain(row["condition"]) in _plain(row["text"])
    agree = _parts_agree(row, requirement)
    claims = requirement.comparator is not Comparator.TEXT
    wrong = (claims and (lost or any(difference != "condition" for difference in differences))) or not agree
    return Judgement(row, requirement, differences if agree else (*differences, "parts"), wrong)


def _differences(row: Mapping[str, str], requirement: Requirement) -> tuple[str, ...]:
    expected = _expected(row)
    found = {
        "comparator": str(requirement.comparator),
        "value": requirement.value,
        "low": requirement.low,
        "high": requirement.high,
        "low_open": requirement.low_open,
        "high_open": requirement.high_open,
        "unit": requirement.unit or "",
        "values": requirement.values,
        "grade": requirement.grade.label if requirement.grade else None,
        "truth": requirement.truth,
    }
    differences = [key for key, value in expected.items() if found[key] != value]
    if _plain(row.get("condition") or "") not in _plain(requirement.condition or ""):
        differences.append("condition")
    return tuple(differences)


def _expected(row: Mapping[str, Any]) -> dict[str, Any]:
    comparator, value, ordinal = row["comparator"], row.get("value") or "", _is_true(row.get("ordinal"))
    expected: dict[str, Any] = {
        "comparator": comparator,
        "value": None,
        "low": _decimal(row.get("low")),
        "high": _decimal(row.get("high")),
        "low_open": False,
        "high_open": False,
        "unit": row.get("unit") or "",
        "values": (),
        "grade": None,
        "truth": None,
    }
    note = row.get("note") or ""
    if comparator == "text":
        return {key: expected[key] for key in ("comparator", "value", "values", "grade", "truth")}
    if comparator == "one_of":
        expected["values"] = tuple(value.split("|"))
        expected["grade"] = value if ordinal and "|" not in value else None
    elif comparator == "bool":
        expected["truth"] = value == "true"
    elif ordinal:
        expected["comparator"] = "ordinal" if comparator == "eq" else comparator
        expected["grade"] = value
    elif comparator in _ONE_SIDED or comparator == "eq":
        number = _decimal(value)
        expected["value"] = number
        expected["low"] = number if comparator in ("ge", "gt", "eq") else None
        expected["high"] = number if comparator in ("le", "lt", "eq") else None
    elif comparator == "pm":
        expected["value"] = _decimal(value)
    elif comparator == "range":
        expected["low_open"] = "下限不含" in note or "两端不含" in note
        expected["high_open"] = "上限不含" in note or "两端不含" in note
    return expected


def _parts_agree(row: Mapping[str, str], requirement: Requirement) -> bool:
    """No parts, or exactly the label's."""
    if not requirement.parts:
        return True
    labelled = json.loads(row["parts"]) if row["parts"] else []
    if len(labelled) != len(requirement.parts):
        return False
    return all(not _differences(label, part) for label, part in zip(labelled, requirement.parts, strict=True))


def _is_true(flag: object) -> bool:
    return flag is True or flag == "true"


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _plain(text: str) -> str:
    return "".join(char for char in text if char not in _PUNCTUATION)
