"""The archive of a grading: all that it was made of, its result, and the program that makes it anew.

What is asked and what is declared stand in it as they are compared: canonical numbers, conditions and bases in one way
of writing, methods by their family.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from registry.indicators.canonical import Bounds, bounds
from registry.indicators.comparison import method_family
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, tight
from registry.indicators.grammar import parse
from registry.indicators.values import Requirement
from registry.indicators.wire import from_stored
from registry.kernel.decimals import from_double, plain
from registry.kernel.ids import PublicId
from registry.ranking import recompute
from registry.ranking.grading.columns import Columns
from registry.ranking.grading.result import Grading
from registry.ranking.values import REASONS, Measure
from registry.reference.rules import claims, words_of
from registry.reference.values import Condition

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive, so that the same grading gives the same bytes."""

_LEVEL = 3
"""How hard zlib tries: less than half the time of its usual 6, for a tenth more bytes."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """An archive but for its manifest, which is written last; `digest` is what grading anew must reach."""

    digest: str
    _files: Mapping[str, bytes]
    _out: io.BytesIO

    def sealed(self, about: Mapping[str, Any]) -> bytes:
        """The zip file; `about` is what its manifest says of it besides. Asked for once."""
        listed = [
            {"name": name, "sha256": recompute.sha256(content), "bytes": len(content)}
            for name, content in self._files.items()
        ]
        manifest = {**about, "method": recompute.METHOD, "digest": self.digest, "files": listed}
        with zipfile.ZipFile(self._out, "a", zipfile.ZIP_DEFLATED) as made:
            _add(made, recompute.MANIFEST, _json(manifest))
        return self._out.getvalue()


def prepared(grading: Grading) -> Unsealed:
    """The archive of a grading, to be sealed by what its manifest says."""
    asked, keys = _scheme(grading), _keys(grading)
    files = {
        "scheme.json": _json(asked),
        "candidates.csv": _candidates(grading, keys),
        "values.csv": _values(grading),
        recompute.RESULT: _result(grading, asked, keys),
    }
    hashes = {name: recompute.sha256(content) for name, content in files.items()}
    digest = recompute.digest(hashes)
    files[recompute.ROWS] = _rows({name: recompute.row_hashes(files[name]) for name in sorted(recompute.INPUTS)})
    files[recompute.PROGRAM] = Path(recompute.__file__).read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            _add(made, name, content)
    return Unsealed(digest, files, out)


def _add(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    made.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED, _LEVEL)


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _rows(hashes: Mapping[str, Sequence[str]]) -> bytes:
    """As `_json`, which takes ten times as long over so many."""
    tables = (f' "{name}": [\n  "' + '",\n  "'.join(rows) + '"\n ]' for name, rows in hashes.items())
    return ("{\n" + ",\n".join(tables) + "\n}\n").encode()


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _scheme(grading: Grading) -> dict[str, Any]:
    scheme = grading.scheme
    return {
        "id": scheme.id,
        "version": scheme.version,
        "title": scheme.title,
        "evaluator": scheme.evaluator,
        "category": scheme.category.code,
        "innovation_needed": scheme.innovation_needed,
        "measures": [
            _measure(measure, part, grading.dictionary)
            for part, measures in (("base", scheme.base), ("core", scheme.core), ("innovation", scheme.innovation))
            for measure in measures
        ],
    }


def _measure(measure: Measure, part: str, dictionary: IndicatorDictionary) -> dict[str, Any]:
    entry = measure.entry
    return {
        "part": part,
        "indicator": entry.code,
        "name": entry.name,
        "unit": entry.unit,
        "direction": str(entry.direction),
        "condition": tight(measure.condition or ""),
        "basis": tight(measure.basis or ""),
        "method": method_family(measure.method, entry),
        "cases": [
            {
                "when": [_condition(each, dictionary) for each in case.when],
                "marks": {str(int(level)): _ends(mark.bounds) for level, mark in case.marks.items()},
            }
            for case in measure.cases
        ],
    }


def _condition(condition: Condition, dictionary: IndicatorDictionary) -> dict[str, Any]:
    entry = dictionary.get(condition.indicator)
    truths = {parse(word, name=entry.name if entry else "").truth for word in condition.words}
    return {
        "indicator": condition.indicator,
        "bounds": [
            {**_ends(each), "low_open": each.low_open, "high_open": each.high_open} for each in condition.bounds
        ],
        "words": sorted({tight(word) for word in condition.words}),
        "known": sorted(condition.known),
        "truths": sorted(truths, key=str) if truths - {None} else [],
    }


def _ends(found: Bounds) -> dict[str, str | None]:
    return {
        "low": None if found.low is None else plain(found.low),
        "high": None if found.high is None else plain(found.high),
    }


_CANDIDATE = (
    *("place", "standard", "version", "product", "number", "category"),
    *("current", "within_limits", "barred", "conflicted"),
)


def _keys(grading: Grading) -> list[str]:
    """How every line about a candidate begins: place, standard, version and product."""
    standards = dict[PublicId, str]()  # most declare many products
    found = []
    for place, each in enumerate(grading.candidates):
        standard = standards.get(each.standard)
        if standard is None:
            standard = standards[each.standard] = str(each.standard)
        found.append(f"{place},{standard},{each.version},{each.product}")
    return found


def _candidates(grading: Grading, keys: Sequence[str]) -> bytes:
    flags = (grading.within_limits, grading.barred, grading.conflicted)
    written, lines = dict[Any, str](), [_line(_CANDIDATE)]
    for key, each, *told in zip(keys, grading.candidates, *(flag.tolist() for flag in flags), strict=True):
        rest = each.number, each.category, each.current, *told
        line = written.get(rest)
        if line is None:
            number, category, *states = rest
            line = written[rest] = _line((number, category, *map(_flag, states)))
        lines.append(f"{key},{line}")
    return "".join(lines).encode()


_VALUE = (
    *("place", "indicator", "low", "high", "low_open", "high_open", "number"),
    *("condition", "basis", "method", "claims", "text"),
)


def _values(grading: Grading) -> bytes:
    """What is declared of the indicators that the scheme asks about or that decide which case holds. Most products of a
    range promise the same: a line is written once and then repeated behind another place."""
    columns, asked = grading.columns, grading.scheme.codes
    places, rows = np.unique(columns.place, return_index=True)
    written = [""] * len(columns.stored)
    for place, row in zip(places.tolist(), rows.tolist(), strict=True):
        code = columns.codes[columns.code[row]]
        if code in asked and (entry := grading.dictionary.get(code)):
            written[place] = _line(_value(columns, row, entry))
    kept = np.array([line != "" for line in written], bool)[columns.place]
    lines = list(map(written.__getitem__, columns.place[kept].tolist()))
    owners, first = np.unique(columns.owner[kept], return_index=True)
    ends = [*first.tolist(), len(lines)]
    told = (
        (key := f"{owner},") + key.join(lines[start:end])
        for owner, start, end in zip(owners.tolist(), ends, ends[1:], strict=False)
    )
    return "".join([_line(_VALUE), *told]).encode()


def _value(columns: Columns, row: int, entry: IndicatorEntry) -> Iterator[str]:
    """All that is told of a declared value but whose it is."""
    under, written = columns.circumstances[int(columns.told[row])], columns.written.get(int(columns.place[row]))
    yield entry.code
    for end in (columns.low[row], columns.high[row]):
        yield "" if np.isnan(end) else plain(from_double(float(end)))
    yield from map(_flag, (columns.low_open[row], columns.high_open[row], written is None))
    yield tight(under.condition or "")
    yield tight(under.basis or "")
    yield method_family(under.method, entry) or ""
    yield "" if written is None else _claims(written, entry)
    yield from_stored(columns.stored[columns.place[row]]).requirement.text


def _claims(requirement: Requirement, entry: IndicatorEntry) -> str:
    """What is said in a cell that is no number, or in several parts, for the conditions that ask about it."""
    told = []
    for claim in claims(requirement):
        found = bounds(claim, entry.unit, scale=entry.scale)
        ends = _ends(found) if found else {"low": None, "high": None}
        told.append(
            {
                **ends,
                "number": _flag(found is not None),
                "low_open": _flag(found is not None and found.low_open),
                "high_open": _flag(found is not None and found.high_open),
                "words": sorted(words_of(claim)),
                "truth": claim.truth,
            }
        )
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _result(grading: Grading, asked: Mapping[str, Any], keys: Sequence[str]) -> bytes:
    """The result. Few outcomes are told of many candidates: each is written once."""
    graded = grading.graded
    outcomes = list(
        zip(
            graded.grade.tolist(),
            graded.reason.tolist(),
            graded.about.tolist(),
            *(each.level.tolist() for each in graded.measured),
            *(each.note.tolist() for each in graded.measured),
            strict=True,
        )
    )
    distinct = list(dict.fromkeys(outcomes))
    head, *lines = recompute.result_table(asked, (_outcome(grading, each) for each in distinct)).decode().split("\n")
    rests = dict(zip(distinct, (line[len(_NOBODY) - 1 :] for line in lines), strict=False))
    told = (f"{key}{rests[outcome]}\n" for key, outcome in zip(keys, outcomes, strict=True))
    return "".join([f"{head}\n", *told]).encode()


_NOBODY = dict.fromkeys(("place", "standard", "version", "product"), "")


def _outcome(
    grading: Grading, outcome: Sequence[int]
) -> tuple[Mapping[str, str], int | None, str, str, tuple[recompute.Cell, ...]]:
    grade, reason, about, *cells = outcome
    measures = grading.scheme.measures
    levels, notes = cells[: len(measures)], cells[len(measures) :]
    told = ((level if level >= 0 else None, REASONS[note] or "") for level, note in zip(levels, notes, strict=True))
    return _NOBODY, grade or None, REASONS[reason] or "", measures[about].indicator if about >= 0 else "", tuple(told)


def _flag(value: bool | np.bool_) -> str:
    return "1" if value else "0"
