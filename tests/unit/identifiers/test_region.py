from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identifiers.region import Region, RegionLevel, parse_region
from registry.kernel.findings import Severity


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("440000", RegionLevel.PROVINCE, None),
        ("440300", RegionLevel.CITY, "440000"),
        ("440305", RegionLevel.COUNTY, "440300"),
        ("441900", RegionLevel.CITY, "440000"),  # 东莞, a city without counties
        ("429004", RegionLevel.COUNTY, "429000"),  # 仙桃, under the province directly
    ],
)
def test_the_code_tells_level_and_parent(code: str, level: RegionLevel, parent: str | None) -> None:
    region, findings = parse_region(code)
    assert region is not None
    assert findings == ()
    assert region.level is level
    assert (str(region.parent) if region.parent else None) == parent


@pytest.mark.parametrize("text", ["", "4403", "44030５x", "440005", "44O305", "4403055"])
def test_wrong_codes_are_refused(text: str) -> None:
    region, (finding,) = parse_region(text)
    assert region is None
    assert (finding.code, finding.severity, finding.given) == ("region-malformed", Severity.ERROR, text)


@pytest.mark.parametrize("text", ["000000", "990101"])
def test_a_code_of_no_province_is_refused(text: str) -> None:
    region, (finding,) = parse_region(text)
    assert region is None
    assert (finding.code, finding.severity, finding.given) == ("region-province-unknown", Severity.ERROR, text)
    assert finding.accepted is not None
    assert "33" in finding.accepted.split(", ")


def test_width_and_blanks_do_not_matter() -> None:
    assert parse_region(" ４４0 305 ")[0] == Region("440305")


@given(st.from_regex(r"(11|44|65)(0000|[1-9]\d00|[1-9]\d0[1-9])", fullmatch=True).filter(str.isascii))
def test_every_code_begins_as_its_parents_do(code: str) -> None:
    region, _ = parse_region(code)
    assert region is not None
    above: Region | None = region
    while above is not None:
        assert region.code.startswith(above.stem)
        above = above.parent
