"""The parameter `indicator=`: one condition, all of it."""

import pytest

from registry.discovery.asking import read_condition
from tests.unit.discovery.asking.reference import names


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("apf>=4.5", "Annual performance factor ≥ 4.5"),
        ("noise<=45dB", "Noise ≤ 45 dB(A)"),
        ("甲醛<=0.05mg/m³", "Formaldehyde emission ≤ 0.05 mg/m³"),
        ("total_volume=200..400L", "Total volume 200～400 L"),
        (" 噪声 低于 45 分贝 ", "Noise < 45 dB(A)"),
        ("噪聲 不高於 45 分貝", "Noise ≤ 45 dB(A)"),
        ("總容積 200~400L", "Total volume 200～400 L"),
        ("energy_grade=1", "Energy efficiency grade 1"),
        ("一级能效", "Energy efficiency grade 1"),
        ("rated_power<0.01kW", "Rated power < 10 W"),
    ],
)
def test_a_condition(text, understood):
    condition, findings = read_condition(text, names())
    assert condition is not None
    assert condition.understood("en") == understood
    assert findings == ()


def test_a_unit_that_is_missing_is_said():
    condition, (finding,) = read_condition("total_volume=200..400", names())
    assert condition is not None
    assert (finding.code, finding.field, finding.is_error) == ("asked-unit-assumed", "indicator", False)
    assert finding.accepted == "L"


@pytest.mark.parametrize(
    "texts",
    [
        ("甲醛≤0.05mg/m³", "甲醛≤50μg/m³", "甲醛≤50ug/m3", "甲醛≤0.00005g/m³"),
        ("甲醛≤0.5mg/L", "甲醛≤500μg/L"),
        ("待机功率<0.5W", "待机功率<500mW", "待机功率<0.0005kW"),
        ("额定输入功率<500W", "额定输入功率<0.5kW", "额定输入功率<500000mW"),
    ],
)
def test_the_same_value_in_another_unit_is_the_same_condition(texts):
    first, *others = (read_condition(text, names()) for text in texts)
    for condition, findings in others:
        assert condition == first[0]
        assert [each.code for each in findings] == [each.code for each in first[1]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "asked-indicator-unknown"),
        ("foo>=3", "asked-indicator-unknown"),
        ("volume=200..400", "asked-indicator-unknown"),
        ("x" * 5000, "asked-condition-not-understood"),
        ("apf", "asked-condition-not-understood"),
        ("噪声=", "asked-condition-not-understood"),
        ("noise<=45dB 冰箱", "asked-condition-not-understood"),
        ("noise<=45±2dB", "asked-condition-not-understood"),
        ("energy_grade>5", "asked-condition-not-understood"),
        ("noise<=45kg", "asked-unit-wrong-dimension"),
        ("noise<=45foo", "asked-unit-unknown"),
        ("noise<=45 foo", "asked-unit-unknown"),
        ("annual_energy_use<=0.3MWh/a", "asked-unit-unknown"),
        ("formaldehyde_emission<=5mg/pcs", "asked-unit-unknown"),
        ("noise=60..50dB", "asked-range-reversed"),
        ("甲醛含量<=20mg/kg", "asked-indicator-ambiguous"),
        ("防护等级>5", "asked-indicator-in-words"),
        ("\x00\ud800", "asked-indicator-unknown"),
    ],
)
def test_what_is_no_condition_is_an_error(text, code):
    condition, findings = read_condition(text, names())
    assert condition is None
    assert [(each.code, each.field, each.is_error) for each in findings] == [(code, "indicator", True)]
    assert findings[0].text("zh") != findings[0].text("en")


def test_a_general_name_means_the_exact_ones_of_the_category_too_and_a_code_only_itself():
    for text, category, codes in [
        ("噪声<40", "room-air-conditioners", ("noise", "indoor_noise", "outdoor_noise")),
        ("noise<40", "room-air-conditioners", ("noise",)),
        ("噪声<40", "household-refrigerators", ("noise",)),
        ("室内侧噪声<40", "room-air-conditioners", ("indoor_noise",)),
    ]:
        condition, _ = read_condition(text, names(), category)
        assert condition.asked[0] == codes


def test_a_condition_of_a_parameter_is_never_assumed():
    for text in ("apf 4.5", "ENF级", "噪声 40dB"):
        condition, findings = read_condition(text, names())
        assert condition is None
        assert findings
