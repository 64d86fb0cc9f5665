"""Words, their synonyms and phrases as trees."""

from search.analysis import cut, words
from search.documents import TextField
from search.matching import OTHER_WEIGHT, PARTLY, Reading, match, others, parts_of, phrase
from search.query import AnyOf, Phrase, Prefix

TITLE = {TextField.TITLE: 2.0}
SYNONYMS = {"冰箱": ("雪柜", "电冰箱"), "airpurifier": ("空气净化器",)}


def phrases(node):
    """Tokens and weight of every phrase and term in the tree."""
    if isinstance(node, AnyOf) or hasattr(node, "nodes"):
        return [each for inner in node.nodes for each in phrases(inner)]
    return [(node.tokens if isinstance(node, Phrase) else (getattr(node, "token", ""),), node.weight)]


def test_a_synonym_weighs_less_than_the_word():
    found = phrases(match("冰箱", TITLE, synonyms=SYNONYMS))
    assert (("冰箱",), 2.0) in found
    assert (("雪柜",), 2.0 * OTHER_WEIGHT) in found


def test_what_holds_the_word_already_is_not_looked_for_again():
    assert others(words("冰箱"), SYNONYMS) == ("雪柜",)
    assert "电冰" not in {token for tokens, _ in phrases(match("冰箱", TITLE, synonyms=SYNONYMS)) for token in tokens}


def test_words_that_mean_something_together_are_one_part():
    parts = list(parts_of(words("haier air purifier white"), SYNONYMS))
    assert [[word.text for word in part] for part in parts] == [["haier"], ["air", "purifier"], ["white"]]
    found = phrases(match("haier air purifier", TITLE, synonyms=SYNONYMS))
    assert (("空气", "气净", "净化", "化器"), 2.0 * OTHER_WEIGHT) in found


def test_a_run_read_loosely_has_synonyms_too():
    strict, loose = (
        match("家用冰箱", TITLE, reading=each, synonyms=SYNONYMS) for each in (Reading.STRICT, Reading.LOOSE)
    )
    assert (("雪柜",), 2.0 * OTHER_WEIGHT) not in phrases(strict)
    assert (("雪柜",), 2.0 * OTHER_WEIGHT) in phrases(loose)


def test_a_phrase_stands_in_a_document_as_its_words_do():
    for text in ("家用 冰箱", "空气净化器 KFR-35", "LED 灯泡", "茶 叶"):
        (tokens, _), *_ = phrases(phrase(words(text), TITLE))
        document = " ".join(cut([f"前言 {text}结尾"]))
        assert " ".join(tokens) in document


def test_without_synonyms_nothing_changes():
    assert match("冰箱 海尔", TITLE) == match("冰箱 海尔", TITLE, synonyms={})


def test_read_broadly_a_part_is_enough_and_weighs_less_than_the_whole():
    found = phrases(match("智能马桶 GDN70", TITLE, reading=Reading.BROAD))
    assert (("智能", "能马", "马桶"), 2.0) in found
    assert (("马桶",), 2.0 * PARTLY) in found
    assert (("gdn70",), 2.0) in found
    strict = match("智能马桶 GDN70", TITLE)
    assert isinstance(match("智能马桶 GDN70", TITLE, reading=Reading.BROAD), AnyOf)
    assert (("马桶",), 2.0 * PARTLY) not in phrases(strict)


def test_read_broadly_a_code_is_found_by_its_beginning():
    codes = {TextField.CODES: 8.0}
    assert Prefix(TextField.CODES, "gdn70", 8.0) in match("GDN70", codes, reading=Reading.BROAD).nodes
    assert not [node for node in match("GD", codes, reading=Reading.BROAD).nodes if isinstance(node, Prefix)]


def test_the_plural_of_a_known_word_has_its_synonyms():
    assert others(words("air purifiers"), SYNONYMS) == ("airpurifier", "空气净化器")
    assert [len(part) for part in parts_of(words("air purifiers haier"), SYNONYMS)] == [2, 1]
    assert others(words("batteries"), {"battery": ("电池",)}) == ("battery", "电池")
    assert others(words("ties"), {"tie": ()}) == ("tie",)
    assert others(words("glass"), SYNONYMS) == ()


def test_read_broadly_letters_of_a_code_may_have_changed_places():
    found = {tokens[0] for tokens, _ in phrases(match("KRF-35GW", {TextField.CODES: 8.0}, reading=Reading.BROAD))}
    assert {"rkf35gw", "kfr35gw", "krf35wg"} <= found
    assert "krf53gw" not in found
    strict = {tokens[0] for tokens, _ in phrases(match("KRF-35GW", {TextField.CODES: 8.0}))}
    assert strict == {"krf35gw"}
