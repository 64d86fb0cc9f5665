"""What the shipped product files become."""

from collections import Counter
from datetime import date

import pytest

from registry.demo.sources import declarations, product_files, sources
from registry.identifiers.standard_number import parse_number
from registry.indicators.grammar import parse

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def declared():
    return {source.file: list(declarations(source)) for source in sources()}


def every_product(declared, file):
    return [product for sample in declared[file] for product in sample.body["products"]]


def texts(declared, file, name):
    return [
        indicator["text"]
        for product in every_product(declared, file)
        for indicator in product["indicators"]
        if indicator["name"] == name
    ]


def test_every_file_is_read_whole(declared):
    assert len(declared) == 21
    assert {file: sum(each.rows for each in samples) for file, samples in declared.items()} == {
        each.file: each.rows for each in product_files()
    }


def test_the_figures_of_the_files(declared):
    products = {file: len(every_product(declared, file)) for file in declared}
    assert sum(map(len, declared.values())) == 1601
    assert sum(products.values()) == 33547
    assert max(len(sample.body["products"]) for samples in declared.values() for sample in samples) == 888


def test_no_brand_shares_a_credit_code_with_another(declared):
    names = {}
    for samples in declared.values():
        for sample in samples:
            names.setdefault(sample.enterprise_number, set()).add(sample.enterprise_name.casefold())
    assert all(len(each) == 1 for each in names.values())


def test_the_numbers_are_numbers_and_stand_once(declared):
    samples = [sample for each in declared.values() for sample in each]
    for sample in samples:
        number, findings = parse_number(sample.number, TODAY)
        assert number is not None
        assert findings == ()
    assert len({(sample.enterprise_number, sample.number) for sample in samples}) == len(samples)


def test_dirt_of_a_source_is_declared_as_it_stands(declared):
    assert "934" in texts(declared, "light_bulbs", "功率因数")
    assert any(text.startswith("-") for text in texts(declared, "residential_refrigerators", "比限值节电率"))
    assert "0.3 - 0.3 sone" in texts(declared, "ventilating_fans", "噪声")
    assert {"20 years", "Limited Lifetime", "10,15,20 a"} <= set(texts(declared, "roof_products", "质保期"))


def test_a_decimal_comma_of_a_source_is_a_point(declared):
    """Three digits stand after it in every cell, so that 1,840 kg would be read as 1840 kg."""
    masses = texts(declared, "heat_pumps", "制冷剂充注量")
    assert {"0.290 kg", "1.840 kg"} <= set(masses)
    assert all(0 < parse(mass).low < 100 for mass in masses)


def test_what_was_not_measured_is_left_out(declared):
    levels = texts(declared, "heat_pumps", "室外声功率级（0 表示缺测）")
    assert levels
    assert not {"0 dB(A)", "- dB(A)"} & set(levels)


def test_rows_that_are_equal_in_brand_model_and_values_are_one_product(declared):
    for file in declared:
        for sample in declared[file]:
            keys = Counter(
                (
                    product["brand"].casefold(),
                    product["model"],
                    tuple((each["name"], each["condition"], each["text"]) for each in product["indicators"]),
                )
                for product in sample.body["products"]
            )
            assert set(keys.values()) <= {1}
    car = next(each for each in every_product(declared, "vehicles_2008_2015") if "；" in each["specification"])
    assert car["specification"].count("；") >= 1


def test_makers_whose_names_differ_in_case_alone_are_one(declared):
    for samples in declared.values():
        names = [sample.enterprise_name.casefold() for sample in samples]
        assert len(set(names)) == len(names)


def test_every_indicator_says_how_and_why_it_was_tested_so(declared):
    methods = {
        (indicator["method"]["text"], indicator["method"]["reason"])
        for file in declared
        for product in every_product(declared, file)
        for indicator in product["indicators"]
    }
    assert ("ENERGY STAR 项目规程，来源未注明版本", "来源未注明标准试验方法") in methods
    assert all(text and reason for text, reason in methods)


def test_the_range_of_a_car_is_one_indicator_under_the_condition_of_its_cycle(declared):
    conditions = {
        each["condition"]
        for product in every_product(declared, "electric_vehicles")
        for each in product["indicators"]
        if each["name"] == "续航里程"
    }
    assert conditions == {"WLTP", "CLTC", "EPA", "NEDC"}


def test_reading_a_file_again_gives_the_same(declared):
    for source in sources()[:2]:
        assert list(declarations(source)) == declared[source.file]
