"""Other words for a thing: each term stands in one group, and is found however it is typed."""

import pytest

from registry.indicators.dictionary import tight
from registry.reference.loading import shipped
from registry.reference.snapshot import build
from tests.unit.reference.making import by_code


@pytest.fixture(scope="module")
def synonyms():
    return build(1, shipped()).synonyms


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("冰箱", "家用电冰箱"),
        ("空调", "房间空气调节器"),
        ("Air Purifier", "空气净化器"),
        ("全年能源消耗效率", "APF"),
        ("噪音", "噪声"),
        ("马桶", "坐便器"),
        ("空净", "空气净化器"),
        ("智能马桶一体机", "智能坐便器"),
        ("护眼台灯", "读写作业台灯"),
        ("空气能热泵", "空气源热泵机组"),
        ("滚筒式洗衣机", "滚筒洗衣机"),
        ("车载净化器", "车载空气净化器"),
        ("内墙漆", "内墙涂料"),
        ("外墙漆", "外墙涂料"),
        ("地坪漆", "地坪涂料"),
    ],
)
def test_a_word_has_other_words(synonyms, word, other):
    assert other in synonyms[tight(word)]


@pytest.mark.parametrize("word", ["烘干机", "冷柜", "烧酒", "龙头", "甲醛含量"])
def test_what_is_not_the_same_thing_is_no_synonym(synonyms, word):
    assert "干衣机" not in synonyms.get(word, ())
    assert "家用电冰箱" not in synonyms.get(word, ())
    assert "甲醛释放量" not in synonyms.get(word, ())


def test_a_group_is_whole(synonyms):
    for others in synonyms.values():
        chinese = {other for other in others if not other.isascii()}
        for other in chinese:
            assert chinese - {other} <= set(synonyms[tight(other)])


def test_a_chinese_word_has_no_english_ones(synonyms):
    assert "air purifier" not in synonyms["空气净化器"]
    assert {"空气净化器", "air cleaner"} <= set(synonyms["airpurifier"])


def test_a_term_of_two_groups_is_refused():
    rows = {**shipped(), "synonym": by_code([])}
    rows["synonym"] = {
        "甲": {"group": "甲", "kind": "product", "terms": ["甲机", "乙机"]},
        "丙": {"group": "丙", "kind": "product", "terms": ["丙机", "乙机"]},
    }
    with pytest.raises(ValueError, match="two groups"):
        build(1, rows)


def test_a_maker_is_found_by_its_name_in_both_languages(synonyms):
    assert "Haier" in synonyms["海尔"]
    assert "海尔" in synonyms["haier"]
