"""NOTICE names whatever ships of the data, with its licence; the texts that must go with them are there."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
DATA = ROOT / "registry" / "demo" / "data"
with (DATA / "sources.csv").open(encoding="utf-8") as _table:
    SOURCES = list(csv.DictReader(_table))
# What is neither code nor words of ours.
SHIPPED = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "registry").rglob("*")
    if re.search(r"\.(csv|csv\.gz|json|jsonl)$", path.name) and path.parent.name != "products"
)


def paragraph(name: str) -> str:
    """The item of NOTICE that names it."""
    (found,) = [each for each in re.split(r"\n(?=- |\n)", NOTICE) if f"`{name}`" in each]
    return " ".join(found.split())


@pytest.mark.parametrize("source", SOURCES, ids=[each["file"] for each in SOURCES])
def test_every_product_file_is_named_with_its_licence(source: dict[str, str]) -> None:
    said = paragraph(source["file"])
    licence = source["sample_licence"]
    assert ("U.S. Environmental Protection Agency" if licence == "U.S. EPA public data" else licence) in said


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_every_other_file_is_named(path: Path) -> None:
    assert any(paragraph(name) for name in (str(path), f"{path.parent}/") if f"`{name}`" in NOTICE)


def test_every_product_file_has_a_row() -> None:
    assert {path.name for path in (DATA / "products").iterdir()} == {f"{each['file']}.csv.gz" for each in SOURCES}


@pytest.mark.parametrize("licence", ["MIT", "BSD-2-Clause", "BSD-3-Clause", "CDLA-Permissive-2.0"])
def test_a_text_that_must_go_with_the_data_is_there(licence: str) -> None:
    text = (ROOT / "LICENSES" / f"{licence}.txt").read_text(encoding="utf-8")
    assert licence in NOTICE
    for holder in re.findall(r"^Copyright \(c\) \d{4} ([\w ]+\w)", text, re.MULTILINE):
        assert holder in " ".join(NOTICE.split()), holder
