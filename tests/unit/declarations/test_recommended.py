"""Every recommended value that ships, each decided by what a product declares (少于、低于推荐性标准)."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from registry.declarations.reading import read_declaration
from registry.declarations.rules import examine, examine_publication
from registry.declarations.values import Commitment, Publication
from registry.enterprises.values import VerificationLevel
from registry.identifiers.standard_number import display_of
from registry.reference.loading import shipped
from registry.reference.snapshot import build
from tests.unit.reference.shipped import dictionary, several, table

DAY = date(2026, 11, 22)
SIGNED = Publication(Commitment("王芳", "质量负责人"))
ROWS = table("recommended")
each_row = pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])


@pytest.fixture(scope="module")
def known():
    return build(1, shipped())


def conditions(row):
    """A value, with its unit, for each indicator on which it depends whether the row applies."""
    asked = {}
    for each in json.loads(row["when"] or "[]"):
        asked.setdefault(each["indicator"], []).append(each)
    for code, of_one in asked.items():
        if of_one[0]["op"] == "one_of":
            yield code, of_one[0]["value"].split("|")[0]
        else:  # between the two ends
            middle = sum(Decimal(each["value"]) for each in of_one) / len(of_one)
            yield code, f"{middle} {of_one[0]['unit']}"


def promise(row, *, worse):
    """What the row asks, or a tenth, or a grade, worse than that."""
    sign, number, grade = re.fullmatch(r"([≤≥])([\d.]+)(级?)", row["text"]).groups()
    step = Decimal(1) if grade else Decimal(number) / 10
    value = Decimal(number) + (step if sign == "≤" else -step) * worse
    basis = f"（{row['basis']}）" if row["basis"] else ""
    return f"{sign}{value.normalize():f}{grade} {row['unit']}".rstrip() + basis


def said(known, row, text):
    """Codes of what is said of this row where a product of its category declares `text`, or nothing."""
    values = dict(conditions(row)) | ({row["indicator"]: text} if text else {})
    method = {"number": row["method"] or "GB/T 1-2020"}
    indicators = [
        {"name": dictionary().get(code).name, "kind": "performance", "text": words, "method": method}
        for code, words in values.items()
    ]
    body = {
        "kind": "enterprise",
        "number": "Q/HZDQ 001-2026",
        "title": "产品",
        "category": several(row["categories"])[0],
        "effective_on": "2026-12-01",
        "products": [{"name": "产品", "model": "A", "indicators": indicators or [{"name": "外观", "text": "平整"}]}],
    }
    day = DAY if not row["valid_to"] else date.fromisoformat(row["valid_to"])
    declaration, _ = read_declaration(body, known.dictionary, day)
    found = examine(declaration, known, VerificationLevel.L1, day)
    about = [
        each
        for each in found
        if each.params.get("standard") == display_of(row["standard"])
        and each.params.get("name") == dictionary().get(row["indicator"]).name
        and each.accepted == f"{row['text']} {row['unit']}".strip()
    ]
    refused = {each.code for each in examine_publication(SIGNED, tuple(about)) if each.is_error}
    return [each.code for each in about], refused


@each_row
def test_a_recommended_value_that_is_missed_kept_or_not_spoken_of(known, row):
    beyond, refusals = ("", {"shortfall-not-disclosed"}) if row["provenance"] == "sourced" else ("-unverified", set())
    assert said(known, row, promise(row, worse=1)) == ([f"shortfall-lower{beyond}"], refusals)
    assert said(known, row, None) == ([f"shortfall-missing{beyond}"], refusals)
    assert said(known, row, promise(row, worse=0)) == ([], set())
    assert said(known, row, promise(row, worse=-1)) == ([], set())


def test_rows_of_every_provenance_ship():
    assert {row["provenance"] for row in ROWS} == {"sourced", "unverified", "sample"}
