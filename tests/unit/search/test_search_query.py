from __future__ import annotations

import math
import re
import subprocess
import sys
from pathlib import Path

import pytest

from search.documents import KeywordField, NumberField, TextField
from search.engines import best, open_engine
from search.errors import EngineMissing, InvalidQuery, SearchError, UnknownEngine
from search.matching import LONGEST_TEXT, MOST_WORDS, Reading, match
from search.query import (
    DEEPEST,
    MOST_NODES,
    MOST_VALUES,
    All,
    AnyOf,
    Facet,
    Keyword,
    Node,
    Not,
    Phrase,
    Query,
    Sort,
    Term,
)

TERM = Term(TextField.TITLE, "冰箱")
NEWEST = Sort(NumberField.PUBLISHED_AT)


def nested(depth: int) -> Node:
    node: Node = TERM
    for _ in range(depth - 1):
        node = Not(node)
    return node


def code_of(**asked: object) -> str:
    with pytest.raises(InvalidQuery) as refused:
        Query(**asked)
    return refused.value.code


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_a_size(limit: int) -> None:
    assert code_of(limit=limit) == "invalid-limit"


@pytest.mark.parametrize(
    "after",
    [
        (),
        (1.0,),
        ("1", 1),
        (1.0, "1"),
        (math.nan, 1),
        (math.inf, 1),
        (True, 1),
        (1, True),
        (2**63, 1),
        (1, 2**63),
        "ab",
        5,
    ],
)
def test_a_cursor_that_we_did_not_make_is_refused(after: object) -> None:
    assert code_of(after=after) == code_of(after=after, sort=NEWEST) == "invalid-cursor"


def test_a_score_is_no_cursor_of_a_sorted_query() -> None:
    assert code_of(after=(1.5, 1), sort=NEWEST) == "invalid-cursor"
    assert Query(after=(1.5, 1)).after == (1.5, 1)
    assert Query(after=(15, 1), sort=NEWEST).after == (15, 1)


def test_a_tree_may_only_be_so_deep_and_so_large() -> None:
    Query(match=nested(DEEPEST))
    assert code_of(match=nested(DEEPEST + 1)) == "query-too-complex"
    assert code_of(match=nested(100_000)) == "query-too-complex"
    assert code_of(filters=(All((TERM,) * MOST_NODES),)) == "query-too-complex"
    assert code_of(match=Phrase(TextField.BODY, ("冰箱",) * (MOST_NODES + 1))) == "query-too-complex"


def test_a_set_of_ids_may_be_large_but_not_of_any_size() -> None:
    ids = [str(number) for number in range(MOST_VALUES + 1)]
    most, rest = Keyword(KeywordField.ID, frozenset(ids[1:])), Keyword(KeywordField.ID, frozenset(ids[:1]))
    assert Query(filters=(most,)).filters == (most,)
    assert code_of(filters=(most, rest)) == code_of(match=AnyOf((Not(most), rest))) == "query-too-complex"


@pytest.mark.parametrize("most", [0, -1, 1001])
def test_a_facet_has_a_size(most: int) -> None:
    with pytest.raises(InvalidQuery) as refused:
        Facet(KeywordField.YEAR, most)
    assert refused.value.code == "invalid-limit"


def test_matching_refuses_what_is_too_long_and_reads_nothing_as_nothing() -> None:
    for text in ("空" * (LONGEST_TEXT + 1), " ".join(map(str, range(MOST_WORDS + 1)))):
        with pytest.raises(InvalidQuery) as refused:
            match(text)
        assert refused.value.code == "query-too-long"
    assert match("，。 !?") is None
    assert match("空" * LONGEST_TEXT) is not None


def test_the_largest_text_read_loosely_is_a_query_or_refused_as_too_complex() -> None:
    assert Query(match=match("甲乙丙丁戊己庚辛壬癸子丑，家用空气净化器噪声", reading=Reading.LOOSE))
    different = "，".join("".join(chr(0x4E00 + n * 12 + k) for k in range(12)) for n in range(60))
    assert code_of(match=match(different, reading=Reading.LOOSE)) == "query-too-complex"


def test_an_unknown_engine_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine, match=re.escape("'lucene'; there are: tantivy, whoosh")):
        open_engine("lucene", tmp_path)


def test_a_missing_engine_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("search.engines.tantivy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(EngineMissing, match="pip install tantivy"):
        open_engine("tantivy", tmp_path)
    assert issubclass(EngineMissing, SearchError)
    assert best() == "whoosh", "it needs nothing compiled"


def test_the_best_engine_is_the_one_that_is_compiled() -> None:
    assert best() == "tantivy"


def test_no_engine_is_loaded_before_it_is_asked_for() -> None:
    program = (
        "import sys, search.engines, search.engines.generations, search.matching, search.highlight, search.port\n"
        "others = ('tantivy', 'whoosh', 'registry', 'flask', 'sqlalchemy')\n"
        "sys.exit(any(name.split('.')[0] in others for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[3], check=False).returncode == 0
