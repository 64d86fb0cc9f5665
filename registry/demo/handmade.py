"""Sample declarations written by hand, one JSON object a line: the shape of the API's import, and beside it
`enterprise` (its sample number and name) and `then`, what becomes of the declaration afterwards. Everything in them is
invented."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from registry.demo.sources import DATA, SampleDeclaration, Shipped
from registry.enterprises.values import Sample, VerificationLevel

INVENTED = Sample("手工编写的示例，企业、产品和数值都是虚构的", "Apache-2.0")
FOLDER = "handmade"
_BESIDE = frozenset({"enterprise", "publication", "then", "expect", "why"})


@dataclass(frozen=True, slots=True)
class RefusedSample:
    """A declaration that must be refused: `why` in words, `codes` of the errors that are expected. Without codes it is
    the one that is public before, so that the next one of its enterprise is refused."""

    why: str
    codes: frozenset[str]
    level: VerificationLevel
    declaration: SampleDeclaration


def handmade_files() -> Iterator[Shipped]:
    """Every file of the folder, by name."""
    for path in sorted((DATA / FOLDER).iterdir(), key=lambda each: each.name):
        category = path.name.removesuffix(".jsonl")
        lines = path.read_bytes()
        digest = hashlib.sha256(lines).hexdigest()
        yield Shipped(f"{FOLDER}/{category}", lines.count(b"\n"), category, INVENTED, digest, partial(_read, path.name))


def refused_samples() -> tuple[RefusedSample, ...]:
    """What ships of declarations that must be refused, for tests and for showing what the examination finds."""
    lines = (DATA / "refused.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(
        RefusedSample(
            why=row["why"],
            codes=frozenset(row["expect"]),
            level=VerificationLevel(row["enterprise"]["level"]),
            declaration=_declaration(row),
        )
        for row in map(json.loads, lines)
    )


def patched(body: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of `body` in which each JSON pointer of `changes` holds its new value."""
    copy = json.loads(json.dumps(body))
    for pointer, value in changes.items():
        *path, last = pointer.removeprefix("/").split("/")
        place = copy
        for step in path:
            place = place[_step(place, step)]
        place[_step(place, last)] = value
    return copy


def _step(place: Any, step: str) -> int | str:
    return int(step) if isinstance(place, list) else step


def _read(name: str) -> Iterator[SampleDeclaration]:
    for line in (DATA / FOLDER / name).read_text(encoding="utf-8").splitlines():
        yield _declaration(json.loads(line))


def _declaration(row: Mapping[str, Any]) -> SampleDeclaration:
    return SampleDeclaration(
        enterprise_name=row["enterprise"]["name"],
        enterprise_number=row["enterprise"]["number"],
        number=row.get("number", ""),
        body={name: value for name, value in row.items() if name not in _BESIDE},
        sample=INVENTED,
        publication=row["publication"],
        then=tuple(row.get("then", ())),
    )
