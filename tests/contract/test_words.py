"""What people type: words whole, in any spelling, and nothing that breaks anything."""

from __future__ import annotations

import pytest

from search.analysis import words
from search.documents import TextField
from search.errors import InvalidQuery
from search.highlight import highlight
from search.matching import Reading, match
from search.port import Engine
from search.query import Prefix, Query, Term
from tests.contract.making import document, found

TITLES = {
    1: "美的家用空气净化器",
    2: "净化空气的机器",
    3: "空气、净化器",
    4: "车载空气净化装置（带加湿器）",
    5: "家用电冰箱",
    6: "红茶",
    7: "茶叶罐 500mL",
    8: "Midea KFR-35GW/BP3DN 空调器",
    9: "空 气 净 化 器",
}


@pytest.fixture
def shelf(engine: Engine) -> Engine:
    codes = {8: ("KFR-35GW/BP3DN",), 5: ("Q/SLHJ 012-2025", "BCD－520W")}
    with engine.write() as writer:
        writer.apply([document(n, title, codes=codes.get(n, ())) for n, title in TITLES.items()], change=1)
        writer.commit()
    return engine


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("空气净化器", {1}),  # not the machine that purifies air, nor where punctuation or blanks part the word
        ("净化器", {1, 3}),
        ("空气净化", {1, 4}),
        ("净化空气", {2}),
        ("空气 净化", {1, 2, 3, 4}),  # two words, each whole
        ("净化器 家用", {1}),
        ("冰箱", {5}),
        ("家用冰箱", set()),
        ("茶", {6, 7}),
        ("茶叶", {7}),
        ("红茶叶", set()),
        ("５００ＭＬ", {7}),
        ("kfr-35gw", {8}),
        ("KFR35GW/BP3DN", {8}),
        ("kfr 35 gw", {8}),
        ("q/slhj012-2025", {5}),
        ("Q／ＳＬＨＪ　０１２—２０２５", {5}),
        ("bcd520w", {5}),
        ("35", {8}),
        ("5", set()),
    ],
)
def test_the_characters_of_a_word_stand_together(shelf: Engine, text: str, expected: set[int]) -> None:
    assert set(found(shelf, text)) == {document(n).id for n in expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("家用冰箱", {5}), ("家用空气净化器", {1}), ("净化空气", {1, 2, 3, 4}), ("空气净化器", {1, 3}), ("红茶叶", set())],
)
def test_read_loosely_a_run_may_be_several_words_each_of_them_whole(
    shelf: Engine, text: str, expected: set[int]
) -> None:
    assert set(found(shelf, text, loose=True)) == {document(n).id for n in expected}


def test_read_loosely_the_whole_word_still_stands_first(shelf: Engine) -> None:
    assert found(shelf, "净化空气", loose=True)[0] == document(2).id


HOSTILE = {
    "nothing": "",
    "blanks": " \t\n　",
    "punctuation": "，。！？；：“”‘’（）【】《》—…·~@#$%^&*()[]{}|\\/<>'\"`",
    "much punctuation": '+-&|!(){}[]^"~*?:\\/' * 500,
    "query language": 'title:净化 AND (NOT "空气) OR *:* ~2 ^5 /.*/',
    "ten thousand characters": "空气净化器" * 2000,
    "ten thousand words": "空 " * 5000,
    "a run as long as may be": "净化" * 500,
    "a word as long as may be": "a" * 1000,
    "digits and points": "1." * 500,
    "dashes": "a-" * 500,
    "deep nesting": "(" * 500 + "空气" + ")" * 500,
    "NUL": "空气\0净化器\0",
    "lone surrogates": "空气\ud800净化器\udfff",
    "surrogates alone": "\ud800\udc00",
    "right to left": "\u202e空气净化器\u202c",
    "combining": "空" + "\u0301" * 500,
    "joined emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "ligature": "ﷺ" * 50,  # eighteen characters each, once folded
    "outside the basic plane": "𠮷野家𪚥",
    "the boundary": "| || |",
    "every first character": "".join(chr(point) for point in range(1000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_can_be_typed_breaks_anything(shelf: Engine, text: str) -> None:
    for loose in (False, True):
        try:
            node = match(text, reading=Reading.LOOSE if loose else Reading.STRICT)
        except InvalidQuery:
            continue
        if node is not None:
            page = shelf.search(Query(match=node))
            assert page.total == shelf.count(Query(match=node)) == len(page.hits)
    for title in TITLES.values():
        assert all("<mark>" in fragment for fragment in highlight(title, words(text)))


@pytest.mark.parametrize("token", ["", "\ud800", "\0", "x" * 70_000, "a b", ".*", "(", "[a-", "|", "空.", "\\"])
def test_no_token_breaks_anything(shelf: Engine, token: str) -> None:
    for node in (Term(TextField.NAMES, token), Prefix(TextField.NAMES, token)):
        assert shelf.search(Query(match=node)).hits == ()
