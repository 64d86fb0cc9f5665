"""`registry credit import`: entries from a file."""

import json

import pytest

from registry.credit.service import record_of
from tests.factories.credit import EntryBodyFactory, RepairBodyFactory
from tests.functional.cli.conftest import ENGLISH


@pytest.fixture
def file(tmp_path):
    def written(*lines):
        path = tmp_path / "entries.jsonl"
        path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines), "utf-8")
        return str(path)

    return written


def test_every_line_stands_or_falls_alone_and_the_same_file_changes_nothing(run, file, ready, enterprise):
    good = EntryBodyFactory(enterprise=enterprise.uscc)
    ended = {**EntryBodyFactory(enterprise=enterprise.uscc), "repair": RepairBodyFactory()}
    late = {**EntryBodyFactory(enterprise=enterprise.uscc), "repair": RepairBodyFactory(on="2039-01-01")}
    lines = file(good, "", "{", "[]", {**good, "kind": "x"}, ended, late)
    for _ in range(2):
        done = run("credit", "import", lines)
        assert done.exit_code == 1
        assert "记录在案 2 条，未通过 4 行" in done.output
        found = record_of(ready, enterprise.uscc)
        assert [(status, each.recorded_by) for each, status in found.entries] == [
            ("repaired", None),
            ("in_force", None),
        ]
    for number, words in ((3, "JSON"), (4, ""), (5, "/kind"), (7, "/repair/on")):
        assert f"第 {number} 行：" in done.output
        assert words in done.output


def test_a_file_without_a_fault_ends_well(run, file, ready, enterprise):
    marked = "\ufeff" + json.dumps(EntryBodyFactory(enterprise=enterprise.uscc))  # as some programs begin UTF-8
    done = run("credit", "import", file(marked), language=ENGLISH)
    assert (done.exit_code, done.output) == (0, "1 entries on record, 0 lines refused\n")
