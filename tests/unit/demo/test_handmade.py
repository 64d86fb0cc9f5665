"""What was written by hand is in order before any of it is published."""

from collections import Counter

import pytest

from registry.demo.handmade import handmade_files, patched, refused_samples
from registry.demo.sources import declarations, sources
from registry.identifiers.gtin import parse_gtin


@pytest.fixture(scope="module")
def handmade():
    return {each.category: list(each.read()) for each in handmade_files()}


def test_eight_enterprises_and_more_in_each_category(handmade):
    assert set(handmade) == {
        "room-air-conditioners",
        "wood-based-panels",
        "wood-panel-products",
        "interior-wall-paints",
        "drum-washing-machines",
        "smart-toilets",
        "childrens-clothing",
        "down-jackets",
        "air-purifiers",
    }
    for category, samples in handmade.items():
        enterprises = {sample.enterprise_number for sample in samples}
        assert len(enterprises) >= (3 if category == "wood-panel-products" else 8)


def test_every_enterprise_is_visibly_a_sample_of_its_own(handmade):
    names = {}
    for samples in handmade.values():
        for sample in samples:
            assert sample.enterprise_name.startswith("示例")
            names.setdefault(sample.enterprise_number, set()).add(sample.enterprise_name)
    assert all(len(each) == 1 for each in names.values())
    real = {sample.enterprise_number for source in sources() for sample in declarations(source)}
    refused = {each.declaration.enterprise_number for each in refused_samples()}
    assert not names.keys() & (real | refused)
    assert not refused & real


def test_bar_codes_are_of_the_range_that_no_firm_has(handmade):
    codes = [
        code
        for samples in handmade.values()
        for sample in samples
        for product in sample.body["products"]
        for code in product["gtins"]
    ]
    assert len(set(codes)) == len(codes) > 100
    for code in codes:
        assert 20 <= int(code[:2]) <= 29
        assert parse_gtin(code)[1] == ()


def test_what_becomes_of_them_is_of_every_kind(handmade):
    kinds = Counter(step["kind"] for samples in handmade.values() for sample in samples for step in sample.then)
    assert kinds["correction"] >= 4
    assert kinds["revision"] >= 4
    assert kinds["withdrawal"] >= 1


def test_shortfalls_are_disclosed_with_their_reasons(handmade):
    disclosed = [
        sample.publication
        for samples in handmade.values()
        for sample in samples
        if sample.publication.get("disclose_shortfall")
    ]
    assert len(disclosed) >= 3
    assert all(each["shortfall_reason"] for each in disclosed)


def test_a_change_touches_what_it_names_and_nothing_else():
    body = {"number": "Q/A 1-2025", "products": [{"indicators": [{"text": "1"}, {"text": "2"}]}]}
    changed = patched(body, {"/products/0/indicators/1/text": "3", "/number": "Q/A 1-2026"})
    assert changed == {"number": "Q/A 1-2026", "products": [{"indicators": [{"text": "1"}, {"text": "3"}]}]}
    assert body["number"] == "Q/A 1-2025"
