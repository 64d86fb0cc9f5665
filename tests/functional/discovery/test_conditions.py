"""Hundreds of searches with conditions on indicators, whichever way they are answered, held against the stored rows."""

import os
import random
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from registry.declarations import queries as declarations
from registry.discovery import answering, searching, selecting
from registry.discovery.searching import search
from registry.discovery.values import Order, SearchRequest
from registry.indexing.service import rebuild
from registry.indicators.canonical import Bounds
from registry.kernel.decimals import canonical, plain
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import reading
from registry.reference import queries as reference
from search.documents import Unit
from search.engines import ENGINES
from tests.functional.declarations.holding import ends, naive, some_bounds, stored

A_PAGE = 400

TEXTS = ("", "samsung", "冰箱", "纯电动乘用车", "示例", "model", "企业:示例 冰箱")


@pytest.fixture(scope="module", params=ENGINES if not os.environ.get("TEST_DATABASE_URL") else ENGINES[:1])
def engine(request, samples, tmp_path_factory):
    """The samples, found by each engine."""
    if request.param == ENGINES[0]:
        return samples.search
    settings = replace(samples.settings, search=request.param, data=tmp_path_factory.mktemp(request.param))
    other = replace(samples, settings=settings)
    rebuild(other.scope, other.search)
    return other.search


@pytest.fixture(scope="module")
def rows(samples):
    with reading(samples.scope) as session:
        return stored(session)


def every(scope, engine, request):
    """All hits of a request, page by page, and what the pages say of them: (ids, total, possible)."""
    ids, after = [], None
    while True:
        found = search(scope, engine, replace(request, after=after, limit=A_PAGE))
        ids += [hit.id for hit in found.hits]
        after = found.next
        if after is None:
            return ids, found.total, found.possible.total if found.possible else 0


def typed(code, bounds):
    """A condition as a program writes it."""
    if bounds.low is not None and bounds.high is not None:
        return f"{code}={plain(bounds.low)}..{plain(bounds.high)}"
    if bounds.low is not None:
        return f"{code}{'>' if bounds.low_open else '>='}{plain(bounds.low)}"
    return f"{code}{'<' if bounds.high_open else '<='}{plain(bounds.high)}"


WAYS = {
    "ids as a filter": {"FEW_VALUES": 10**9},
    "hits looked up": {"FEW_VALUES": 5, "FEW_HITS": 10**9},
    "most surely": {"FEW_VALUES": 0, "FEW_HITS": 0, "FEW_OTHERS": Fraction(1, 10**9)},
    "hits walked through": {"FEW_VALUES": 10**9, "MOST_VALUES": 3},
}


def way_of(selection):
    if selection.met is None:
        return "most surely"
    if selection.among:
        return "hits looked up"
    return "hits walked through" if selection.sure.is_large else "ids as a filter"


@pytest.mark.parametrize(("unit", "way"), [(unit, way) for unit in Unit for way in WAYS])
def test_searches_find_what_the_rows_say(samples, engine, rows, monkeypatch, unit, way):
    monkeypatch.setattr(searching, "_rows", lambda *given: tuple(SimpleNamespace(id=hit.key.id) for hit in given[-1]))
    for name, value in WAYS[way].items():
        monkeypatch.setattr(selecting, name, value)
    taken, select = [], answering.select

    def selected(*given):
        selection = select(*given)
        taken.append(way_of(selection))
        return selection

    monkeypatch.setattr(answering, "select", selected)
    scope, chance, declared = samples.scope, random.Random(f"{unit} {way}"), ends(rows)
    with reading(scope) as session:
        dictionary = reference.reference(session).dictionary
    codes = {code for code in declared if dictionary.get(code).scale is None}
    plainly, said = {}, {}
    numbers = []
    for text in TEXTS:
        request = SearchRequest(text=text, unit=unit, order=Order.PUBLISHED)
        ids, total, _ = every(scope, engine, request)
        assert len(ids) == len(set(ids)) == total
        plainly[text] = _shown(scope, unit, ids)
        said[text] = [key for key in rows if key[2] in codes and _key(unit, key) in plainly[text]]
        numbers.append(total)
    assert min(numbers) > 0
    counts = []
    for _ in range(34):
        text = chance.choice(TEXTS)
        asked_codes = {chance.choice(said[text])[2] for _ in range(chance.choice((1, 1, 2)))}
        asked = [(code, _read(some_bounds(chance, declared[code]))) for code in sorted(asked_codes)]
        request = SearchRequest(
            text=text,
            unit=unit,
            order=Order.PUBLISHED,
            indicators=tuple(typed(code, bounds) for code, bounds in asked),
        )
        met = naive(rows, [((code,), bounds) for code, bounds in asked])
        sure, possible = set(), set()
        for product, surely in met.items():
            if _key(unit, product) in plainly[text]:
                (sure if surely else possible).add(plainly[text][_key(unit, product)])
        ids, total, perhaps = every(scope, engine, request)
        assert len(ids) == total, request
        assert set(ids) == sure, request
        assert perhaps == len(possible - sure), request
        counts.append(total)
    assert sum(map(bool, counts)) > 15
    assert taken.count(way) > 5, taken


def _read(bounds):
    """As a condition is read: at twelve digits, and a range holds both of its ends."""
    low, high = (None if end is None else canonical(end) for end in (bounds.low, bounds.high))
    if low is not None and high is not None:
        return Bounds(low, high)
    return replace(bounds, low=low, high=high)


def _key(unit, row):
    """What a row is found as: its standard, or its product under this standard."""
    return row[0] if unit is Unit.STANDARD else row[:2]


def _shown(scope, unit, ids):
    """The ids by what `_key` calls them."""
    if unit is Unit.STANDARD:
        return {PublicId.parse(each, STANDARD).number: each for each in ids}
    with reading(scope) as session:
        found = declarations.products(session, [PublicId.parse(each, PRODUCT) for each in ids], scope.clock.today())
    return {(view.standard.number, identity.number): str(identity) for identity, view in found.items()}
