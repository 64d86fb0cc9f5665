from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import BOUNDARY, LONGEST, code, cut, words

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)
MIXED = st.text(st.sampled_from("空气净化器茶 aZ09ＱＡ／-—_.|，\t\0\ud800é"), max_size=40)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("空气净化器", "空气 气净 净化 化器 器 |"),
        ("茶", "茶 |"),
        ("空气、净化", "空气 气 净化 化 |"),
        ("Midea 空调", "midea 空调 调 |"),
        ("ＭＩＤＥＡ　空調", "midea 空调 调 |"),
        ("空氣淨化器", "空气 气净 净化 化器 器 |"),
        ("1.5匹", "1.5 匹 |"),
        ("XQG100洗衣机", "xqg 100 洗衣 衣机 机 | xqg100"),
        ("KFR-35GW/BP3DN", "kfr 35 gw bp 3 dn | kfr35gwbp3dn"),
        ("energy-efficient", "energy efficient |"),
        ("Q/SLHJ 012—2025", "q slhj 012 2025 | qslhj0122025"),
        ("按GB/T 7725-2004和GB 12021.2-2015", "按 gb t 7725 2004 和 gb 12021.2 2015 | gbt77252004 gb12021.22015"),
        ("0.05mg/m³", "0.05 mg m 3 | 0.05mgm3"),
        ("𠮷野家", "𠮷野 野家 家 |"),
        ("≥，。\ud800\0\ue000", "|"),
        ("냉장고 冷蔵庫 холодильник", "냉장고 冷蔵 蔵库 库 холодильник |"),
        ("", "|"),
    ],
)
def test_how_text_is_cut(text: str, tokens: str) -> None:
    assert " ".join(cut([text])) == tokens


def test_a_boundary_stands_between_values_and_codes_come_once_at_the_end() -> None:
    assert cut(["A-1 空", "A-1"]) == ("a", "1", "空", BOUNDARY, "a", "1", BOUNDARY, "a1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("空气净化器", [("空气净化器", "空气 气净 净化 化器", None)]),
        (
            "海尔 XQG100-14B 茶",
            [("海尔", "海尔", None), ("xqg100-14b", "xqg 100 14 b", "xqg10014b"), ("茶", "茶", None)],
        ),
        ("Q/SLHJ 012-2025", [("q/slhj 012-2025", "q slhj 012 2025", "qslhj0122025")]),
        ("GB/T 7725 冰箱", [("gb/t 7725", "gb t 7725", "gbt7725"), ("冰箱", "冰箱", None)]),
        ("haier 500", [("haier", "haier", "haier"), ("500", "500", "500")]),
        ("冰箱 冰箱", [("冰箱", "冰箱", None)]),
        ("，。！", []),
    ],
)
def test_the_words_of_a_query(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(word.text, " ".join(word.tokens), word.code) for word in words(text)] == expected


@pytest.mark.parametrize(
    "spelling",
    ["Q/SLHJ 012-2025", "q/slhj012-2025", "Ｑ／ＳＬＨＪ　０１２—２０２５", "Q SLHJ 012－2025", "QSLHJ0122025"],
)
def test_every_spelling_of_a_number_is_one_code(spelling: str) -> None:
    assert code(spelling) == "qslhj0122025"


def test_a_point_within_a_number_belongs_to_the_code() -> None:
    assert code("GB 12021.2-2015") != code("GB 120212-2015")
    assert code("No. 5.") == "no5"


@given(HAN, st.data())
def test_every_part_of_a_run_is_found_by_its_pairs(run: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    (word,) = words(run[start:end])
    tokens = cut(["前缀，" + run + "，后缀"])
    if len(word.tokens) == 1 and len(word.text) == 1:
        assert any(token.startswith(word.text) for token in tokens)
    else:
        count = len(word.tokens)
        assert any(tokens[at : at + count] == word.tokens for at in range(len(tokens)))


@given(HAN, HAN)
def test_no_word_is_found_across_two_values(left: str, right: str) -> None:
    (word,) = words(left[-1] + right[0])
    tokens = cut([left, right])
    found = any(tokens[at : at + 1] == word.tokens for at in range(len(tokens)))
    assert found == ((left[-1] + right[0]) in left or (left[-1] + right[0]) in right)


@given(MIXED)
def test_tokens_are_short_folded_and_hold_nothing_that_an_engine_could_choke_on(text: str) -> None:
    for token in cut([text]):
        assert token == BOUNDARY or (0 < len(token) <= LONGEST and all(s.isalnum() or s == "." for s in token))
        assert token == token.casefold()
    assert code(code(text)) == code(text)


@given(MIXED)
def test_documents_and_queries_are_cut_alike(text: str) -> None:
    tokens = set(cut([text]))
    for word in words(text):
        assert set(word.tokens) <= tokens | ({word.text} if len(word.text) == 1 else set())
        if word.code is not None and len(word.tokens) > 1 and any(map(str.isdigit, word.text)):
            assert word.code in tokens


def test_ten_thousand_hostile_characters_are_cut_in_one_pass() -> None:
    for hostile in ("a" * 100_000, "a/" * 50_000, "gb/t  " * 20_000, "1." * 50_000, "空a" * 50_000, "gb 1." * 20_000):
        assert cut([hostile])[-1]
