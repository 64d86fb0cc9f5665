"""What the name of an indicator says of its cells."""

from registry.indicators.grammar.heading import read_heading


def test_a_unit_before_the_name_proper_is_of_its_circumstance():
    assert read_heading("0-100 km/h 加速时间", "").unit is None
    assert read_heading("50m 噪声 dB(A)", "").unit.spelling == "dB(A)"
