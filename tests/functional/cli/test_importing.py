"""`registry import`: what a person reads of it, what a program does, and its exit codes."""

import json

import pytest

from registry.declarations import queries
from registry.enterprises.queries import by_uscc
from registry.kernel.transaction import reading
from tests.factories.declarations import COMMITMENT, BodyFactory
from tests.factories.enterprises import credit_code
from tests.functional.cli.conftest import CHINESE, ENGLISH, LANGUAGES, USCC


def row(number, **changed):
    return {
        **BodyFactory(number=f"Q/HZDQ {number:03d}-2026"),
        "commitment": COMMITMENT,
        "disclose_shortfall": True,
        **changed,
    }


@pytest.fixture
def lines(tmp_path):
    """Two good lines around a broken one and one that cannot be published."""
    path = tmp_path / "declarations.jsonl"
    written = [json.dumps(row(1)), '{"number": ', json.dumps(row(3, title="")), json.dumps(row(2), ensure_ascii=False)]
    path.write_text("\n".join(written), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "first", "second", "headings", "title"),
    [
        (
            CHINESE,
            "共 4 行：公开 2，存为草稿 1，已有 0，未通过 1",
            "共 4 行：公开 0，存为草稿 0，已有 3，未通过 1",
            ["第 2 行：", "第 3 行（草稿 ED2026-00000001-1）："],
            "必须填写标准名称。",
        ),
        (
            ENGLISH,
            "4 lines: 2 published, 1 kept as drafts, 0 known, 1 refused",
            "4 lines: 0 published, 0 kept as drafts, 3 known, 1 refused",
            ["line 2:", "line 3 (draft ED2026-00000001-1):"],
            "The title is required.",
        ),
    ],
)
def test_the_report_is_read_row_by_row(run, installed, lines, language, first, second, headings, title):
    for told in (first, second):
        result = run("import", str(lines), "--enterprise", USCC, language=language)
        assert result.exit_code == 1
        assert result.stdout.strip() == told
        broken, why, drafted, missing = result.stderr.splitlines()
        assert [broken, drafted] == headings
        assert why.startswith("  ")
        assert '{"number":' in why
        assert missing == f"  /title: {title}"


@pytest.mark.parametrize(("language", "said"), [(CHINESE, "试运行，没有任何改动。"), (ENGLISH, "dry run")])
def test_a_dry_run_changes_nothing(run, installed, lines, language, said):
    for _ in range(2):
        result = run("import", str(lines), "--enterprise", USCC, "--dry-run", language=language)
        assert result.exit_code == 1
        assert said in result.stdout
        assert " 2" in result.stdout
    done = json.loads(run("import", str(lines), "--enterprise", USCC, "--json").stdout)
    assert done["published"] == 2


def test_as_data(run, installed, lines):
    result = run("import", str(lines), "--enterprise", USCC, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    sums = {name: told[name] for name in ("rows", "published", "drafted", "refused", "repeated", "dry_run")}
    assert sums == {"rows": 4, "published": 2, "drafted": 1, "refused": 1, "repeated": 0, "dry_run": False}
    errors = [each for each in told["findings"] if each["severity"] == "error"]
    assert [(each["row"], each["field"], bool(each["draft"])) for each in errors] == [
        (2, "", False),
        (3, "/title", True),
    ]
    assert told["findings_total"] == len(told["findings"])


def test_exit_code_0_where_every_line_is_there(run, installed, tmp_path):
    path = tmp_path / "good.jsonl"
    path.write_text(json.dumps(row(1)))
    for _ in range(2):
        assert run("import", str(path), "--enterprise", USCC).exit_code == 0
    path.write_text(json.dumps(row(2, commitment=None)))
    assert run("import", str(path), "--enterprise", USCC).exit_code == 1


def test_exit_codes_of_what_is_no_import(run, installed, tmp_path, lines):
    assert run("import", str(lines), "--enterprise", credit_code(9)).exit_code == 1
    assert run("import", str(tmp_path / "nothing.jsonl"), "--enterprise", USCC).exit_code == 2
    assert run("import", str(tmp_path), "--enterprise", USCC).exit_code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_kind_of_file_is_refused_with_what_is_accepted(run, installed, lines, language):
    table = lines.with_suffix(".xlsx")
    table.write_bytes(b"PK\x03\x04")
    result = run("import", str(table), "--enterprise", USCC, language=language)
    assert result.exit_code == 1
    assert ".jsonl" in result.stderr
    assert result.stdout == ""


def test_no_progress_is_drawn_where_nobody_looks(run, installed, lines):
    assert "%" not in run("import", str(lines), "--enterprise", USCC, "--dry-run").stderr


def test_what_was_imported_is_there(run, installed, lines, opened):
    run("import", str(lines), "--enterprise", USCC)
    with reading(opened().scope) as session:
        enterprise = by_uscc(session, USCC)
        assert enterprise is not None
        found = {queries.number_of(session, enterprise.id, f"Q/HZDQ00{place}-2026") for place in (1, 2, 3)}
    assert found == {"Q/HZDQ 001-2026", "Q/HZDQ 002-2026", None}
