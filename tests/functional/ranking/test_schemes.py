"""Publishing a scheme: what it may say, and that a version never changes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.errors import Forbidden, NotFound, Unauthenticated
from registry.kernel.transaction import begin, reading
from registry.ranking import service
from registry.ranking.values import Level
from tests.factories.ranking import CoreFactory, SchemeFactory


def test_a_changed_scheme_is_a_new_version_and_a_repeat_is_none(ready):
    content = SchemeFactory(id="fridges")
    assert [service.add_scheme(ready, content) for _ in range(2)] == [1, 1]
    changed = {**content, "title": "家用电冰箱节能水平（修订）"}
    assert [service.add_scheme(ready, changed) for _ in range(2)] == [2, 2]
    assert service.add_scheme(ready, content) == 3, "what was said before is said anew"
    assert service.scheme(ready, "fridges").version == 3
    assert [scheme.version for scheme in service.schemes(ready)] == [3]


def test_thresholds_are_kept_in_the_unit_of_the_dictionary(ready):
    core = CoreFactory(unit="kWh/24h", advanced="0.8", average="1", baseline="1.50")
    service.add_scheme(ready, SchemeFactory(id="fridges", core=[core]))
    (asked,) = service.scheme(ready, "fridges").core
    assert asked.unit == "kW·h/a"
    assert asked.thresholds == {
        Level.ADVANCED: Decimal(292),
        Level.AVERAGE: Decimal(365),
        Level.BASELINE: Decimal("547.5"),
    }


@pytest.mark.parametrize(
    ("core", "said"),
    [
        ({"indicator": "colour"}, "no indicator colour"),
        ({"unit": "km"}, "km"),
        ({"unit": "furlong"}, "furlong"),
        ({"indicator": "total_volume", "unit": "L"}, "no direction of total_volume is better"),
        ({"advanced": "600"}, "asks for less than a worse one"),
        ({"baseline": "much"}, "ConversionSyntax"),
        ({"provenance": "hearsay"}, "hearsay"),
    ],
)
def test_a_scheme_that_means_nothing_is_refused(ready, core, said):
    with pytest.raises((ValueError, ArithmeticError), match=said):
        service.add_scheme(ready, SchemeFactory(core=[CoreFactory(**core)]))
    assert service.schemes(ready) == []


def test_a_scheme_is_for_a_category_that_exists(ready):
    with pytest.raises(KeyError, match="no-such-category"):
        service.add_scheme(ready, SchemeFactory(category="no-such-category"))


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
    for ask in (service.scheme, service.leaderboard):
        with pytest.raises(NotFound):
            ask(ready, "nothing")
