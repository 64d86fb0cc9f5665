"""What is found in the content of a scheme as it is written."""

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import validator_for
from marshmallow import ValidationError

from registry.demo.sources import DATA
from registry.http.shape import body_findings
from registry.kernel.errors import Refused
from registry.ranking.authoring.examining import completed, examined
from registry.ranking.authoring.schemas import SchemeBody
from registry.ranking.authoring.wire import json_schema
from registry.reference.loading import shipped
from registry.reference.snapshot import Reference, build
from tests.factories.ranking import MarkFactory, MeasureFactory, SchemeFactory

SAMPLES = sorted((DATA / "schemes").iterdir(), key=lambda path: path.name)
EVALUATOR = "某评估机构"


@cache
def known() -> Reference:
    return build(1, shipped())


def found(content, evaluator=EVALUATOR):
    read = examined(content, 1, known(), evaluator)
    assert (read.scheme is None) == any(finding.is_error for finding in read.findings)
    return [(finding.code, finding.field) for finding in read.findings]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_scheme_is_of_the_shape_whole_and_without_findings(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    validator_for(json_schema()).validate(content)
    assert SchemeBody().load(content) == content
    assert completed(content, None) == content
    assert found(content, content["evaluator"]) == []


def test_what_is_missing_is_said_at_its_field():
    row = {"indicator": "annual_energy_use", "baseline": {"provenance": "sample"}}
    said = found({"id": "new-scheme", "attested": [{}], "core": [row, {"unit": "kWh/a"}], "base": [{"advanced": None}]})
    assert {field for code, field in said if code == "scheme-field-missing"} == {
        *("/title", "/category", "/valid_from", "/attested/0/text"),
        *(f"/core/{place}/method/number" for place in range(2)),
        *(f"/core/{place}/{level}/value" for place in range(2) for level in ("advanced", "average", "baseline")),
        *("/core/1/indicator", "/base/0/indicator", "/base/0/method/number", "/base/0/baseline/value"),
    }
    assert len(said) == len({field for _, field in said}), "one thing about each field"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"valid_from": "2026.1.1"}, "scheme-date-not-understood", "/valid_from"),
        ({"valid_from": "20260101"}, "scheme-date-not-understood", "/valid_from"),
        ({"valid_to": "明年"}, "scheme-date-not-understood", "/valid_to"),
        ({"valid_to": "2025-01-01"}, "scheme-dates-reversed", "/valid_to"),
        ({"evaluator": "别的机构"}, "scheme-of-another-evaluator", "/evaluator"),
        (
            {"core": [MeasureFactory(average=MarkFactory(value="500", provenance="known"))]},
            "scheme-provenance-unknown",
            "/core/0/average/provenance",
        ),
        (
            {"core": [MeasureFactory(average=MarkFactory(value="500", provenance="sourced"))]},
            "scheme-source-missing",
            "/core/0/average/source",
        ),
        (
            {"core": [MeasureFactory(when=[{"indicator": "total_volume"}])]},
            "scheme-condition-not-understood",
            "/core/0/when/0",
        ),
        ({"core": [MeasureFactory(), MeasureFactory()]}, "scheme-cases-overlap", "/core/1/when"),
        (
            {"core": [MeasureFactory(advanced=MarkFactory(value="600"))]},
            "scheme-levels-out-of-order",
            "/core/0",
        ),
        ({"core": [MeasureFactory(unit="km")]}, "scheme-value-not-understood", "/core/0/advanced/value"),
    ],
)
def test_what_does_not_hold_together_is_said_once_where_it_stands(fields, code, field):
    assert (code, field) in found(SchemeFactory(**fields))


def test_everything_wrong_is_said_at_once():
    said = found(SchemeFactory(title="", valid_from="?", evaluator="", core=[MeasureFactory(indicator="colour")]))
    assert said == [
        ("scheme-field-missing", "/title"),
        ("scheme-date-not-understood", "/valid_from"),
        ("scheme-unknown-indicator", "/core/0/indicator"),
    ]


def refused(body):
    """What the shape refuses of a body, as the API says it."""
    try:
        SchemeBody().load(body)
    except Refused as refusal:
        return [(finding.code, finding.field) for finding in refusal.findings]
    except ValidationError as error:
        return [(finding.code, finding.field) for finding in body_findings(error, SchemeBody())]
    return []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"id": "../etc"}, "wrong-value", "/id"),
        ({"id": "A"}, "wrong-value", "/id"),
        ({"id": "new-scheme\n"}, "wrong-value", "/id"),
        ({"fee": 500}, "unknown-field", "/fee"),
        ({"title": 5}, "wrong-type", "/title"),
        ({"title": "甲" * 301}, "wrong-value", "/title"),
        ({"note": "甲" * 2001}, "wrong-value", "/note"),
        ({"innovation_needed": "1"}, "wrong-type", "/innovation_needed"),
        ({"innovation_needed": 1.5}, "wrong-type", "/innovation_needed"),
        ({"notice_days": -1}, "wrong-value", "/notice_days"),
        ({"validity_months": 10**30}, "wrong-value", "/validity_months"),
        ({"sample": "yes"}, "wrong-type", "/sample"),
        ({"core": {}}, "wrong-type", "/core"),
        ({"core": [5]}, "wrong-type", "/core/0"),
        ({"core": [{"weight": "1"}]}, "unknown-field", "/core/0/weight"),
        ({"core": [{"advanced": "5.00"}]}, "wrong-type", "/core/0/advanced"),
        ({"core": [{"when": [{"op": 1}]}]}, "wrong-type", "/core/0/when/0/op"),
        ({"core": [{}] * 10_000}, "scheme-too-many-indicators", "/core"),
        ({"core": [{}] * 150, "base": [{}] * 51}, "scheme-too-many-indicators", "/core"),
    ],
)
def test_what_is_of_another_shape_is_refused_with_its_place(fields, code, field):
    assert refused({"id": "new-scheme", **fields}) == [(code, field)]


texts = (
    st.none()
    | st.sampled_from(["", "annual_energy_use", "eq", "one_of", "5", "≥", "1e999", "(", "2026-01-01"])
    | st.text()
)
marks = st.none() | st.fixed_dictionaries({}, optional=dict.fromkeys(("value", "provenance", "source"), texts))
rows = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("indicator", "condition", "basis", "unit"), texts),
            **dict.fromkeys(("advanced", "average", "baseline"), marks),
            "when": st.lists(
                st.fixed_dictionaries({}, optional=dict.fromkeys(("indicator", "op", "value", "unit"), texts)),
                max_size=2,
            ),
            "method": st.none()
            | st.fixed_dictionaries({}, optional=dict.fromkeys(("number", "clause", "text"), texts)),
        },
    ),
    max_size=3,
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("id", "title", "title_en", "evaluator", "category", "valid_from", "valid_to", "note"), texts),
        **dict.fromkeys(("base", "core", "innovation"), rows),
        "innovation_needed": st.integers(0, 5),
        "standards": st.lists(st.text(), max_size=2),
        "attested": st.lists(st.fixed_dictionaries({}, optional={"text": texts, "text_en": texts}), max_size=2),
    },
)


@given(bodies)
def test_whatever_has_the_shape_is_read_or_said_to_be_wrong(body):
    found(body)
    whole = completed(body, EVALUATOR)
    assert completed(whole, EVALUATOR) == whole
