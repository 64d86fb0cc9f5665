from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import words
from search.highlight import highlight

TEXTS = st.text(st.sampled_from("空气净化器茶<>&\"' aZ09Ａ-/é\u0301ﷺ²\0，"), max_size=60)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("美的空气净化器", "空气净化器", "美的[空气净化器]"),
        ("净化空气的机器", "空气净化器", "[净化][空气]的机器"),
        ("净化空气的机器", "净化器", ""),
        ("美的空氣淨化器", "空气净化器", "美的[空氣淨化器]"),
        ("家用电冰箱", "電冰箱", "家用[电冰箱]"),
        ("红茶与茶叶", "茶", "红[茶]与[茶]叶"),
        ("空气净化净化器", "净化", "空气[净化净化]器"),
        ("Midea KFR-35GW/BP3", "kfr35gw", "Midea [KFR-35GW]/BP3"),
        ("按 GB／T 7725—2004 测", "gb/t7725-2004", "按 [GB／T 7725—2004] 测"),
        ("按GB/T 7725-2004测", "gb/t 7725", "按[GB/T 7725]-2004测"),
        ("容量５００ｍｌ", "500ml", "容量[５００ｍｌ]"),
        ("1500ml", "500ml", ""),
        ("A <1>", "a-1", "[A &lt;1]&gt;"),
        ("Cafe\u0301 机", "café", "[Cafe\u0301] 机"),
        ("<b>冰箱</b>", "冰箱", "&lt;b&gt;[冰箱]&lt;/b&gt;"),
        ("\"冰箱\" & '茶'", "冰箱 b", "&quot;[冰箱]&quot; &amp; &#x27;茶&#x27;"),
        ("冰箱", "空调", ""),
        ("", "空调", ""),
        ("冰箱", "，", ""),
    ],
)
def test_what_is_marked(text: str, query: str, marked: str) -> None:
    expected = marked.replace("[", "<mark>").replace("]", "</mark>")
    expected = expected.replace("</mark><mark>", "")  # neighbours are one
    assert "".join(highlight(text, words(query))) == expected


def test_a_long_text_is_shown_around_its_words() -> None:
    text = "甲" * 300 + "噪声" + "乙" * 300 + "能效" + "丙" * 300
    (fragment,) = highlight(text, words("噪声 能效"), length=40)
    assert fragment == "…" + "甲" * 10 + "<mark>噪声</mark>" + "乙" * 28 + "…"
    assert ["噪声" in each for each in highlight(text, words("能效 噪声"), length=40, fragments=5)] == [True, False]


def test_the_fragment_with_more_of_the_query_wins() -> None:
    text = "噪声" + "甲" * 100 + "噪声与能效"
    (fragment,) = highlight(text, words("噪声 能效"), length=20)
    assert "能效" in fragment


@given(TEXTS, TEXTS, st.integers(1, 80), st.integers(1, 4))
def test_fragments_are_safe_and_are_the_text_itself(text: str, query: str, length: int, fragments: int) -> None:
    shown = highlight(text, words(query), length=length, fragments=fragments)
    assert len(shown) <= fragments
    for fragment in shown:
        bare = re.sub(r"</?mark>", "", fragment)
        assert "<" not in bare
        assert "<mark>" in fragment
        assert html.unescape(bare).strip("…") in text
        assert fragment.count("<mark>") == fragment.count("</mark>")


@given(TEXTS)
def test_a_text_holds_its_own_words(text: str) -> None:
    assert bool(highlight(text, words(text))) == bool(words(text))
