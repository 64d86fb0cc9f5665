"""Look-up in the indicator dictionary, and what it refuses to hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, OrdinalScale
from registry.indicators.values import Direction, IndicatorKind

NOISE = IndicatorEntry(
    "noise", "噪声", "Noise", IndicatorKind.PERFORMANCE, Direction.DOWN, "dB(A)", synonyms=("噪音", "室内机噪声(制冷)")
)
FASTNESS = OrdinalScale("色牢度", ("1", "2", "3", "4", "5"), tuple(map(Decimal, range(1, 6))), halves=True)
BOARD = OrdinalScale("人造板甲醛", ("E1", "E0", "ENF"), tuple(map(Decimal, range(1, 4))))


@pytest.mark.parametrize(
    "name",
    [
        "噪声",
        "噪 声",
        "noise",
        "噪音",
        "噪声/dB(A)",
        "噪声，dB(A)",
        "噪声（dB(A)）",
        "噪声/dB(A) ≤",
        "噪声≤",
        "室内机噪声（制冷）",
    ],
)
def test_a_name_is_found_however_the_heading_writes_it(name: str) -> None:
    assert IndicatorDictionary([NOISE]).named(name, "any") == NOISE


@pytest.mark.parametrize("name", ["", "噪声值", "噪声(夜间)", "dB(A)"])
def test_another_name_is_not_found(name: str) -> None:
    assert IndicatorDictionary([NOISE]).named(name, "any") is None


def test_a_name_means_first_what_it_means_in_the_category() -> None:
    special = replace(NOISE, code="fan_noise", categories=("fans",))
    dictionary = IndicatorDictionary([NOISE, special])
    assert [dictionary.named("噪声", category) for category in ("fans", "ovens")] == [special, NOISE]
    assert len(dictionary) == len(list(dictionary)) == 2
    assert dictionary.get("fan_noise") == special


def test_units_are_kept_in_their_canonical_spelling() -> None:
    energy = replace(NOISE, unit="kWh/a")
    assert IndicatorDictionary([energy]).get("noise") == replace(energy, unit="kW·h/a")


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([NOISE, replace(NOISE, name="其他")], "given twice"),
        ([NOISE, replace(NOISE, code="other")], "means noise and other"),
        ([replace(NOISE, unit="furlong")], "furlong"),
        ([replace(NOISE, name="绕组温升", unit="K")], "ΔK"),
        ([replace(NOISE, scale=FASTNESS)], "direction is not down"),
    ],
)
def test_a_dictionary_that_would_mislead_is_not_built(entries: list[IndicatorEntry], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        IndicatorDictionary(entries)


@pytest.mark.parametrize(
    ("scale", "label", "position"),
    [
        (FASTNESS, "4", "4"),
        (FASTNESS, "4 级", "4"),
        (FASTNESS, "3-4", "3.5"),
        (FASTNESS, "3～4级", "3.5"),
        (FASTNESS, "4-3", "3.5"),
        (FASTNESS, "2-4", None),
        (FASTNESS, "6", None),
        (FASTNESS, "", None),
        (BOARD, "e0级", "2"),
        (BOARD, "ENF", "3"),
        (BOARD, "E1-E0", None),
    ],
)
def test_where_a_grade_stands(scale: OrdinalScale, label: str, position: str | None) -> None:
    assert scale.position(label) == (position and Decimal(position))


def test_a_scale_rises() -> None:
    with pytest.raises(ValueError, match="do not rise"):
        OrdinalScale("falling", ("1", "2"), (Decimal(2), Decimal(1)))
    with pytest.raises(ValueError, match="do not rise"):
        OrdinalScale("short", ("1", "2"), (Decimal(1),))
