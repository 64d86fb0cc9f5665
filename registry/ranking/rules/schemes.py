"""From the content of a scheme, as an evaluator writes it, to the scheme; and what does not hold together in it.

Rows about one indicator under one condition, on one basis and by one method are the cases of one measure: they differ
in `when`, and at most one of them may hold for a product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Any

from registry.indicators.canonical import Bounds, bounds
from registry.indicators.comparison import Satisfaction, satisfies
from registry.indicators.dictionary import IndicatorEntry, tight
from registry.indicators.grammar import parse
from registry.indicators.values import Direction, Method
from registry.kernel.findings import Finding, Message
from registry.ranking.values.schemes import LEVELS, Attested, Case, Level, Mark, Measure, Scheme
from registry.reference.snapshot import Reference
from registry.reference.values import Condition, Provenance

PARTS = ("base", "core", "innovation")
"""The parts of a scheme that have rows of indicators."""

MOST_ROWS = 200
"""Rows of indicators in one scheme; the longest that are known have some thirty."""

TOO_MANY = Message(
    "scheme-too-many-indicators",
    "方案有 {given} 行指标，最多 {accepted} 行。",
    "The scheme has {given} rows of indicators; at most {accepted} are taken.",
)
NO_CORE = Message(
    "scheme-without-core-indicator",
    "方案没有核心指标；至少要有一项。",
    "The scheme has no core indicator; it needs at least one.",
)
UNKNOWN_CATEGORY = Message(
    "scheme-unknown-category",
    "不认识产品类别“{given}”；类别代码见 {accepted}。",
    "The category “{given}” is unknown; the codes stand at {accepted}.",
)
UNKNOWN_INDICATOR = Message(
    "scheme-unknown-indicator",
    "指标词典中没有“{given}”；指标代码见 {accepted}。",
    "The dictionary has no indicator “{given}”; the codes stand at {accepted}.",
)
NO_DIRECTION = Message(
    "scheme-indicator-without-direction",
    "“{given}”没有优劣方向，不能分水平；可以写在适用条件里。",
    "No side of “{given}” is better, so it has no levels; it can stand in a condition.",
)
NOT_READ = Message(
    "scheme-value-not-understood",
    "“{given}”没有读成{name}的要求；应为数值或等级，单位用 {accepted} 或可换算的单位。",
    "“{given}” is not read as a requirement of {name}; a value or a grade in {accepted}, or in a unit that converts "
    "into it, is accepted.",
)
OUT_OF_ORDER = Message(
    "scheme-levels-out-of-order",
    "{name}的水平颠倒：{given}；先进水平应不低于平均水平，平均水平应不低于基准水平。",
    "The levels of {name} are out of order: {given}; advanced must ask for no less than average, and average for no "
    "less than baseline.",
)
BAD_CONDITION = Message(
    "scheme-condition-not-understood",
    "适用条件“{given}”读不懂；应写指标代码、比较符和值。",
    "The condition “{given}” is not understood; an indicator's code, a comparator and a value are expected.",
)
OVERLAP = Message(
    "scheme-cases-overlap",
    "{name}的两行适用条件重叠（第 {first} 行和第 {second} 行）；同一产品只能落在一行里。",
    "Two rows of {name} overlap in what they apply to (rows {first} and {second}); a product may fall into one only.",
)
DATES_REVERSED = Message(
    "scheme-dates-reversed",
    "有效期止 {given} 早于有效期起 {accepted}。",
    "The last day of validity, {given}, is before the first, {accepted}.",
)
TOO_FEW = Message(
    "scheme-too-few-innovation-indicators",
    "要求 {given} 项创新性指标达到水平，方案只有 {accepted} 项。",
    "{given} innovation indicators are asked to reach a level; the scheme has {accepted}.",
)


def read(content: Mapping[str, Any], version: int, known: Reference) -> tuple[Scheme | None, list[Finding]]:
    """The scheme that `content` describes, as the files of the sample schemes do; None where a finding is an error."""
    content = in_present_shape(content)
    findings = list(_around(content, known))
    reader = _Reader(known, findings)
    groups = {part: reader.measures(content[part], part) for part in PARTS}
    if content["innovation_needed"] > len(groups["innovation"]):
        findings.append(
            TOO_FEW.error("/innovation_needed", str(content["innovation_needed"]), str(len(groups["innovation"])))
        )
    if any(finding.is_error for finding in findings):
        return None, findings
    return Scheme(
        id=content["id"],
        version=version,
        title=content["title"],
        title_en=content["title_en"],
        evaluator=content["evaluator"],
        category=known.categories[content["category"]],
        valid_from=date.fromisoformat(content["valid_from"]),
        valid_to=content["valid_to"] and date.fromisoformat(content["valid_to"]),
        attested=tuple(Attested(**each) for each in content["attested"]),
        **{part: tuple(measures) for part, measures in groups.items()},
        innovation_needed=content["innovation_needed"],
        notice_days=content["notice_days"],
        validity_months=content["validity_months"],
        standards=tuple(content["standards"]),
        sample=content["sample"],
        note=content["note"],
    ), findings


def in_present_shape(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Versions of the first release say less: they never change, so they are read as what they meant."""
    if "innovation" in content:
        return content
    core = [
        {
            **row,
            "when": [],
            "basis": None,
            **{name: {"value": row[name], "provenance": row["provenance"], "source": None} for name in LEVELS},
        }
        for row in content["core"]
    ]
    silent: dict[str, Any] = {"standards": [], "attested": [], "base": [], "innovation": [], "note": None}
    return {**content, **silent, "core": core, "innovation_needed": 0, "notice_days": 15, "validity_months": 12}


def _around(content: Mapping[str, Any], known: Reference) -> Iterator[Finding]:
    """What does not hold together outside the indicators."""
    if content["category"] not in known.categories:
        yield UNKNOWN_CATEGORY.error("/category", content["category"], "/api/v1/reference/categories")
    if content["valid_to"] and content["valid_to"] < content["valid_from"]:
        yield DATES_REVERSED.error("/valid_to", content["valid_to"], content["valid_from"])
    rows = sum(len(content[part]) for part in PARTS)
    if rows > MOST_ROWS:
        yield TOO_MANY.error("/core", str(rows), str(MOST_ROWS))
    if not content["core"]:
        yield NO_CORE.error("/core")


@dataclass(frozen=True, slots=True)
class _Reader:
    known: Reference
    findings: list[Finding]

    def measures(self, rows: Sequence[Mapping[str, Any]], part: str) -> list[Measure]:
        """The measures of one part of the scheme, in the order of their first rows."""
        found: dict[tuple[str, ...], list[tuple[int, Measure]]] = {}
        for place, row in enumerate(rows[:MOST_ROWS]):
            measure = self._row(row, f"/{part}/{place}")
            if measure is not None:
                found.setdefault(_alike(measure), []).append((place, measure))
        return [self._joined(each, part) for each in found.values()]

    def _row(self, row: Mapping[str, Any], at: str) -> Measure | None:
        entry = self.known.dictionary.get(row["indicator"])
        if entry is None:
            accepted = "/api/v1/reference/indicators"
            self.findings.append(UNKNOWN_INDICATOR.error(f"{at}/indicator", row["indicator"], accepted))
            return None
        if entry.direction is Direction.NONE:
            self.findings.append(NO_DIRECTION.error(f"{at}/indicator", entry.name))
            return None
        when = [self._condition(each, f"{at}/when/{place}") for place, each in enumerate(row["when"])]
        marks = {
            level: self._mark(row[name], row["unit"], entry, f"{at}/{name}")
            for name, level in LEVELS.items()
            if row.get(name) is not None
        }
        self._check_order(marks, entry, at)
        return Measure(
            entry,
            row["condition"],
            row["basis"],
            Method(**row["method"]),
            (
                Case(
                    tuple(each for each in when if each),
                    {level: mark for level, mark in marks.items() if mark is not None},
                ),
            ),
        )

    def _mark(self, row: Mapping[str, Any], unit: str | None, entry: IndicatorEntry, at: str) -> Mark | None:
        sign = {Direction.UP: "≥", Direction.DOWN: "≤"}.get(entry.direction, "")
        if entry.scale is not None:
            place = entry.scale.position(row["value"])
            limits = Bounds(place, None) if place is not None else None
        else:
            written = row["value"].replace("..", "～")  # a window, of a target
            limits = bounds(parse(f"{sign}{written}", name=entry.name, unit=unit or ""), entry.unit)
        if limits is None or (entry.direction is Direction.TARGET and None in {limits.low, limits.high}):
            given = f"{row['value']} {unit or ''}".strip()
            self.findings.append(NOT_READ.error(f"{at}/value", given, entry.unit or "—", name=entry.name))
            return None
        return Mark(row["value"], unit, limits, Provenance(row["provenance"]), row["source"])

    def _check_order(self, marks: Mapping[Level, Mark | None], entry: IndicatorEntry, at: str) -> None:
        ordered = [mark for _, mark in sorted(marks.items(), reverse=True) if mark is not None]
        for better, worse in pairwise(ordered):
            if satisfies(better.bounds, worse.bounds) is not Satisfaction.INSIDE:
                given = " / ".join(mark.text for mark in ordered)
                self.findings.append(OUT_OF_ORDER.error(at, given, name=entry.name))
                return

    def _condition(self, row: Mapping[str, Any], at: str) -> Condition | None:
        try:
            return self.known.condition(row)
        except ValueError:
            given = " ".join(str(row[name]) for name in ("indicator", "op", "value", "unit") if row.get(name))
            self.findings.append(BAD_CONDITION.error(at, given))
            return None

    def _joined(self, rows: Sequence[tuple[int, Measure]], part: str) -> Measure:
        """One measure with the cases of all rows."""
        for (first, one), (second, other) in combinations(rows, 2):
            if not _apart(one.cases[0].when, other.cases[0].when):
                self.findings.append(
                    OVERLAP.error(
                        f"/{part}/{second}/when", name=one.entry.name, first=str(first + 1), second=str(second + 1)
                    )
                )
        _, measure = rows[0]
        cases = tuple(case for _, each in rows for case in each.cases)
        return Measure(measure.entry, measure.condition, measure.basis, measure.method, cases)


def _alike(measure: Measure) -> tuple[str, ...]:
    method = measure.method
    told = (measure.condition, measure.basis, method.number, method.clause, method.text)
    return (measure.indicator, *(tight(each or "") for each in told))


def _apart(one: Iterable[Condition], other: Sequence[Condition]) -> bool:
    """Whether no product can meet both: some indicator would have to be two things at once."""
    return any(_exclude(each, its) for each in one for its in other if each.indicator == its.indicator)


def _exclude(one: Condition, other: Condition) -> bool:
    if one.bounds and other.bounds:
        return all(satisfies(each, its) is Satisfaction.OUTSIDE for each in one.bounds for its in other.bounds)
    words = [{tight(word) for word in each.words} for each in (one, other)]
    return not one.bounds and not other.bounds and not words[0] & words[1]
