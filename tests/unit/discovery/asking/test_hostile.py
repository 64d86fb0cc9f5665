"""Whatever is typed is answered, and what is too long is refused whole."""

import random
import string

import pytest

from registry.discovery.asking import understand
from search.analysis import words
from tests.unit.discovery.asking.reference import names


def test_words_are_those_of_the_analyser():
    chance = random.Random(20261125)
    letters = "空调家用冰箱 GB/T77245KFR　ＡＢ㎡é中国"
    for _ in range(300):
        query = "空" + "".join(chance.choice(letters) for _ in range(20))
        assert understand(query, names()).words == words(query)


def test_what_is_too_long_is_refused_whole():
    for query in ("x" * 10_000, "噪声<62dB " * 11, "词 " * 64 + "又"):
        asked = understand(query[:1000] if "x" not in query else query, names())
        if len(asked.findings) == 1 and asked.findings[0].is_error:
            assert not asked.parts
            assert asked.findings[0].code == "query-too-long"
        else:
            assert len(asked.words) <= 64
    assert understand("x" * 10_000, names()).findings[0].is_error
    assert understand("噪声<62dB " * 11, names()).findings[0].is_error
    assert understand(" ".join(map(str, range(100, 165))), names()).findings[0].is_error
    assert not understand(" ".join(map(str, range(100, 164))), names()).findings


@pytest.mark.parametrize(
    "piece",
    ["噪声<", "一级", "“", '"a ', " -", "1,", "编号:", "噪声<6", "a-", "(", "空气净化器", "\ud800", "\x00", "🙂", "́"],
)
def test_hostile_queries_are_answered(piece):
    asked = understand((piece * 1000)[:1000], names())
    assert all(part.text for part in asked.parts)


def test_random_queries_are_answered():
    chance = random.Random(1)
    letters = (
        '噪声<>≤≥=~-0123456789.,dB(A)kg“”"「」编号:企业：级能效一二 　\ud800\x00APFapf不大于以上至的′″）（🙂é㎡ﷺ'
        + string.punctuation
    )
    for _ in range(500):
        query = "".join(chance.choice(letters) for _ in range(chance.choice((3, 10, 40))))
        for part in understand(query, names()).parts:
            assert part.text in query.replace("\x00", " ").replace("\ud800", " ")
