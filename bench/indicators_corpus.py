"""Prints how the grammar reads the labelled corpus, as markdown: `python -m bench.indicators_corpus [--misses]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.unit.indicators.grammar.corpus import ADDED, COMPARATORS, HELD_OUT, SHIPPED, Judgement, judged


def table(judgements: Sequence[Judgement]) -> str:
    """Rows, right, missed and wrong numbers per comparator of the label."""
    lines = ["| comparator | rows | right | missed | wrong numbers |", "| --- | ---: | ---: | ---: | ---: |"]
    for comparator in (*COMPARATORS, "all"):
        chosen = [j for j in judgements if comparator in ("all", j.row["comparator"])]
        if not chosen:
            continue
        right = sum(j.right for j in chosen)
        wrong = sum(j.wrong_number for j in chosen)
        share = f"{right} ({100 * right / len(chosen):.1f} %)"
        lines.append(f"| {comparator} | {len(chosen)} | {share} | {len(chosen) - right} | {wrong} |")
    return "\n".join(lines)


def split(judgements: Sequence[Judgement]) -> str:
    """How many of the cells with labelled parts were split, and how often a condition says more than the label."""
    several = [j for j in judgements if j.row["parts"]]
    divided = sum(bool(j.requirement.parts) for j in several)
    return (
        f"Cells with labelled parts: {len(several)}, split exactly as labelled: {divided}, "
        f"kept whole: {len(several) - divided}. "
        f"Right rows whose condition says more than the label: {sum(j.says_more for j in judgements)}."
    )


def misses(judgements: Sequence[Judgement]) -> str:
    lines = ["| row | name | cell | label | read as | differs in |", "| --- | --- | --- | --- | --- | --- |"]
    for judgement in judgements:
        if judgement.right:
            continue
        row, read = judgement.row, judgement.requirement
        label = " ".join(
            filter(None, (row["comparator"], row["value"], row["low"], row["high"], row["unit"], row["condition"]))
        )
        found = " ".join(
            str(part)
            for part in (read.comparator, read.value, read.low, read.high, read.unit, read.condition, *read.values)
            if part is not None
        )
        mark = " **wrong**" if judgement.wrong_number else ""
        lines.append(
            f"| {row['id']} | {row['indicator_name']} {row['unit_column']} | `{row['text']}` | {label} | {found}{mark} "
            f"| {', '.join(judgement.differences)} {'; '.join(f.code for f in read.findings)} |"
        )
    return "\n".join(lines)


def report(*, with_misses: bool = False) -> str:
    parts = []
    for title, path in (("Shipped corpus", SHIPPED), ("Added rows", ADDED), ("Held-out rows", HELD_OUT)):
        judgements = judged(path)
        parts += [f"### {title}", "", table(judgements), "", split(judgements), ""]
        if with_misses:
            parts += [misses(judgements), ""]
    return "\n".join(parts)


if __name__ == "__main__":
    print(report(with_misses="--misses" in sys.argv))
