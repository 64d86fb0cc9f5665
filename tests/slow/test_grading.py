"""The columns against the sentences of the method, on many candidates."""

import random

from registry.ranking.values import REASONS
from tests.unit.ranking.test_columns import differing


def test_the_columns_grade_100000_candidates_as_the_sentences_do():
    chance = random.Random(100_000)
    seen = {outcome for _ in range(10) for outcome in differing(chance, 10_000)}
    assert seen == {1, 2, 3, *REASONS} - {"no-core-asked"}
