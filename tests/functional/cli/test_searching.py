"""`registry search`, and which engine it uses."""

import json
import sys
from dataclasses import replace

import pytest

from registry import worker
from registry.demo import service as demo_service
from tests.factories.declarations import COMMITMENT, BodyFactory, PublishedFactory
from tests.functional.cli.conftest import CHINESE, ENGLISH, LANGUAGES, USCC


@pytest.fixture
def lines(tmp_path):
    """A file with two good lines."""
    good = [{**BodyFactory(number=f"Q/HZDQ {place:03d}-2026"), "commitment": COMMITMENT} for place in (1, 2)]
    path = tmp_path / "declarations.jsonl"
    path.write_text("\n".join(json.dumps({**each, "disclose_shortfall": True}) for each in good), encoding="utf-8")
    return path


@pytest.fixture
def indexed(opened):
    """Lets the worker look, as `registry worker` would."""

    def look():
        register = opened()
        worker.drain(register.scope, register.search)

    return look


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_before_there_is_an_index(run, installed, language):
    result = run("search", "冰箱", language=language)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr


@pytest.mark.parametrize(("language", "shown"), [(CHINESE, "共 1 条，显示 1 条"), (ENGLISH, "1 of 1")])
def test_search_finds_what_was_imported(run, installed, lines, indexed, language, shown):
    run("import", str(lines), "--enterprise", USCC)
    indexed()
    result = run("search", "Q/HZDQ 002-2026", language=language)
    assert result.exit_code == 0
    assert "Q/HZDQ 002-2026" in result.stdout
    assert shown in result.stderr
    told = json.loads(run("search", "冰箱", "--unit", "product", "--limit", "1", "--json").stdout)
    assert (told["total"], len(told["items"])) == (2, 1)
    assert told["items"][0]["enterprise"] == "杭州某某电器有限公司"


@pytest.mark.parametrize("limit", ["0", "101", "x"])
def test_a_limit_has_its_limits(run, installed, limit):
    assert run("search", "冰箱", "--limit", limit).exit_code == 2


def test_a_text_too_long_to_look_for(run, installed, indexed):
    indexed()
    assert run("search", "词" * 1001).exit_code == 1


def test_what_is_not_utf8_is_a_mistake_of_use(run, installed, indexed):
    indexed()
    result = run("search", "冰箱\udcff")
    assert result.exit_code == 2


@pytest.fixture
def without_tantivy(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("search.engines.tantivy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tantivy", None)


def test_only_what_searches_needs_the_search_engine(run, installed, without_tantivy):
    assert run("settings").exit_code == 0
    for language in LANGUAGES:
        result = run("search", "冰箱", language=language)
        assert result.exit_code == 1
        assert "tantivy" in result.stderr
        assert "REGISTRY_SEARCH=whoosh" in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_setting_up_without_tantivy_chooses_whoosh_and_says_so(run, register, monkeypatch, language):
    receipt = PublishedFactory(where=register.scope)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "tantivy", None)
        for name in [name for name in sys.modules if name.startswith("search.engines.tantivy")]:
            patch.delitem(sys.modules, name)
        assert "whoosh" in run("setup", language=language).stdout
        worker.drain(register.scope, register.search)
        assert str(receipt.id) in run("search", "冰箱").stdout
        assert run("search", "冰箱", REGISTRY_SEARCH="tantivy").exit_code == 1
    assert "whoosh" not in run("setup", language=language).stdout
    assert register.settings.search_engine == "whoosh", "chosen once; nothing changes it but a setting"
    other = replace(register, settings=replace(register.settings, search="tantivy"))
    worker.ready(other.scope, other.search)
    assert str(receipt.id) in run("search", "冰箱", REGISTRY_SEARCH="tantivy").stdout


def test_setting_up_with_tantivy_chooses_it(run, register):
    assert "whoosh" not in run("setup").stdout
    assert (register.settings.data / "search.engine").read_text() == "tantivy\n"
    assert run("settings", REGISTRY_SEARCH="lucene").exit_code == 2


def test_a_sample_is_marked_in_what_is_found(run, register, monkeypatch):
    few = [each for each in demo_service.files() if each.file in {"residential_freezers", "residential_refrigerators"}]
    monkeypatch.setattr(demo_service, "files", lambda: iter(few))
    demo = run("demo")
    assert demo.exit_code == 0
    told = json.loads(run("search", "冰箱", "--json").stdout)
    assert told["items"]
    assert all(row["sample"] for row in told["items"])
    for language, mark in (("zh_CN.UTF-8", "示例"), ("en_US.UTF-8", "sample")):
        found = run("search", "冰箱", "--limit", "3", language=language).stdout.splitlines()
        assert all(line.endswith(mark) for line in found)
