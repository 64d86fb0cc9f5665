"""Import: every row stands or falls alone, nothing is lost, and a repeat changes nothing."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from registry.declarations.importing import import_file, lines, settling
from registry.declarations.models import DraftRow, ReceiptRow, StandardRow
from registry.declarations.service import publish_draft, read_draft, writing
from registry.enterprises.values import VerificationLevel
from registry.kernel import journal
from registry.kernel.access import Actor, Right
from registry.kernel.errors import Forbidden
from registry.kernel.transaction import reading
from tests.factories.declarations import COMMITMENT, SIGNED, BodyFactory, RefrigeratorFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import statements

GOOD = {**BodyFactory(number="Q/HZDQ 001-2026"), "commitment": COMMITMENT, "disclose_shortfall": True}


def line(**changed):
    row = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def line_of(number):
    return line(number=number)


BROKEN = b'{"number": "Q/HZDQ 003-2026", \n'
LINES = [
    line(),
    b"\n",
    line(number="Q/HZDQ 002-2026"),
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
    (5, "line-not-json", ""),
    (6, "line-not-an-object", ""),
    (7, "line-not-utf8", ""),
    (8, "unknown-field", "/titel"),
]
DRAFTED = [
    (9, "missing-field", "/commitment"),
    (10, "required", "/title"),
    (11, "number-already-declared", "/number"),
]


def imported(scope, enterprise, written, **more):
    """Of the file that these lines make, read in pieces that end anywhere."""
    file = b"".join(written)
    settled = []
    report = import_file(
        scope, enterprise, [file[place : place + 997] for place in range(0, len(file), 997)], settled.append, **more
    )
    assert settled == sorted(settled)
    assert settled[-1:] == ([len(file)] if file else []), "who waits is told of the whole file"
    return report


def sums(report):
    tally = report.tally
    assert tally.rows == tally.published + tally.drafted + tally.refused + tally.repeated
    return tally.published, tally.drafted, tally.refused, tally.repeated


def errors(report, rows=range(1, 1000)):
    return [
        (each.row, each.finding.code, each.finding.field)
        for each in report.findings
        if each.finding.is_error and each.row in rows
    ]


def test_every_row_stands_or_falls_alone(ready, enterprise, published_rows):
    report = imported(ready, enterprise, LINES)
    assert sums(report) == (3, 3, 4, 1)
    assert errors(report) == REFUSED + DRAFTED
    assert published_rows()["standards"] == published_rows()["journal"] == 3


def test_what_cannot_be_published_is_kept_as_a_draft(ready, enterprise):
    report = imported(ready, enterprise, LINES)
    drafts = {each.row: each.draft for each in report.findings if each.draft}
    assert sorted(drafts) == [9, 10, 11]
    own = replace(ready, actor=Actor("企业", frozenset({Right.DRAFT}), enterprise.holder))
    for row, draft in drafts.items():
        written = json.loads(LINES[row - 1])
        for name in ("commitment", "disclose_shortfall"):
            written.pop(name, None)
        assert read_draft(own, draft).body == written


def test_the_same_file_again_changes_nothing_and_says_so(ready, enterprise, published_rows):
    first = imported(ready, enterprise, LINES)
    before = published_rows()
    second = imported(ready, enterprise, LINES)
    assert sums(second) == (0, 0, 4, 7)
    assert errors(second) == errors(first)
    assert [each.draft for each in second.findings] == [each.draft for each in first.findings]
    assert published_rows() == before
    with reading(ready) as session:
        assert len(session.scalars(select(DraftRow)).all()) == 3


def test_a_draft_that_was_published_meanwhile_is_no_draft_again(ready, enterprise):
    unsigned = [line(commitment=None)]
    (finding,) = imported(ready, enterprise, unsigned).findings[:1]
    own = replace(ready, actor=Actor("企业", frozenset({Right.DRAFT, Right.DECLARE}), enterprise.holder))
    publish_draft(own, finding.draft, replace(SIGNED, disclose_shortfall=True))
    assert sums(imported(ready, enterprise, unsigned)) == (0, 0, 0, 1)


def test_a_corrected_file_publishes_the_rest(ready, enterprise):
    imported(ready, enterprise, LINES)
    corrected = [*LINES[:4], line(number="Q/HZDQ 003-2026"), *LINES[-1:]]
    assert sums(imported(ready, enterprise, corrected)) == (1, 0, 0, 4)


def test_a_dry_run_says_the_same_and_changes_nothing(ready, enterprise, published_rows):
    before = published_rows()
    foreseen = imported(ready, enterprise, LINES, dry_run=True)
    assert published_rows() == before
    done = imported(ready, enterprise, LINES)
    assert sums(foreseen) == sums(done)
    assert errors(foreseen) == errors(done)
    assert {each.draft for each in foreseen.findings} == {None}
    again = imported(ready, enterprise, LINES, dry_run=True)
    assert sums(again) == (0, 0, 4, 7)


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_is_written_twice_in_a_file_is_known_across_batches(ready, enterprise, monkeypatch, dry_run):
    monkeypatch.setattr(lines, "TOGETHER", 1)
    written = [line(), line(), line(title="别的标准"), line(title=""), line(title="")]
    assert sums(imported(ready, enterprise, written, dry_run=dry_run)) == (1, 2, 0, 2)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_refusal_says_what_was_given_and_what_is_accepted(ready, enterprise, language):
    told = {each.row: each.finding for each in imported(ready, enterprise, LINES).findings}
    assert told[5].given == '{"number": "Q/HZDQ 003-2026",'
    assert told[7].given == '{"title": "家用电冰箱"}'
    for row in (5, 6, 7, 8):
        assert told[row].accepted
        assert told[row].given in told[row].text(language)
        assert told[row].accepted in told[row].text(language)
    assert "GB18030" in told[7].text(language)
    assert "UTF-8" in told[7].text(language)


def test_an_empty_file_is_no_mistake(ready, enterprise):
    for written in ([], [b"\n", b"  \n"], [b"\xef\xbb\xbf"]):
        assert sums(imported(ready, enterprise, written)) == (0, 0, 0, 0)


def test_a_mark_of_utf8_and_ends_of_windows_are_taken(ready, enterprise):
    written = [b"\xef\xbb\xbf" + line().replace(b"\n", b"\r\n"), b"\r\n", line(number="Q/HZDQ 002-2026").rstrip(b"\n")]
    assert sums(imported(ready, enterprise, written)) == (2, 0, 0, 0)


HOSTILE = [
    (b'{"title": "a\x00b"}', "line-not-json"),
    (b"\x00" * 50, "line-not-json"),
    (b'{"title": "a\\u0000b"}', "unwanted-character"),
    (b'{"title": "\\ud800"}', "unwanted-character"),
    (b'{"title": "\xed\xa0\x80"}', None),
    (b'{"title": 1e400}', "wrong-type"),
    (b'{"title": 1e999999999}', "line-not-json"),
    (b'{"title": NaN}', "line-not-json"),
    (b'{"title": ' + b"[" * 100_000, "json-too-deep"),
    (b'{"title": ' + b"[" * 100 + b"]" * 100 + b"}", "json-too-deep"),
    (b'{"title": "a", "title": "b"}', "duplicate-key"),
    (b"\xff\xfe{\x00}\x00", "line-not-utf8"),
    (b"\xff\xff\xff", "not-utf8"),
    (('{"title": "' + "家" * 400 + '"}').encode(), "wrong-value"),
    (b'{"products": [{"indicators": [' + b"{}," * 400 + b"{}]}]" + b"}", "missing-field"),
    (b"null", "line-not-an-object"),
    (b'"' + b"x" * 500 + b'"', "line-not-an-object"),
    (b"PK\x03\x04", "line-not-json"),
]


def test_a_row_that_cannot_be_examined_takes_no_other_with_it(ready, enterprise, monkeypatch):
    examine = settling.examined_by

    def fails(known, owner, body, day):
        if body["number"] == "Q/HZDQ 002-2026":
            raise ArithmeticError
        return examine(known, owner, body, day)

    monkeypatch.setattr(settling, "examined_by", fails)
    numbers = ("Q/HZDQ 001-2026", "Q/HZDQ 002-2026", "Q/HZDQ 003-2026")
    report = imported(ready, enterprise, [line(number=number) for number in numbers])
    assert sums(report) == (2, 0, 1, 0)
    assert [(each.row, each.finding.code) for each in report.findings] == [(2, "row-failed")]


@pytest.mark.parametrize(("written", "code"), HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_stands_in_a_line_its_neighbours_are_published(ready, enterprise, written, code):
    report = imported(ready, enterprise, [line(), written + b"\n", line(number="Q/HZDQ 002-2026")])
    published, drafted, refused, repeated = sums(report)
    assert (published, drafted + refused, repeated) == (2, 1, 0)
    first = next(each for each in report.findings if each.row == 2)
    assert code in {None, first.finding.code}
    for language in ("zh-Hans", "en"):
        assert len(first.finding.text(language)) < 1000
        first.finding.text(language).encode()


def test_a_line_too_long_is_refused_and_not_held(ready, enterprise, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 5000)
    long = b'{"title": "' + b"x" * 50_000 + b'"}\n'
    held = max(len(each.text) for each in lines.lines([long[:20_000], long[20_000:]]))
    assert held == 5001
    monkeypatch.setattr("registry.declarations.importing.reading.LONGEST", 5000)
    report = imported(ready, enterprise, [line(), long, line(number="Q/HZDQ 002-2026")])
    assert sums(report) == (2, 0, 1, 0)
    assert [(each.finding.code, each.finding.given) for each in report.findings] == [("line-too-long", "50013")]


def test_a_fault_of_ours_over_one_row_does_not_take_the_others(ready, enterprise, monkeypatch, published_rows):
    write = writing.version_content

    def faulty(declaration, *more):
        if declaration.number_text == "Q/HZDQ 002-2026":
            raise ZeroDivisionError
        return write(declaration, *more)

    monkeypatch.setattr(writing, "version_content", faulty)
    report = imported(ready, enterprise, [line(), line(number="Q/HZDQ 002-2026"), line(number="Q/HZDQ 003-2026")])
    assert sums(report) == (2, 0, 1, 0)
    assert [(each.row, each.finding.code) for each in report.findings] == [(2, "row-failed")]
    assert published_rows()["standards"] == published_rows()["journal"] == 2
    with reading(ready) as session:
        size, root = journal.head(session)
        assert size == 2
        assert journal.entry(session, 1).root == root


@pytest.mark.parametrize("rows", [1, 2])
def test_a_database_that_does_not_answer_is_no_matter_of_a_row(ready, enterprise, monkeypatch, published_rows, rows):
    def gone(*_):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(writing, "version_content", gone)
    with pytest.raises(OperationalError):
        imported(ready, enterprise, [line(number=f"Q/HZDQ {number:03d}-2026") for number in range(rows)])
    assert "standards" not in published_rows()


def test_rows_are_written_together(ready, enterprise):
    """Ten times the rows, no statement more."""
    imported(ready, enterprise, [line()])
    sent = []
    for first, count in ((100, 5), (200, 50)):
        with statements(ready.engine) as each:
            imported(ready, enterprise, [line(number=f"Q/HZDQ {first + place}-2026") for place in range(count)])
        sent.append(len(each))
    assert sent[0] == sent[1] <= 20


def test_rows_that_are_written_together_stand_in_the_order_of_the_file(ready, enterprise):
    numbers = [f"Q/HZDQ {number:03d}-2026" for number in (5, 3, 9, 1)]
    written = [line(number=numbers[0]), line(number=numbers[1]), BROKEN, line(title=""), *map(line_of, numbers[1:])]
    assert sums(imported(ready, enterprise, written)) == (4, 1, 1, 1)
    with reading(ready) as session:
        asked = select(StandardRow.number).join(ReceiptRow, ReceiptRow.standard_id == StandardRow.id)
        assert list(session.scalars(asked.order_by(ReceiptRow.log_index))) == numbers
        assert list(session.scalars(select(StandardRow.number).order_by(StandardRow.id))) == numbers


def test_lines_are_read_as_they_come(ready, enterprise, monkeypatch):
    """The size of a file must not matter: what was read is settled before more is read."""
    monkeypatch.setattr(lines, "TOGETHER", 2)
    settled = []

    def pieces():
        for place in range(6):
            assert len(settled) == place // 2
            yield line(number=f"Q/HZDQ {place:03d}-2026", products=[RefrigeratorFactory()])

    assert import_file(ready, enterprise, pieces(), settled.append).tally.published == 6


def test_many_findings_are_counted_and_only_the_first_are_kept(ready, enterprise, monkeypatch):
    monkeypatch.setattr("registry.declarations.importing.service.KEPT", 3)
    report = imported(ready, enterprise, [b"x\n"] * 250)
    assert (report.tally.refused, report.tally.findings) == (250, 250)
    assert [each.row for each in report.findings] == [1, 2, 3]


def test_an_unverified_enterprise_gets_drafts(ready):
    report = imported(ready, EnterpriseFactory(where=ready, level=VerificationLevel.L0), [line()])
    assert sums(report) == (0, 1, 0, 0)
    assert errors(report) == [(1, "verification-too-low", "/enterprise")]


@pytest.mark.parametrize("dry_run", [True, False])
def test_who_may_not_declare_imports_nothing(ready, enterprise, published_rows, dry_run):
    stranger = replace(ready, actor=Actor("别的企业", frozenset({Right.DECLARE}), holder=enterprise.holder + 1))
    with pytest.raises(Forbidden):
        imported(stranger, enterprise, LINES, dry_run=dry_run)
    reader = replace(ready, actor=Actor("本企业", frozenset({Right.DRAFT}), holder=enterprise.holder))
    with pytest.raises(Forbidden):
        imported(reader, enterprise, LINES, dry_run=dry_run)
    assert "standards" not in published_rows()
