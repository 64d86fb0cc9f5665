"""The form of a scheme: the same content, flat for a browser."""

from __future__ import annotations

from typing import Any

from registry.http.forms import Body, Form, Shape
from registry.ranking.rules import PARTS
from registry.ranking.values import LEVELS
from registry.reference.snapshot import Reference

_MARK = Shape(("value", "provenance", "source"))
_ROW = Shape(
    ("indicator", "unit", "condition", "basis"),
    parts={"method": Shape(("number", "clause", "text")), **dict.fromkeys(LEVELS, _MARK)},
    rows={"when": Shape(("indicator", "op", "value", "unit"))},
)
SCHEME = Shape(
    (
        *("id", "title", "title_en", "category", "valid_from", "valid_to"),
        *("innovation_needed", "notice_days", "validity_months", "note"),
    ),
    ticks=("sample",),
    lines={"standards": None},
    rows={"attested": Shape(("text", "text_en")), **dict.fromkeys(PARTS, _ROW)},
)
_NUMBERS = ("innovation_needed", "notice_days", "validity_months")
_LONGEST_NUMBER = 9


def to_form(content: Body) -> dict[str, str]:
    """The fields that hold the content."""
    numbers = {name: str(content[name]) for name in _NUMBERS if isinstance(content.get(name), int)}
    return SCHEME.to_form({**content, **numbers})


def to_content(form: Form, known: Reference) -> dict[str, Any]:
    """What was written in the form, as the API takes it. An indicator may be written by its name."""
    content = SCHEME.to_body(form)
    for name in _NUMBERS:
        text = content.get(name, "").strip()
        if text.isdecimal() and len(text) <= _LONGEST_NUMBER:
            content[name] = int(text)
    category = content.get("category", "")
    for row in (row for part in PARTS for row in content.get(part, ())):
        for level in LEVELS:
            if not {"value", "source"} & row.get(level, {}).keys():
                row.pop(level, None)  # a provenance alone says nothing
        for each in (row, *row.get("when", ())):
            if "indicator" in each:
                each["indicator"] = _code(each["indicator"], category, known)
    for part in PARTS:
        if rows := [row for row in content.get(part, ()) if row]:
            content[part] = rows
        else:
            content.pop(part, None)
    return content


def _code(written: str, category: str, known: Reference) -> str:
    """The code of the indicator that is meant; what is written, where none is."""
    text = written.strip()
    entry = known.dictionary.get(text) or known.dictionary.named(text, category)
    return entry.code if entry else text
