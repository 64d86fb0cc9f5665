"""Words held by texts without an engine."""

import pytest

from search.analysis import words
from search.holding import Held

TEXTS = ("多门冰箱", "容声", "BCD-500WD12FP", "白色 500L", "6901234567892")


@pytest.mark.parametrize(
    "asked",
    [
        "冰箱",
        "多门冰箱",
        "箱",
        "bcd",
        "BCD-500WD",
        "bcd500wd12fp",
        "BCD 500WD",
        "500L 白色",
        "6901234567892",
        "容声 冰箱",
    ],
)
def test_what_an_engine_finds_is_held(asked):
    assert Held(TEXTS).every(words(asked), {})


@pytest.mark.parametrize("asked", ["门冰柜", "冰箱 海尔", "BCD-501", "50", "bc"])
def test_other_words_are_not_held(asked):
    assert not Held(TEXTS).every(words(asked), {})


def test_a_synonym_stands_for_its_word():
    assert Held(TEXTS).every(words("雪柜"), {"雪柜": ["冰箱"]})
    assert Held(TEXTS).every(words("cold box"), {"coldbox": ["冰箱"]})
    assert not Held(TEXTS).every(words("雪柜"), {"雪柜": ["冷柜"]})


def test_a_phrase_does_not_reach_over_to_the_next_text():
    assert Held(TEXTS).phrase(words("白色 500L"))
    assert not Held(TEXTS).phrase(words("冰箱 容声"))
