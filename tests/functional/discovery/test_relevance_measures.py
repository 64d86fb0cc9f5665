"""What `bench.relevance` measures, on lists that can be reckoned by hand."""

from math import log2

import pytest

from bench.relevance import ndcg, pairs, recall

JUDGED = {"a": 3, "b": 2, "c": 1}


def test_the_best_order_is_1_and_the_order_counts() -> None:
    assert ndcg(["a", "b", "c"], JUDGED) == 1
    ideal = 7 + 3 / log2(3) + 1 / 2
    assert ndcg(["x", "a"], JUDGED) == pytest.approx(7 / log2(3) / ideal)
    assert ndcg([], JUDGED) == 0


def test_only_ten_places_count_also_in_the_ideal() -> None:
    many = {str(number): 3 for number in range(30)}
    assert ndcg([str(number) for number in range(10)], many) == 1
    assert ndcg([*("x" * 10), "1"], many) == 0


def test_recall_counts_what_is_graded_2_or_3_within_the_depth() -> None:
    assert recall(["c", "b"], JUDGED) == 0.5
    many = {str(number): 2 for number in range(300)}
    assert recall([str(number) for number in range(50)], many) == 1


def test_the_pairs_of_the_plain_baseline() -> None:
    assert pairs("家用电冰箱 KFR-35ＧＷ 门") == ["家用", "用电", "电冰", "冰箱", "kfr", "35gw", "门"]
