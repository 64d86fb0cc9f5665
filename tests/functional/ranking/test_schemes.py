"""Publishing a scheme: what it may say, and that a version never changes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.errors import Forbidden, NotFound, Refused, Unauthenticated
from registry.kernel.transaction import begin, reading
from registry.ranking import service
from registry.ranking.values import Level
from tests.factories.accounts import HolderFactory
from tests.factories.ranking import MarkFactory, MeasureFactory, SchemeFactory


def test_a_changed_scheme_is_a_new_version_and_a_repeat_is_none(ready):
    content = SchemeFactory(id="fridges")
    assert [service.add_scheme(ready, content) for _ in range(2)] == [1, 1]
    changed = {**content, "title": "家用电冰箱节能水平（修订）"}
    assert [service.add_scheme(ready, changed) for _ in range(2)] == [2, 2]
    assert service.add_scheme(ready, content) == 3, "what was said before is said anew"
    assert service.scheme(ready, "fridges").version == 3
    assert [scheme.version for scheme in service.schemes(ready)] == [3]


def test_marks_are_read_in_the_unit_of_the_dictionary(ready):
    levels = {"advanced": "0.8", "average": "1", "baseline": "1.50"}
    core = MeasureFactory(unit="kWh/24h", **{name: MarkFactory(value=value) for name, value in levels.items()})
    service.add_scheme(ready, SchemeFactory(id="fridges", core=[core]))
    (asked,) = service.scheme(ready, "fridges").core
    (case,) = asked.cases
    assert asked.entry.unit == "kW·h/a"
    assert {level: (mark.text, mark.bounds.high) for level, mark in case.marks.items()} == {
        Level.ADVANCED: ("0.8", Decimal(292)),
        Level.AVERAGE: ("1", Decimal(365)),
        Level.BASELINE: ("1.50", Decimal("547.5")),
    }


NO_DIRECTION = "scheme-indicator-without-direction"


def refusal(ready, **content):
    with pytest.raises(Refused) as refused:
        service.add_scheme(ready, SchemeFactory(**content))
    assert service.schemes(ready) == []
    return [(finding.code, finding.field, finding.given) for finding in refused.value.findings]


def mark(value):
    return MarkFactory(value=value)


@pytest.mark.parametrize(
    ("core", "code", "field", "given"),
    [
        ({"indicator": "colour"}, "scheme-unknown-indicator", "/core/0/indicator", "colour"),
        (
            {"indicator": "total_volume", "unit": "L"},
            "scheme-indicator-without-direction",
            "/core/0/indicator",
            "总容积",
        ),
        ({"advanced": mark("600")}, "scheme-levels-out-of-order", "/core/0", "600 / 500 / 750"),
        ({"baseline": mark("much")}, "scheme-value-not-understood", "/core/0/baseline/value", "much kWh/a"),
        (
            {"when": [{"indicator": "total_volume", "op": "le", "value": "500", "unit": "kg"}]},
            "scheme-condition-not-understood",
            "/core/0/when/0",
            "total_volume le 500 kg",
        ),
        (
            {"when": [{"indicator": "colour", "op": "eq", "value": "红", "unit": None}]},
            "scheme-condition-not-understood",
            "/core/0/when/0",
            "colour eq 红",
        ),
        (
            {"when": [{"indicator": "total_volume", "op": "about", "value": "500", "unit": "L"}]},
            "scheme-condition-not-understood",
            "/core/0/when/0",
            "total_volume about 500 L",
        ),
    ],
)
def test_a_row_that_means_nothing_is_refused(ready, core, code, field, given):
    assert refusal(ready, core=[MeasureFactory(**core)]) == [(code, field, given)]


@pytest.mark.parametrize("unit", ["km", "furlong", None])
def test_a_unit_that_does_not_convert_is_refused_at_each_level(ready, unit):
    found = refusal(ready, core=[MeasureFactory(unit=unit)])
    assert [code for code, *_ in found] == ["scheme-value-not-understood"] * 3
    assert [field for _, field, _ in found] == [
        f"/core/0/{level}/value" for level in ("advanced", "average", "baseline")
    ]


def below(litres):
    return [{"indicator": "total_volume", "op": "lt", "value": litres, "unit": "L"}]


def from_on(litres):
    return [{"indicator": "total_volume", "op": "ge", "value": litres, "unit": "L"}]


@pytest.mark.parametrize(
    ("first", "second"), [([], []), ([], below("500")), (below("500"), below("400")), (below("501"), from_on("500"))]
)
def test_rows_into_which_one_product_may_fall_are_refused(ready, first, second):
    found = refusal(ready, core=[MeasureFactory(when=first), MeasureFactory(), MeasureFactory(when=second)][::2])
    assert found == [("scheme-cases-overlap", "/core/1/when", None)]


def test_rows_that_exclude_each_other_are_the_cases_of_one_measure(ready):
    small = MeasureFactory(when=below("500"))
    service.add_scheme(ready, SchemeFactory(id="fridges", core=[small, MeasureFactory(when=from_on("500"))]))
    (asked,) = service.scheme(ready, "fridges").core
    assert [case.when[0].op for case in asked.cases] == ["lt", "ge"]


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        ({"category": "no-such-category"}, "scheme-unknown-category", "/category"),
        ({"core": []}, "scheme-without-core-indicator", "/core"),
        ({"valid_to": "2025-12-31"}, "scheme-dates-reversed", "/valid_to"),
        ({"innovation_needed": 1}, "scheme-too-few-innovation-indicators", "/innovation_needed"),
        ({"core": [MeasureFactory()] * 10_000}, "scheme-too-many-indicators", "/core"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(ready, content, code, field):
    assert (code, field) in [(each, where) for each, where, _ in refusal(ready, **content)]


def test_a_version_of_the_first_release_is_read_as_what_it_meant(ready):
    core = {
        "indicator": "annual_energy_use",
        "condition": None,
        "method": {"number": "GB/T 8059-2016"},
        "unit": "kWh/a",
        "advanced": "350",
        "average": "500",
        "baseline": "750",
        "provenance": "unverified",
    }
    present = SchemeFactory(id="old", core=[])
    kept = {"id", "title", "title_en", "evaluator", "category", "valid_from", "valid_to", "sample"}
    service.add_scheme(ready, {name: present[name] for name in kept} | {"core": [core]})
    (asked,) = service.scheme(ready, "old").core
    assert [mark.text for mark in asked.cases[0].marks.values()] == ["350", "500", "750"]
    assert not service.scheme(ready, "old").verified


@pytest.mark.parametrize(
    ("actor", "error"),
    [(PUBLIC_READER, Unauthenticated), (Actor("企业", frozenset({Right.DECLARE}), holder=1), Forbidden)],
)
def test_only_evaluators_publish_schemes(ready, actor, error):
    with pytest.raises(error):
        service.add_scheme(replace(ready, actor=actor), SchemeFactory())


@pytest.mark.parametrize("statement", ["UPDATE scheme_versions SET version = 9", "DELETE FROM scheme_versions"])
def test_a_published_version_cannot_be_changed_even_by_sql(ready, statement):
    service.add_scheme(ready, SchemeFactory())
    with pytest.raises(DBAPIError), begin(ready) as work:
        work.session.execute(text(statement))
    with reading(ready) as session:
        assert session.scalar(text("SELECT count(*) FROM scheme_versions WHERE version = 1")) == 1


def test_an_unknown_scheme_is_not_found(ready):
    for ask in (service.scheme, service.ranking, service.latest, service.build):
        with pytest.raises(NotFound):
            ask(ready, "nothing")


def test_a_scheme_stays_its_evaluators_and_nobodys_is_no_evaluators(ready):
    one, other = (HolderFactory(where=ready, kind="evaluator") for _ in range(2))
    mine, theirs = (
        replace(ready, actor=Actor("机构", frozenset({Right.EVALUATE}), holder=each)) for each in (one, other)
    )
    service.add_scheme(mine, SchemeFactory(id="mine"))
    service.add_scheme(ready, SchemeFactory(id="nobodys"))
    for name in ("mine", "nobodys"):
        with pytest.raises(Forbidden):
            service.add_scheme(theirs, SchemeFactory(id=name, note="改"))
    assert service.add_scheme(ready, SchemeFactory(id="nobodys"), other) == 1
    assert service.add_scheme(ready, SchemeFactory(id="mine"), other) == 1
    assert service.add_scheme(theirs, SchemeFactory(id="nobodys", note="改")) == 2
    assert service.add_scheme(mine, SchemeFactory(id="mine", note="改")) == 2
