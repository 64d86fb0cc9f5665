"""Every class of query finds what a walk over all the documents finds, in its order, page by page."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest

from search.analysis import code, words
from search.documents import Document, KeywordField, NumberField, TextField, Unit, day, instant
from search.matching import Reading, match, phrase
from search.port import Engine
from search.query import All, AnyOf, Facet, Keyword, Node, Not, Phrase, Prefix, Query, Range, Sort, Term
from search.results import Hit
from tests.contract.corpus import START, Corpus, random_node
from tests.contract.making import document, found

PRODUCTS = Keyword(KeywordField.UNIT, frozenset({Unit.PRODUCT}))
TODAY = day(date(2022, 5, 1))
CURRENT = (Range(NumberField.EFFECTIVE_ON, high=TODAY), Range(NumberField.ENDED_ON, low=TODAY))
NOISE = Phrase(TextField.BODY, ("噪声",))

CLASSES: dict[str, Query] = {
    "everything": Query(),
    "term": Query(match=Term(TextField.TITLE, "净化")),
    "term in the codes": Query(match=Term(TextField.CODES, "6900000000777")),
    "term that stands nowhere": Query(match=Term(TextField.TITLE, "鲸鱼")),
    "phrase": Query(match=Phrase(TextField.TITLE, ("空气", "气净", "净化", "化器"))),
    "phrase of one token": Query(match=Phrase(TextField.TITLE, ("冰箱",))),
    "phrase of none": Query(match=Phrase(TextField.TITLE, ())),
    "phrase whose tokens stand apart": Query(match=Phrase(TextField.BODY, ("噪声", "噪声"))),
    "prefix of initials": Query(match=Prefix(TextField.INITIALS, "ye")),
    "year": Query(filters=(Keyword(KeywordField.YEAR, frozenset({"2021", "2022"})),)),
    "indicator": Query(match=match("净化器"), filters=(Keyword(KeywordField.INDICATOR, frozenset({"i3"})),)),
    "phrase with a number": Query(match=Phrase(TextField.BODY, ("gb", "t"))),
    "prefix of one character": Query(match=Prefix(TextField.TITLE, "茶")),
    "prefix of a code": Query(match=Prefix(TextField.CODES, "qslhj01")),
    "prefix with a point": Query(match=Prefix(TextField.NAMES, "1.")),
    "empty prefix": Query(match=Prefix(TextField.TITLE, "")),
    "all": Query(match=All((Term(TextField.TITLE, "净化"), NOISE))),
    "all of none": Query(match=All(())),
    "any": Query(match=AnyOf((Term(TextField.TITLE, "茶叶"), Term(TextField.TITLE, "微波"), NOISE))),
    "any of none": Query(match=AnyOf(())),
    "not": Query(match=Not(NOISE)),
    "not among all": Query(match=All((Term(TextField.TITLE, "空调"), Not(NOISE)))),
    "not among any": Query(match=AnyOf((Term(TextField.TITLE, "空调"), Not(NOISE)))),
    "keyword": Query(filters=(Keyword(KeywordField.KIND, frozenset({"association"})),)),
    "keywords": Query(filters=(Keyword(KeywordField.KIND, frozenset({"association", "national", "none"})),)),
    "no keyword": Query(filters=(Keyword(KeywordField.KIND, frozenset()),)),
    "keyword that nobody has": Query(match=NOISE, filters=(Keyword(KeywordField.USCC, frozenset({"0"})),)),
    "category in the middle of its path": Query(filters=(Keyword(KeywordField.CATEGORY, frozenset({"385"})),)),
    "range": Query(filters=(Range(NumberField.PUBLISHED_AT, instant(START), instant(START + timedelta(hours=5))),)),
    "range of one": Query(filters=(Range(NumberField.EFFECTIVE_ON, TODAY, TODAY),)),
    "range without bounds": Query(filters=(Range(NumberField.ENDED_ON),)),
    "reversed range": Query(match=NOISE, filters=(Range(NumberField.EFFECTIVE_ON, TODAY, TODAY - 1),)),
    "range beyond all numbers": Query(filters=(Range(NumberField.EFFECTIVE_ON, -(2**80), 2**80),)),
    "range above all numbers": Query(filters=(Range(NumberField.EFFECTIVE_ON, low=2**80),)),
    "current": Query(filters=CURRENT),
    "current products with a word": Query(match=match("冰箱"), filters=(PRODUCTS, *CURRENT)),
    "words": Query(match=match("海尔 空气净化器 噪声")),
    "one character": Query(match=match("茶")),
    "number in another spelling": Query(match=match("ｑ/ｓｌｈｊ 005-2019")),
    "words read loosely": Query(match=match("家用空气净化器噪声", reading=Reading.LOOSE)),
    "words read broadly": Query(match=match("家用空气净化器噪声 KJ650", reading=Reading.BROAD)),
    "a word or its synonym": Query(match=match("冰箱 海尔", synonyms={"冰箱": ("空气净化器", "微波")})),
    "words side by side": Query(match=phrase(words("空气净化器 噪声"))),
    "words but those": Query(match=match("海尔"), filters=(Not(phrase(words("冰箱"))),)),
    "sorted": Query(match=NOISE, filters=(PRODUCTS,), sort=Sort(NumberField.PUBLISHED_AT)),
    "sorted, ascending": Query(match=NOISE, sort=Sort(NumberField.PUBLISHED_AT, descending=False)),
    "sorted by what most have in common": Query(sort=Sort(NumberField.ENDED_ON)),
}


@pytest.mark.parametrize("query", CLASSES.values(), ids=CLASSES)
def test_finds_what_a_walk_over_all_documents_finds(full: Engine, corpus: Corpus, query: Query) -> None:
    check(full, corpus, query)


def test_an_id_set_narrows_like_any_keyword(full: Engine, corpus: Corpus) -> None:
    ids = frozenset(each.id for each in corpus.documents[::3])
    query = Query(match=NOISE, filters=(Keyword(KeywordField.ID, ids),))
    assert len(corpus.found(query)) > 300
    check(full, corpus, query)


def test_a_large_id_set_finds_what_it_names(full: Engine, corpus: Corpus) -> None:
    """Narrow indicator filters come as one: of 20,000 ids the half is in this index."""
    ids = frozenset({*(each.id for each in corpus.documents), *(f"EX2026-{n:08d}-1" for n in range(10_000))})
    first = full.search(Query(filters=(Keyword(KeywordField.ID, ids),), limit=1000))
    assert first.total == len(corpus.documents)
    check(full, corpus, Query(match=match("冰箱"), filters=(PRODUCTS, Keyword(KeywordField.ID, ids))))


FACETS: dict[str, Query] = {
    "of everything": Query(facets=tuple(Facet(field, 5) for field in KeywordField)),
    "of what is filtered": Query(
        match=match("冰箱"), filters=(PRODUCTS, *CURRENT), facets=(Facet(KeywordField.USCC, 40),)
    ),
    "of more than there are": Query(match=NOISE, facets=(Facet(KeywordField.YEAR, 1000), Facet(KeywordField.KIND))),
    "of nothing": Query(match=Term(TextField.TITLE, "鲸鱼"), facets=(Facet(KeywordField.CATEGORY),)),
    "of a page in the middle": Query(
        sort=Sort(NumberField.PUBLISHED_AT), after=(0, 0), facets=(Facet(KeywordField.REGION, 3),)
    ),
}


@pytest.mark.parametrize("query", FACETS.values(), ids=FACETS)
def test_facets_count_what_a_walk_counts(full: Engine, corpus: Corpus, query: Query) -> None:
    assert full.search(query).facets == corpus.facets(query)


@pytest.mark.parametrize("query", FACETS.values(), ids=FACETS)
def test_a_tally_counts_the_facets_and_what_holds_each_condition(full: Engine, corpus: Corpus, query: Query) -> None:
    ended = Range(NumberField.ENDED_ON, high=TODAY - 1)
    nodes = (
        *CURRENT,
        All(CURRENT),
        All((ended, Range(NumberField.WITHDRAWN_ON, low=TODAY))),
        ended,
        NOISE,
        All((ended, NOISE)),
        Not(All(CURRENT)),
        All(()),
        Range(NumberField.EFFECTIVE_ON, TODAY, TODAY - 1),
        Range(NumberField.EFFECTIVE_ON, -(2**80), 2**80),
        Range(NumberField.EFFECTIVE_ON),
    )
    tally = full.tally(query, nodes)
    assert tally.facets == corpus.facets(query)
    held = [len(corpus.found(replace(query, filters=(*query.filters, node)))) for node in nodes]
    assert list(tally.counts) == held


def test_a_facet_counts_what_is_there_now(engine: Engine) -> None:
    asked = Query(facets=(Facet(KeywordField.YEAR),), limit=1)
    with engine.write() as writer:
        writer.apply([document(1, year="2025"), document(2, year="2026"), document(3, year="2026")], change=1)
        writer.commit()
        writer.apply([document(1, year="2024")], [document(2).key], change=2)
        writer.commit()
    assert engine.search(asked).facets == {KeywordField.YEAR: (("2024", 1), ("2026", 1))}


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("q/slhj 00", Prefix(TextField.CODES, code("q/slhj 00"))),
        ("空气净", match("空气净", {TextField.TITLE: 1.0})),
        ("kqj", Prefix(TextField.INITIALS, "kqj")),
        ("slh", Prefix(TextField.NUMBER, "slh")),
    ],
)
def test_what_is_typed_so_far_suggests_the_document(engine: Engine, typed: str, node: Node) -> None:
    """Suggestions are a query like any other."""
    number = "Q/SLHJ 001-2025"
    wanted = document(1, "空气净化器", number=number, codes=(number,), initials=("kqjhq",))
    with engine.write() as writer:
        writer.apply([wanted, document(2, "电冰箱", number="Q/HR 002-2025", initials=("dbx",))], change=1)
        writer.commit()
    assert [hit.key for hit in engine.search(Query(match=node)).hits] == [wanted.key]


def test_random_trees_find_what_a_walk_finds(full: Engine, corpus: Corpus) -> None:
    chosen = random.Random("trees")
    found = 0
    for _ in range(100):
        query = Query(
            match=random_node(chosen, corpus, 3) if chosen.random() < 0.8 else None,
            filters=tuple(random_node(chosen, corpus, 1) for _ in range(chosen.randrange(3))),
            sort=chosen.choice((None, *(Sort(field, chosen.random() < 0.5) for field in NumberField))),
        )
        found += bool(check(full, corpus, query))
    assert found > 50, "most of these queries should find something, or they prove little"


@pytest.mark.parametrize(
    "name", ["words", "all", "any", "prefix of one character", "current", "sorted", "sorted, ascending"]
)
def test_small_pages_give_the_same_order_as_large_ones(full: Engine, name: str) -> None:
    query = CLASSES[name]
    large = [hit.key for hit in pages(full, query, 1000)][:300]
    small = [hit.key for hit, _ in zip(pages(full, query, 7), range(300), strict=False)]
    assert small == large[: len(small)]
    assert len(small) == min(300, full.count(query))


@pytest.mark.parametrize("text", ["空气", "空气 滤网"])
def test_pages_of_relevance_go_on_where_they_stopped_though_something_is_committed(engine: Engine, text: str) -> None:
    """A document more moves every score a little: the last hit has to be found again, not its score."""
    asked = Query(match=match(text), limit=20)
    with engine.write() as writer:
        titles = (f"空气净化器{'滤网' * (number % 7 + 1)} M{number}" for number in range(400))
        writer.apply([document(number, title) for number, title in enumerate(titles, 1)], change=1)
        writer.commit()
        order = [hit.key for hit in pages(engine, asked, 1000)]
        seen = list(engine.search(asked).hits)
        for number in range(1, 400 // 20):
            writer.apply([document(1000 + number, "微波炉" * number)], change=1)
            writer.commit()
            seen += engine.search(replace(asked, after=seen[-1].sort)).hits
    assert [hit.key for hit in seen] == order


def test_a_last_hit_that_is_gone_is_followed_by_what_scores_less(engine: Engine) -> None:
    asked = Query(match=match("空气"), limit=20)
    with engine.write() as writer:
        writer.apply([document(number, "空气" + "净化器" * number) for number in range(1, 61)], change=1)
        writer.commit()
        order = [hit.key for hit in pages(engine, asked, 1000)]
        last = engine.search(asked).hits[-1]
        writer.apply([], [last.key], change=2)
        writer.commit()
    assert [hit.key for hit in engine.search(replace(asked, after=last.sort)).hits] == order[20:40]


@pytest.mark.parametrize(("limit", "most"), [(5, 300), (900, None)])
def test_a_tie_as_large_as_the_index_is_paged_by_rank(
    full: Engine, corpus: Corpus, limit: int, most: int | None
) -> None:
    everywhere = Query(match=Prefix(TextField.CODES, "69"))
    assert [hit.key for hit in islice(pages(full, everywhere, limit), most)] == sorted(
        (each.key for each in corpus.documents), key=lambda key: key.rank
    )[:most]


def test_what_is_filtered_is_not_scored(full: Engine) -> None:
    alone = full.search(Query(match=NOISE, limit=1000))
    filtered = full.search(Query(match=NOISE, filters=(PRODUCTS, *CURRENT), limit=1000))
    scores = {hit.key: hit.score for hit in alone.hits}
    same = [(hit.score, scores[hit.key]) for hit in filtered.hits if hit.key in scores]
    assert len(same) > 50
    assert all(given == pytest.approx(expected, rel=1e-5) for given, expected in same)


def test_a_weight_moves_its_field_up(full: Engine) -> None:
    def first(title: float, body: float) -> Hit:
        nodes = (Term(TextField.TITLE, "冰箱", title), Term(TextField.BODY, "噪声", body))
        return full.search(Query(match=AnyOf(nodes), filters=(Not(All(nodes)),), limit=1)).hits[0]

    titled, bodied = (Query(match=Term(*at)) for at in ((TextField.TITLE, "冰箱"), (TextField.BODY, "噪声")))
    assert first(50, 1).key in {hit.key for hit in pages(full, titled, 1000)}
    assert first(1, 50).key in {hit.key for hit in pages(full, bodied, 1000)}


def test_titles_are_ordered_by_how_much_else_they_hold(engine: Engine) -> None:
    """Of those that hold the words as often: every engine weighs by frequency, rarity and length."""
    titles = ("家用空气净化器（带加湿功能）", "空气净化器用滤网", "空气净化器", "家用电冰箱", "洗衣机", "空气调节器")
    with engine.write() as writer:
        writer.apply([document(number, title) for number, title in enumerate(titles)], change=1)
        writer.commit()
    assert found(engine, "空气净化器") == [document(number).id for number in (2, 1, 0)]


def test_an_exact_number_stands_first(full: Engine, corpus: Corpus) -> None:
    wanted = corpus.documents[4]
    spelt = wanted.number.lower().replace(" ", "").replace("-", "—")
    page = full.search(Query(match=match(spelt)))
    assert page.hits[0].key == wanted.key
    assert page.hits[0].mark == wanted.mark


def pages(engine: Engine, query: Query, limit: int) -> Iterator[Hit]:
    after = None
    while True:
        page = engine.search(Query(match=query.match, filters=query.filters, sort=query.sort, after=after, limit=limit))
        yield from page.hits
        if len(page.hits) < limit:
            return
        after = page.hits[-1].sort


def check(engine: Engine, corpus: Corpus, query: Query) -> list[Document]:
    """The documents that `query` finds, after comparing with what the engine gives."""
    expected = corpus.found(query)
    hits = list(pages(engine, query, 1000))
    assert {hit.key for hit in hits} == {each.key for each in expected}
    assert len(hits) == len(expected), "no document twice"
    assert engine.search(query).total == engine.count(query) == len(expected)
    if query.sort is None:
        order = [(-(hit.score or 0.0), hit.key.rank) for hit in hits]
        assert order == sorted(order)
    else:
        sign, field = (-1 if query.sort.descending else 1), query.sort.field
        ordered = sorted(expected, key=lambda each: (sign * each.number_of(field), each.key.rank))
        assert [hit.key for hit in hits] == [each.key for each in ordered]
    return expected
