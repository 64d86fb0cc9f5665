"""Schemes from files and back."""

import json

import pytest

from registry.demo.sources import DATA
from tests.functional.cli.conftest import ENGLISH

SCHEME = (DATA / "schemes" / "led-bulbs.json").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _ready(run):
    assert run("setup").exit_code == 0


@pytest.fixture
def imported(run, tmp_path):
    def imported(text, *options, **more):
        file = tmp_path / "scheme.json"
        file.write_text(text, encoding="utf-8")
        return run("schemes", "import", str(file), "--evaluator", "示例评估机构", *options, **more)

    return imported


def test_a_scheme_goes_in_and_comes_out_the_same(run, imported):
    assert imported(SCHEME).stdout == "led-bulbs  1\n"
    assert json.loads(imported(SCHEME, "--json").stdout) == {"id": "led-bulbs", "version": 1}
    exported = run("schemes", "export", "led-bulbs").stdout
    assert json.loads(exported) == json.loads(SCHEME)
    assert imported(exported).stdout == "led-bulbs  1\n"
    changed = {**json.loads(SCHEME), "note": "改"}
    assert imported(json.dumps(changed)).stdout == "led-bulbs  2\n"
    assert json.loads(run("schemes", "export", "led-bulbs", "--version", "1").stdout) == json.loads(SCHEME)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not well-formed JSON"),
        ("[]", "wrong type"),
        ('{"id": "x1y", "fee": 1}', "/fee: The field fee is unknown"),
        ('{"id": "x1y"}', "/title: Not filled in yet: the title."),
        (SCHEME.replace("示例评估机构", "别的机构"), "/evaluator: The evaluator is given as"),
    ],
)
def test_a_file_that_is_no_scheme_is_refused_in_words(run, imported, text, said):
    result = imported(text, language=ENGLISH)
    assert (result.exit_code, said in result.stderr) == (1, True), result.output
    assert run("schemes", "export", "x1y").exit_code == 1
