"""`registry index`: what it is, build it anew, compare it with the register."""

import json

import pytest

from registry import worker
from tests.contract.making import document
from tests.factories.declarations import PublishedFactory
from tests.functional.indexing.spoiling import spoil, write


@pytest.fixture
def standard(register, ready):
    """The id of a standard with two products, beside another one; all of them in the index."""
    receipt, _ = PublishedFactory.create_batch(2, where=ready, body__count=2)
    worker.drain(register.scope, register.search)
    return str(receipt.id)


def test_faults_are_named_and_the_worker_repairs_them(register, standard, run):
    wrong = spoil(register, standard)
    told = run("index", "audit", "--repair")
    assert told.exit_code == 1
    for key in wrong.values():
        assert f"{key}  {standard}" in told.output
    assert "4 个检索单元无误；缺少 1，过时 1，多余 1" in told.output
    assert "已通知后台进程修复" in told.output
    worker.drain(register.scope, register.search)
    told = run("index", "audit", "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"documents": 6, "faults": [], "unknown": 0})


def test_what_is_unknown_asks_for_a_rebuild(register, standard, run):
    write(register, [document(5, standard="ES2020-00000777-7")])
    told = run("index", "audit")
    assert told.exit_code == 1
    assert "1 个检索单元不属于本数据库的任何标准：请运行 registry index rebuild" in told.output
    assert "新索引已启用，含 2 项标准" in run("index", "rebuild").output
    assert run("index", "audit").exit_code == 0


def test_the_status_of_the_index(standard, run):
    told = json.loads(run("index", "status", "--json").stdout)
    assert (told["documents"], told["change"]) == (6, 2)
    assert "documents   6" in run("index", "status", language="en_US.UTF-8").output


def test_without_an_index_there_is_nothing_to_compare(ready, run):
    PublishedFactory(where=ready)
    told = run("index", "audit")
    assert told.exit_code == 1
    assert "请运行 registry index rebuild" in told.output
