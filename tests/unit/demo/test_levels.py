"""What was written by hand shows every level that a scheme for its category may give: advanced, average, baseline.

The thresholds are grades and quality classes of national standards where one is named, and levels of our own between
them; most are not verified, and no evaluator has published them. Panel products are left out: since GB 18580-2025 the
average level of the panels is the least that may be sold of them.
"""

from datetime import date
from decimal import Decimal

import pytest

from registry.declarations.reading import read_declaration
from registry.demo.handmade import handmade_files
from registry.reference.loading import shipped
from registry.reference.snapshot import build

DAY = date(2026, 11, 22)
THRESHOLDS = {
    "room-air-conditioners": {  # up to 4500 W; GB 21455-2019, GB/T 7725
        "apf": "≥ 5.00 4.50 4.00",
        "indoor_noise": "≤ 38 42 45",
    },
    "air-purifiers": {  # GB/T 18801-2015
        "ccm_particles": "≥ 12000 8000 5000",
        "ccm_formaldehyde": "≥ 1500 1000 600",
        "purification_efficiency_particles": "≥ 8.0 5.0 2.0",
        "noise": "≤ 60 63 66",
    },
    "wood-based-panels": {"formaldehyde_emission": "≤ 0.025 0.050 0.124"},  # GB/T 39600-2021
    "interior-wall-paints": {  # GB/T 9756-2018, GB 18582-2020, HJ 2537-2014
        "scrub_resistance": "≥ 6000 1500 350",
        "contrast_ratio": "≥ 0.95 0.93 0.90",
        "voc_content": "≤ 20 50 80",
        "paint_formaldehyde_content": "≤ 20 35 50",
    },
    "drum-washing-machines": {  # GB 12021.4-2013
        "energy_per_wash": "≤ 0.110 0.130 0.150",
        "water_per_wash": "≤ 7 8 9",
        "washing_ratio": "≥ 1.03 1.03 1.03",
    },
    "smart-toilets": {  # GB 38448-2019
        "smart_toilet_energy": "≤ 0.030 0.040 0.060",
        "cleaning_water_use": "≤ 0.30 0.50 0.70",
        "flushing_water_use": "≤ 4.0 5.0 6.4",
    },
    "childrens-clothing": {  # GB 31701-2015, GB 18401-2010
        "formaldehyde_content": "≤ 20 50 75",
        "colour_fastness_wet_rubbing": "≥ 4 3.5 3",
        "ph_value": "≤ 7.5 7.5 8.5",
    },
    "down-jackets": {  # of goose down; GB/T 14272-2021, T/CTES 1080-2025
        "down_cluster_content": "≥ 90 80 50",
        "fill_power": "≥ 17.5 16.0 15.0",
        "down_turbidity": "≥ 1000 700 500",
        "oxygen_consumption": "≤ 3.0 5.6 10.0",
    },
}


@pytest.fixture(scope="module")
def declared():
    """Of every product by category: the understood indicators by code."""
    dictionary = build(1, shipped()).dictionary
    found = {}
    for file in handmade_files():
        for sample in file.read():
            declaration, _ = read_declaration(sample.body, dictionary, DAY)
            for product in declaration.products:
                indicators = {each.understood.code: each.understood for each in product.indicators}
                found.setdefault(file.category, []).append(indicators)
    return found


def in_scope(indicators):
    """Whether the product is of the size, or the kind, to which the thresholds apply."""
    capacity, down = indicators.get("rated_cooling_capacity"), indicators.get("down_species")
    return (capacity is None or capacity.canonical.high <= 4500) and (down is None or down.requirement.text == "鹅绒")


def level(indicators, thresholds):
    """The lowest over all indicators: 0 is advanced, 1 average, 2 baseline, 3 below."""
    worst = 0
    for code, written in thresholds.items():
        sign, *levels = written.split()
        canonical = indicators[code].canonical
        if sign == "≥":
            reached = [canonical.low >= Decimal(each) for each in levels]
        else:
            reached = [canonical.high <= Decimal(each) for each in levels]
        worst = max(worst, reached.index(True) if True in reached else 3)
    return worst


@pytest.mark.parametrize("category", THRESHOLDS)
def test_products_of_every_level_are_there(declared, category):
    products = [each for each in declared[category] if in_scope(each)]
    assert {0, 1, 2} <= {level(each, THRESHOLDS[category]) for each in products}
