"""What is found in the content of a scheme as it is written, which may be incomplete. Pure.

What is missing or cannot be read is said at its field; the rest is read nevertheless, so that all is said at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.kernel.findings import Finding, Message
from registry.ranking.rules import PARTS, read
from registry.ranking.values import LEVELS, Scheme
from registry.reference.snapshot import Reference
from registry.reference.values import Provenance

Body = Mapping[str, Any]

NOTICE_DAYS, VALIDITY_MONTHS = 15, 12

MISSING = Message("scheme-field-missing", "还没有填写{what}。", "Not filled in yet: {what_en}.")
BAD_DATE = Message(
    "scheme-date-not-understood",
    "日期“{given}”读不懂，应写成 {accepted}。",
    "The date “{given}” is not understood; write {accepted}.",
)
BAD_PROVENANCE = Message(
    "scheme-provenance-unknown",
    "数值来源“{given}”不在 {accepted} 之中。",
    "The provenance “{given}” is none of {accepted}.",
)
SOURCE_MISSING = Message(
    "scheme-source-missing",
    "写明有出处的数值要写出处。",
    "A value that is said to have a source needs one.",
)
OTHER_EVALUATOR = Message(
    "scheme-of-another-evaluator",
    "评估机构写的是“{given}”，方案属于“{accepted}”。",
    "The evaluator is given as “{given}”; the scheme is of “{accepted}”.",
)

ASKED = {"base": ("baseline",), "core": tuple(LEVELS), "innovation": ("advanced", "average")}
"""The levels that a row of each part must have."""

_LEVEL_NAMES = {
    "advanced": ("先进水平", "the advanced level"),
    "average": ("平均水平", "the average level"),
    "baseline": ("基准水平", "the baseline"),
}
_MARK: Body = {"value": None, "provenance": str(Provenance.UNVERIFIED), "source": None}
_METHOD: Body = {"number": None, "clause": None, "text": None}
_ROW: Body = {"indicator": None, "when": [], "condition": None, "basis": None, "method": None, "unit": None}
_CONDITION: Body = {"indicator": None, "op": None, "value": None, "unit": None}
_ATTESTED: Body = {"text": None, "text_en": None}
_SCHEME: Body = {
    **dict.fromkeys(("id", "title", "title_en", "evaluator", "category")),
    "standards": [],
    "valid_from": None,
    "valid_to": None,
    **{name: [] for name in ("attested", *PARTS)},
    "innovation_needed": 0,
    "notice_days": NOTICE_DAYS,
    "validity_months": VALIDITY_MONTHS,
    "sample": False,
    "note": None,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """Content as it would be published, every field in its place; the scheme that it is, None where a finding is an
    error."""

    content: Body
    scheme: Scheme | None
    findings: tuple[Finding, ...]


def examined(body: Body, version: int, known: Reference, evaluator: str | None) -> Examined:
    """What `body`, of the shape of `SchemeBody`, says as that version of its scheme. `evaluator` is the name of the
    organisation that it belongs to; None: it is taken as it is written."""
    content = completed(body, evaluator)
    found = list(_missing(content, evaluator))
    scheme, more = read(_readable(content), version, known)
    said = {finding.field for finding in found}
    # Of a field that is missing, or that was put aside for it, nothing else is said.
    found += [finding for finding in more if finding.field not in said]
    faulty = any(finding.is_error for finding in found)
    return Examined(content, None if faulty else scheme, tuple(found))


def completed(body: Body, evaluator: str | None) -> dict[str, Any]:
    """`body` with every field in its place; blank texts are None."""
    content = _filled(body, _SCHEME)
    content["title_en"] = content["title_en"] or content["title"]
    content["evaluator"] = content["evaluator"] or evaluator
    content["attested"] = [_filled(each, _ATTESTED) for each in content["attested"]]
    for each in content["attested"]:
        each["text_en"] = each["text_en"] or each["text"]
    for part in PARTS:
        content[part] = [_row(row) for row in content[part]]
    return content


def _row(row: Body) -> dict[str, Any]:
    found = _filled(row, _ROW)
    found["when"] = [_filled(each, _CONDITION) for each in found["when"]]
    found["method"] = _filled(found["method"] or {}, _METHOD)
    for level in LEVELS:
        mark = row.get(level)
        found[level] = _filled(mark, _MARK) if mark else None
    return found


def _filled(given: Body, form: Body) -> dict[str, Any]:
    said = {name: value for name, value in given.items() if value is not None and not _blank(value)}
    return {name: said.get(name, usual) for name, usual in form.items()}


def _blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _missing(content: Body, evaluator: str | None) -> Iterator[Finding]:
    """What is not filled in, or is none of what there is to choose from."""
    for name, zh, en in (
        ("title", "名称", "the title"),
        ("category", "产品类别", "the product category"),
        ("evaluator", "评估机构", "the evaluator"),
        ("valid_from", "有效期起", "the first day of validity"),
    ):
        if content[name] is None:
            yield MISSING.error(f"/{name}", what=zh, what_en=en)
    if evaluator is not None and content["evaluator"] != evaluator:
        yield OTHER_EVALUATOR.error("/evaluator", content["evaluator"], evaluator)
    for name in ("valid_from", "valid_to"):
        if content[name] is not None and _day(content[name]) is None:
            yield BAD_DATE.error(f"/{name}", content[name], "2026-01-01")
    for place, each in enumerate(content["attested"]):
        if each["text"] is None:
            yield MISSING.error(f"/attested/{place}/text", what="基本要求", what_en="the basic requirement")
    for part in PARTS:
        for place, row in enumerate(content[part]):
            yield from _missing_in_row(row, part, f"/{part}/{place}")


def _missing_in_row(row: Body, part: str, at: str) -> Iterator[Finding]:
    if row["indicator"] is None:
        yield MISSING.error(f"{at}/indicator", what="指标", what_en="the indicator")
    if row["method"]["number"] is None and row["method"]["text"] is None:
        yield MISSING.error(f"{at}/method/number", what="试验方法", what_en="the test method")
    for level, (zh, en) in _LEVEL_NAMES.items():
        mark = row[level]
        if (level in ASKED[part] and mark is None) or (mark is not None and mark["value"] is None):
            yield MISSING.error(f"{at}/{level}/value", what=zh, what_en=en)
        if mark is None:
            continue
        if mark["provenance"] not in set(Provenance):
            accepted = " | ".join(Provenance)
            yield BAD_PROVENANCE.error(f"{at}/{level}/provenance", mark["provenance"], accepted)
        elif mark["provenance"] == Provenance.SOURCED and mark["source"] is None:
            yield SOURCE_MISSING.error(f"{at}/{level}/source")


def _readable(content: Body) -> Body:
    """The content with something that can be read in place of what cannot; what that was is said already."""
    first, last = _day(content["valid_from"]), _day(content["valid_to"])
    return {
        **content,
        **{name: content[name] or "" for name in ("id", "title", "title_en", "evaluator", "category")},
        "valid_from": (first or date.min).isoformat(),
        "valid_to": last and last.isoformat(),
        "attested": [{name: text or "" for name, text in each.items()} for each in content["attested"]],
        **{part: [_readable_row(row) for row in content[part]] for part in PARTS},
    }


def _readable_row(row: Body) -> Body:
    return {
        **row,
        "indicator": row["indicator"] or "",
        "when": [{name: text if name == "unit" else text or "" for name, text in each.items()} for each in row["when"]],
        **{level: _readable_mark(row[level]) for level in LEVELS},
    }


def _readable_mark(mark: Body | None) -> Body | None:
    if mark is None or mark["value"] is None:
        return None
    known = mark["provenance"] in set(Provenance)
    return {**mark, "provenance": mark["provenance"] if known else str(Provenance.UNVERIFIED)}


def _day(text: str | None) -> date | None:
    """The day that is written YYYY-MM-DD, as a reader of the content will take it."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.isoformat() == text else None
