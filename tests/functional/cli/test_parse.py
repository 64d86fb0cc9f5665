"""`registry indicators parse` shows what is understood of a requirement."""

import json

import pytest

from tests.functional.cli.conftest import CHINESE, ENGLISH


def parsed(run, *arguments, **more):
    result = run("indicators", "parse", *arguments, **more)
    assert result.exit_code == 0
    return result


@pytest.mark.parametrize(
    ("language", "labels"),
    [(CHINESE, ("原文", "比较", "等级")), (ENGLISH, ("text", "comparator", "grade"))],
)
def test_a_half_grade(run, language, labels):
    lines = dict(line.split("\t") for line in parsed(run, "≥3-4级", language=language).stdout.splitlines())
    assert lines[labels[0]] == "≥3-4级"
    assert lines[labels[1]] == "ge"
    assert lines[labels[2]].startswith("3-4")


def test_a_half_grade_as_data(run):
    told = json.loads(parsed(run, "≥3-4级", "--json").stdout)
    assert (told["text"], told["comparator"], told["ordinal"]["label"]) == ("≥3-4级", "ge", "3-4")
    assert told["findings"] == []


def test_name_and_unit_may_be_given_apart(run):
    told = json.loads(parsed(run, "不大于0.05", "--unit", "mg/m³", "--name", "甲醛", "--json").stdout)
    assert (told["comparator"], told["high"], told["unit"]) == ("le", "0.05", "mg/m³")


@pytest.mark.parametrize(("language", "said"), [(CHINESE, "(不含)"), (ENGLISH, "(not included)")])
def test_an_end_that_is_not_included_says_so(run, language, said):
    assert said in parsed(run, "大于0小于5 mm", language=language).stdout


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_what_is_not_understood_is_text_with_a_reason(run, language):
    result = parsed(run, "1e99999999 kWh/a", language=language)
    assert "\ttext" in result.stdout
    assert result.stderr
    told = json.loads(parsed(run, "1e99999999 kWh/a", "--json", language=language).stdout)
    assert told["findings"][0]["message"] in result.stderr


@pytest.mark.parametrize("text", ["", " ", "-5", "--", "±", "≥" * 500])
def test_whatever_is_typed_is_answered(run, text):
    assert run("indicators", "parse", "--", text).exit_code == 0


def test_several_requirements_in_one_cell_are_shown_apart(run):
    told = json.loads(parsed(run, "长度≥5 mm，宽度≤3 mm", "--json").stdout)
    shown = parsed(run, "长度≥5 mm，宽度≤3 mm").stdout
    assert shown.count("\n- ") == len(told["parts"])
