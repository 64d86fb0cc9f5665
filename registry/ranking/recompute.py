"""Grades a ranking anew from its archive, and says whether the published digest is reached.

    python recompute.py FILE.zip

Needs Python 3.11 and nothing else: no network, no database, no other file. It follows the method of grading sentence by
sentence, one candidate at a time. The archive holds `scheme.json` (what is asked), `candidates.csv` (who is graded),
`values.csv` (what they declare), `rows.json` (a short hash of every line of the three, to name one that was changed),
`result.csv` and, written last, `manifest.json`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

METHOD = "2"
"""The version of the method. What an edition was graded by never changes; a changed method has another number."""

INPUTS = ("scheme.json", "candidates.csv", "values.csv")
TABLES = ("candidates.csv", "values.csv")
RESULT, ROWS, MANIFEST, PROGRAM = "result.csv", "rows.json", "manifest.json", "recompute.py"
LARGEST = 2 * 1024**3
"""Bytes that the files of an archive may take together."""

ADVANCED, AVERAGE, BASELINE = "5", "4", "3"

Row = Mapping[str, str]
Cell = tuple[int | None, str]


class Broken(Exception):
    """The archive is not what was published: says, in Chinese and in English, which file, and where it can be known
    which row."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def recompute(archive: zipfile.ZipFile) -> tuple[str, str]:
    """The digest that the archive says, and the one that grading anew gives. Raises Broken."""
    files = _read(archive)
    manifest = _json(files, MANIFEST)
    if manifest.get("method") != METHOD:
        found = manifest.get("method")
        raise Broken(
            f"{MANIFEST}：按第 {found} 版办法评级，本程序是第 {METHOD} 版",
            f"{MANIFEST}: graded by version {found} of the method, this program has {METHOD}",
        )
    _check_inputs(files, manifest)
    scheme, (candidates, values) = _json(files, "scheme.json"), (_table(files, name) for name in TABLES)
    _check_keys(candidates, values)
    result = graded(scheme, candidates, values)
    _check_result(files[RESULT], result)
    hashes = {name: sha256(files[name]) for name in INPUTS} | {RESULT: sha256(result)}
    return str(manifest.get("digest")), digest(hashes)


def digest(hashes: Mapping[str, str]) -> str:
    """The digest of an edition: of the inputs and of the result, by their names."""
    return "sha256:" + sha256("".join(f"{name} {hashes[name]}\n" for name in sorted(hashes)).encode())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def row_hashes(content: bytes) -> list[str]:
    """A short hash of every line of a table."""
    return [sha256(line)[:12] for line in content.splitlines()]


def graded(scheme: Mapping[str, Any], candidates: Sequence[Row], values: Iterable[Row]) -> bytes:
    """The result as it is published, of all candidates in their order."""
    declared: dict[str, list[Row]] = {}
    for row in values:
        declared.setdefault(row["place"], []).append(row)
    return result_table(scheme, ((each, *_grade(scheme, each, declared.get(each["place"], []))) for each in candidates))


def result_table(scheme: Mapping[str, Any], rows: Iterable[tuple[Row, int | None, str, str, Sequence[Cell]]]) -> bytes:
    """The bytes of the result: grade, reason and what it speaks of, then level and note of every measure."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    numbered = range(len(scheme["measures"]))
    heads = [f"{name}_{place}" for place in numbered for name in ("level", "note")]
    writer.writerow(["place", "standard", "version", "product", "grade", "reason", "about", *heads])
    for row, grade, reason, about, cells in rows:
        told = [text for level, note in cells for text in ("" if level is None else level, note)]
        key = [row[name] for name in ("place", "standard", "version", "product")]
        writer.writerow([*key, "" if grade is None else grade, reason, about, *told])
    return out.getvalue().encode()


def _grade(scheme: Mapping[str, Any], row: Row, declared: Sequence[Row]) -> tuple[int | None, str, str, Sequence[Cell]]:
    cells = [_cell(measure, declared) for measure in scheme["measures"]]
    reason, about = _obstacle(scheme, row, cells)
    if reason:
        return None, reason, about, cells
    of = {
        part: [cell[0] for cell in _part(scheme, cells, part) if cell[0] is not None] for part in ("core", "innovation")
    }
    for grade, level in ((1, 5), (2, 4)):
        enough = sum(each >= level for each in of["innovation"]) >= scheme["innovation_needed"]
        if enough and all(each >= level for each in of["core"]):
            return grade, "", "", cells
    return 3, "", "", cells


def _obstacle(scheme: Mapping[str, Any], row: Row, cells: Sequence[Cell]) -> tuple[str, str]:
    """The first that stands in the way of any grade."""
    if row["current"] != "1":
        return "standard-not-current", ""
    if row["within_limits"] != "1":
        return "limit-broken", ""
    if row["barred"] != "0":
        return "barred", ""
    if row["conflicted"] == "1":
        return "evaluator-conflict", ""
    named = list(zip((measure["indicator"] for measure in scheme["measures"]), cells, strict=True))
    for indicator, (level, note) in _part(scheme, named, "base"):
        if level == 0:
            return note or "base-not-met", indicator
    core = _part(scheme, named, "core")
    if all(level is None for _, (level, _) in core):
        return "no-core-asked", ""
    for indicator, (level, note) in core:
        if level == 0:
            return note or "below-baseline", indicator
    return "", ""


def _part(scheme: Mapping[str, Any], row: Sequence[Any], part: str) -> list[Any]:
    return [each for each, measure in zip(row, scheme["measures"], strict=True) if measure["part"] == part]


def _cell(measure: Mapping[str, Any], declared: Sequence[Row]) -> Cell:
    """Level (None: nothing is asked) and note of one measure."""
    verdicts = [_holds(case["when"], declared) for case in measure["cases"]]
    if True not in verdicts:
        return (0, "applicability-unknown") if None in verdicts else (None, "not-asked")
    mine = [row for row in declared if row["indicator"] == measure["indicator"]]
    note = "not-declared"
    for name, why in (("", "other-condition"), ("condition", "other-basis"), ("basis", "other-method"), ("method", "")):
        mine = [row for row in mine if not name or row[name] == measure[name]]
        if not mine:
            return 0, note
        note = why
    marks = measure["cases"][verdicts.index(True)]["marks"]
    return min((_level(measure["direction"], marks, row) for row in mine), key=lambda cell: cell[0])


def _level(direction: str, marks: Mapping[str, Any], row: Row) -> tuple[int, str]:
    if row["number"] != "1":
        return 0, "not-a-number"
    low, high = _end(row["low"]), _end(row["high"])
    counts_low, counts_high = direction in {"up", "target"}, direction in {"down", "target"}
    for level in (ADVANCED, AVERAGE, BASELINE):
        if level not in marks:
            continue
        least, most = _end(marks[level]["low"]), _end(marks[level]["high"])
        low_met = not counts_low or (low is not None and least is not None and low >= least)
        high_met = not counts_high or (high is not None and most is not None and high <= most)
        if low_met and high_met:
            return int(level), ""
    return 0, "no-bound" if (counts_low and low is None) or (counts_high and high is None) else ""


def _holds(when: Sequence[Mapping[str, Any]], declared: Sequence[Row]) -> bool | None:
    """Whether all conditions hold; None where what is declared leaves it open."""
    verdicts = [_condition(condition, declared) for condition in when]
    return False if False in verdicts else None if None in verdicts else True


def _condition(condition: Mapping[str, Any], declared: Sequence[Row]) -> bool | None:
    said = {
        verdict for row in declared if row["indicator"] == condition["indicator"] for verdict in _said(condition, row)
    }
    return said.pop() if len(said) == 1 else None


def _said(condition: Mapping[str, Any], row: Row) -> Iterator[bool | None]:
    """What a declared indicator says of a condition: once, or once for each of the requirements of its cell."""
    if row["number"] == "1" and condition["bounds"]:
        yield _within(condition["bounds"], row)
        return
    for claim in json.loads(row["claims"] or "[]"):
        if condition["bounds"]:
            yield _within(condition["bounds"], claim) if claim["number"] == "1" else None
        elif claim["truth"] is not None:
            yield claim["truth"] in condition["truths"] if condition["truths"] else None
        else:
            words, asked = set(claim["words"]), set(condition["words"])
            yield True if words <= asked else False if words <= set(condition["known"]) - asked else None


def _within(asked: Sequence[Mapping[str, Any]], row: Mapping[str, str]) -> bool | None:
    """Whether the declared values lie inside one of the bounds (True), outside all (False), or neither."""
    found = {_lies(bounds, row) for bounds in asked}
    return True if True in found else False if found == {False} else None


def _lies(bounds: Mapping[str, Any], row: Mapping[str, str]) -> bool | None:
    low, high = _end(row["low"]), _end(row["high"])
    least, most = _end(bounds["low"]), _end(bounds["high"])
    low_open, high_open = row["low_open"] == "1", row["high_open"] == "1"
    above = least is None or (
        low is not None and (low > least or (low == least and (low_open or not bounds["low_open"])))
    )
    below = most is None or (
        high is not None and (high < most or (high == most and (high_open or not bounds["high_open"])))
    )
    if above and below:
        return True
    if (
        least is not None
        and high is not None
        and (high < least or (high == least and (high_open or bounds["low_open"])))
    ):
        return False
    if most is not None and low is not None and (low > most or (low == most and (low_open or bounds["high_open"]))):
        return False
    return None


def _end(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The files of the archive, each once, none larger than is sane."""
    listed = archive.infolist()
    names = [each.filename for each in listed]
    if len(set(names)) != len(names):
        raise Broken("数据包里有重复的文件", "a file stands twice in the archive")
    missing = {*INPUTS, RESULT, ROWS, MANIFEST} - set(names)
    if missing:
        raise Broken(f"缺少 {min(missing)}", f"{min(missing)} is missing")
    if sum(each.file_size for each in listed) > LARGEST:
        raise Broken("数据包解开后超过 2 GiB", "the archive unpacks to more than 2 GiB")
    return {each.filename: archive.read(each) for each in listed}


def _json(files: Mapping[str, bytes], name: str) -> Any:
    try:
        return json.loads(files[name])
    except ValueError as error:
        raise Broken(f"{name} 读不懂：{error}", f"{name}: {error}") from None


def _table(files: Mapping[str, bytes], name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(files[name].decode())))


def _check_inputs(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    expected = {each["name"]: each["sha256"] for each in manifest.get("files", [])}
    for name in (ROWS, *INPUTS):
        if sha256(files[name]) == expected.get(name):
            continue
        if name != ROWS:
            _name_row(name, row_hashes(files[name]), _json(files, ROWS)[name])
        raise Broken(f"{name} 与公布的不同", f"{name} is not the published one")


def _name_row(name: str, present: Sequence[str], published: Sequence[str]) -> None:
    for place, (mine, theirs) in enumerate(zip(present, published, strict=False), 1):
        if mine != theirs:
            raise Broken(f"{name} 第 {place} 行与公布的不同", f"{name}, line {place}: not the published one")
    if len(present) != len(published):
        raise Broken(
            f"{name} 有 {len(present)} 行，公布的是 {len(published)} 行",
            f"{name}: {len(present)} lines, {len(published)} were published",
        )


def _check_keys(candidates: Sequence[Row], values: Sequence[Row]) -> None:
    for line, row in enumerate(candidates, 2):
        if row["place"] != str(line - 2):
            raise Broken(
                f"candidates.csv 第 {line} 行：次序是 {row['place']}，应为 {line - 2}",
                f"candidates.csv, line {line}: place {row['place']}, expected {line - 2}",
            )
    places = {row["place"] for row in candidates}
    for line, row in enumerate(values, 2):
        if row["place"] not in places:
            raise Broken(
                f"values.csv 第 {line} 行：没有次序为 {row['place']} 的参评产品",
                f"values.csv, line {line}: there is no candidate {row['place']}",
            )


def _check_result(published: bytes, result: bytes) -> None:
    if published != result:
        _name_row(RESULT, row_hashes(published), row_hashes(result))


def recomputed(path: str) -> tuple[str, str]:
    """As `recompute`, of the file at `path`. Raises Broken for whatever is not such an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            return recompute(archive)
    except (OSError, zipfile.BadZipFile) as error:
        raise Broken(f"打不开 {path}：{error}", f"{path} cannot be opened: {error}") from None
    except (KeyError, ValueError, ArithmeticError, TypeError, AttributeError) as error:
        raise Broken(f"数据包的内容不成形：{error!r}", f"the archive's content has another shape: {error!r}") from None


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("python recompute.py FILE.zip", file=sys.stderr)
        return 2
    try:
        published, found = recomputed(arguments[0])
    except Broken as broken:
        print(f"{broken.zh}\n{broken.en}", file=sys.stderr)
        return 1
    print(f"公布 published   {published}\n重算 recomputed  {found}")
    print("一致 the same" if published == found else "不一致 NOT the same")
    return 0 if published == found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
