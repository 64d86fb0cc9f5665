"""Import: every line stands or falls alone, nothing is lost, and a repeat changes nothing."""

import json
from dataclasses import replace

import pytest

from registry.declarations.importing import import_lines
from registry.kernel.access import Actor, Right
from tests.factories.declarations import COMMITMENT, BodyFactory, RefrigeratorFactory

GOOD = {**BodyFactory(number="Q/HZDQ 001-2026"), "commitment": COMMITMENT}
ANOTHER = {**BodyFactory(number="Q/HZDQ 002-2026"), "commitment": COMMITMENT}


def line(**changed):
    return json.dumps({**GOOD, **changed}, ensure_ascii=False).encode() + b"\n"


BROKEN = b'{"number": "Q/HZDQ 003-2026", \n'
LINES = [
    line(),
    b"\n",
    line(**ANOTHER),
    line(),
    BROKEN,
    b"[1, 2]\n",
    '{"title": "家用电冰箱"}\n'.encode("gb18030"),
    line(number="Q/HZDQ 004-2026", titel="x"),
    line(number="Q/HZDQ 005-2026", commitment=None),
    line(number="Q/HZDQ 006-2026", title=""),
    line(title="别的标准"),
    line(number="Q/HZDQ 007-2026"),
]
REFUSED = [
    (5, "malformed-json", ""),
    (6, "line-not-an-object", ""),
    (7, "not-utf8", "body"),
    (8, "unknown-field", "/titel"),
    (9, "missing-field", "/commitment"),
    (10, "required", "/title"),
    (11, "number-already-declared", "/number"),
]


def imported(scope, enterprise, lines):
    told = []
    report = import_lines(scope, enterprise, iter(lines), told.append)
    assert told == list(lines), "who waits is told of every line"
    return report


def test_every_line_stands_or_falls_alone(ready, enterprise, published_rows):
    report = imported(ready, enterprise, LINES)
    assert (report.rows, report.published, report.repeated) == (11, 3, 1)
    errors = [(row, each.code, each.field) for row, findings in report.refused for each in findings if each.is_error]
    assert errors == REFUSED
    assert published_rows()["standards"] == published_rows()["journal"] == 3


def test_the_same_file_again_changes_nothing(ready, enterprise, published_rows):
    first = imported(ready, enterprise, LINES)
    before = published_rows()
    second = imported(ready, enterprise, LINES)
    assert (second.rows, second.published, second.repeated) == (11, 0, 4)
    assert second.refused == first.refused
    assert published_rows() == before


def test_a_corrected_file_publishes_the_rest(ready, enterprise):
    imported(ready, enterprise, LINES)
    corrected = [*LINES[:4], line(number="Q/HZDQ 003-2026"), *LINES[-1:]]
    report = imported(ready, enterprise, corrected)
    assert (report.published, report.repeated, report.refused) == (1, 4, ())


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_report_names_row_and_field(ready, enterprise, language):
    report = imported(ready, enterprise, LINES).as_json(language)
    assert {name: report[name] for name in ("rows", "published", "repeated", "refused")} == {
        "rows": 11,
        "published": 3,
        "repeated": 1,
        "refused": 7,
    }
    errors = [each for each in report["findings"] if each["severity"] == "error"]
    assert [(each["row"], each["code"], each["field"]) for each in errors] == REFUSED
    assert all(each["message"] for each in errors)


def test_an_empty_file_is_no_mistake(ready, enterprise):
    for lines in ([], [b"\n", b"  \n"]):
        report = imported(ready, enterprise, lines)
        assert (report.rows, report.published, report.repeated, report.refused) == (0, 0, 0, ())


def test_lines_are_read_one_after_the_other(ready, enterprise):
    """The size of a file must not matter: a line is asked for when the one before it is settled."""
    settled = []

    def lines():
        for place in range(5):
            assert len(settled) == place
            yield line(number=f"Q/HZDQ {place:03d}-2026", products=[RefrigeratorFactory()])

    assert import_lines(ready, enterprise, lines(), settled.append).published == 5


def test_who_may_not_declare_imports_nothing(ready, enterprise, published_rows):
    stranger = replace(ready, actor=Actor("别的企业", frozenset({Right.DECLARE}), holder=enterprise.holder + 1))
    report = imported(stranger, enterprise, LINES[:1])
    assert [(row, findings[0].code) for row, findings in report.refused] == [(1, "not-permitted")]
    assert published_rows() == {}
