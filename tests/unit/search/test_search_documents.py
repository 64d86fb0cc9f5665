from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from search.documents import Key, KeywordField, NumberField, TextField, Unit, day, instant
from tests.contract.making import document


def test_a_key_reads_back() -> None:
    key = Key(Unit.PRODUCT, "EP2026-00000001-7")
    assert Key.parse(str(key)) == key


def test_the_rank_follows_the_number_in_the_id_and_tells_units_apart() -> None:
    standards = [Key(Unit.STANDARD, f"ES2026-{number:08d}-{number * 7 % 10}") for number in (1, 2, 10, 11)]
    products = [Key(Unit.PRODUCT, each.id) for each in standards]
    ranks = [rank for pair in zip(standards, products, strict=True) for rank in (pair[0].rank, pair[1].rank)]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize("id_", ["", "abc", "1" * 19, "١٢٣"])
def test_an_id_that_is_no_number_has_no_rank(id_: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        _ = Key(Unit.PRODUCT, id_).rank


def test_instants_are_whole_microseconds_in_any_zone() -> None:
    noon = datetime(2026, 1, 1, 12, 0, 0, 1, tzinfo=UTC)
    assert instant(noon) == instant(noon.astimezone(timezone(timedelta(hours=8)))) == 1_767_268_800_000_001
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 1, 1))


def test_an_end_that_is_not_known_lies_behind_every_day() -> None:
    assert document(1).number_of(NumberField.ENDED_ON) == day(date.max)
    ended = document(1, ended_on=date(2026, 5, 1))
    assert ended.number_of(NumberField.ENDED_ON) == day(date(2026, 5, 1))
    assert day(date(2026, 5, 2)) - day(date(2026, 5, 1)) == 1


def test_every_field_can_be_read_of_every_document() -> None:
    full = document(
        1,
        "冰箱",
        initials=("KQ JHQ", "kqjhq"),
        year="2026",
        indicator=("apf", "noise", "apf"),
        codes=("A-1", "a1", "-"),
        region=("330000", "330100"),
        body=("噪声", "能效"),
    )
    assert {field: bool(full.tokens(field)) for field in TextField}[TextField.CODES]
    assert full.tokens(TextField.CODES) == ("a1",)
    assert full.tokens(TextField.INITIALS) == ("kqjhq",)
    assert full.keywords(KeywordField.INDICATOR) == ("apf", "noise")
    assert full.keywords(KeywordField.YEAR) == ("2026",)
    assert document(1).keywords(KeywordField.YEAR) == ()
    assert full.keywords(KeywordField.REGION) == ("330000", "330100")
    assert full.keywords(KeywordField.UNIT) == ("product",)
    assert all(isinstance(full.number_of(field), int) for field in NumberField)
