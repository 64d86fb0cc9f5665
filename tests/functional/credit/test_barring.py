"""Who is barred on a day, and what that means for a ranking."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from registry.credit import queries
from registry.credit.rules import bars
from registry.credit.values import Bar
from registry.declarations import queries as declarations
from registry.kernel.clock import SHANGHAI, Clock
from registry.kernel.transaction import reading
from registry.ranking import recompute
from registry.ranking.service import add_scheme, archive_of, build
from tests.factories.credit import EntryFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.ranking import SchemeFactory, graded_now

TODAY = date(2026, 11, 22)
ALL_DAYS = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 11, 21), TODAY, date(2029, 3, 1), date(2029, 3, 2)]


def barred(scope, day=TODAY, what=Bar.RANKING, usccs=None):
    with reading(scope) as session:
        return queries.barred(session, usccs, day, what)


def products_of(scope, standard):
    with reading(scope) as session:
        return [each.id for each in declarations.products_of(session, standard, TODAY, after=-1, limit=9)]


def test_each_is_barred_by_the_oldest_entry_that_does_it(ready, enterprise):
    standard = PublishedFactory(where=ready, enterprise=enterprise, body__count=2).id
    product = products_of(ready, standard)[0]
    first, _, of_standard, of_product = [
        EntryFactory(where=ready, enterprise=enterprise, **fields).id
        for fields in (
            {},
            {},
            {"body__standard": str(standard), "body__bars": ["title"]},
            {"body__product": str(product), "body__bars": ["ranking"]},
        )
    ]
    found = barred(ready)
    assert (found.enterprises, found.standards, found.products) == (
        {enterprise.id: first},
        {},
        {product.number: of_product},
    )
    assert barred(ready, what=Bar.TITLE).standards == {standard.number: of_standard}


def test_only_those_who_were_asked_about(ready):
    one, two = (EnterpriseFactory(where=ready) for _ in range(2))
    for each in (one, two):
        EntryFactory(where=ready, enterprise=each)
    assert set(barred(ready).enterprises) == {one.id, two.id}
    assert set(barred(ready, usccs=[two.uscc]).enterprises) == {two.id}
    assert barred(ready, usccs=[]).enterprises == {}


@pytest.mark.parametrize("day", ALL_DAYS)
def test_the_database_says_what_the_rule_says(ready, day):
    """On the first and last day, and on those beside them."""
    made = [
        EntryFactory(where=ready),
        EntryFactory(where=ready, body__valid_to=None),
        EntryFactory(where=ready, body__bars=[]),
        EntryFactory(where=ready, repaired="2026-11-22"),
        EntryFactory(where=ready, body__valid_from="2027-01-01"),
    ]
    expected = {each.enterprise.id for each in made if bars(each, day, Bar.RANKING)}
    assert set(barred(ready, day).enterprises) == expected


@pytest.fixture
def fridges(ready):
    """Two products of two enterprises, graded by a scheme."""
    add_scheme(ready, SchemeFactory(id="fridges"))
    return [PublishedFactory(where=ready, enterprise=EnterpriseFactory(where=ready)) for _ in range(2)]


def reasons(scope, standard):
    found = graded_now(scope, "fridges")
    entries = [found.entry(place) for place in range(len(found.candidates))]
    return [each.reason for each in entries if each.candidate.standard == standard]


def owner(scope, standard):
    with reading(scope) as session:
        return declarations.standard(session, standard, TODAY).enterprise


def test_who_is_barred_is_out_of_the_ranking_at_once_and_says_why(ready, client, fridges):
    mine, theirs = (each.id for each in fridges)
    assert reasons(ready, mine) == reasons(ready, theirs) == [None]
    EntryFactory(where=ready, enterprise=owner(ready, mine))
    assert (reasons(ready, mine), reasons(ready, theirs)) == (["barred"], [None])
    edition = build(ready, "fridges")
    assert dict(edition.counts.by_reason) == {"barred": 1}
    asked = client.get("/api/v1/schemes/fridges").json["requirements"]
    assert {"check": "computed", "code": "not-barred"} in asked
    uscc = owner(ready, mine).uscc
    assert f'<a href="/e/{uscc}#credit">信用记录限制其入榜</a>' in client.get(f"/editions/{edition.id}").text


@pytest.mark.parametrize(
    ("fields", "out"),
    [
        ({}, True),
        ({"body__bars": ["title"]}, False),
        ({"body__valid_from": "2026-11-23"}, False),
        ({"body__valid_from": "2026-11-22"}, True),
        ({"body__valid_to": "2026-11-21"}, False),
        ({"body__valid_to": "2026-11-22"}, True),
        ({"repaired": "2026-11-22"}, False),
        ({"repaired": "2026-11-23"}, True),
    ],
)
def test_an_entry_bars_on_its_days_only(ready, fridges, fields, out):
    standard = fridges[0].id
    EntryFactory(where=ready, enterprise=owner(ready, standard), **fields)
    assert reasons(ready, standard) == ["barred" if out else None]


def test_the_next_day_is_graded_anew(ready, fridges):
    standard = fridges[0].id
    EntryFactory(where=ready, enterprise=owner(ready, standard), body__valid_from="2026-11-23")
    assert reasons(ready, standard) == [None]
    tomorrow = Clock(frozen=datetime(2026, 11, 23, 12, tzinfo=SHANGHAI))
    assert reasons(replace(ready, clock=tomorrow), standard) == ["barred"]


def test_an_entry_about_one_product_or_standard_bars_no_other(ready, enterprise):
    add_scheme(ready, SchemeFactory(id="fridges"))
    one, two = (PublishedFactory(where=ready, enterprise=enterprise, body__count=2).id for _ in range(2))
    EntryFactory(where=ready, enterprise=enterprise, body__product=str(products_of(ready, one)[0]))
    assert sorted(map(str, reasons(ready, one))) == ["None", "barred"]
    assert reasons(ready, two) == [None, None]
    EntryFactory(where=ready, enterprise=enterprise, body__standard=str(two))
    assert reasons(ready, two) == ["barred", "barred"]
    assert sorted(map(str, reasons(ready, one))) == ["None", "barred"]


def test_the_archive_says_who_was_barred(ready, fridges, tmp_path):
    EntryFactory(where=ready, enterprise=owner(ready, fridges[0].id))
    edition, content = archive_of(ready, str(build(ready, "fridges").id))
    (tmp_path / "a.zip").write_bytes(content)
    assert recompute.recomputed(str(tmp_path / "a.zip")) == (edition.digest, edition.digest)
