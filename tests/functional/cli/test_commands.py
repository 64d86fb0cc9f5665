"""The `registry` command: help with examples, exit codes 0, 1 and 2, words in two languages."""

import json
import sys
from dataclasses import replace

import pytest

import registry.cli
from registry import worker
from registry.app import create_app, open_register
from registry.cli.group import group
from registry.demo import service as demo_service
from registry.identifiers.uscc import sample_uscc
from registry.kernel import migrate
from registry.kernel.settings import Settings
from tests.factories.declarations import COMMITMENT, BodyFactory, PublishedFactory
from tests.factories.enterprises import credit_code
from tests.functional.cli.conftest import CHINESE, ENGLISH

USCC = credit_code(1)
CREATE = (
    "enterprises",
    "create",
    "--uscc",
    USCC,
    "--name",
    "杭州某某电器有限公司",
    "--region",
    "330106",
    "--level",
    "L1",
)
LANGUAGES = (CHINESE, ENGLISH)


def commands(command, path=()):
    """Every command that can be run, as the words that run it."""
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, (*path, name))
    if path and not hasattr(command, "commands"):
        yield path, command


ALL = list(commands(registry.cli.group))


@pytest.fixture
def ready(run):
    """An installation that is set up, with an enterprise."""
    assert run("setup").exit_code == 0
    assert run(*CREATE).exit_code == 0


def test_every_command_is_known():
    assert {" ".join(path) for path, _ in ALL} == {
        "serve",
        "setup",
        "demo",
        "worker",
        "import",
        "index audit",
        "index rebuild",
        "index status",
        "search",
        "indicators parse",
        "enterprises create",
        "evaluators create",
        "enterprises rename",
        "enterprises standing",
        "credit import",
        "users create",
        "users list",
        "users disable",
        "users enable",
        "users password",
        "rankings build",
        "rankings recompute",
        "schemes import",
        "schemes export",
        "tokens create",
        "tokens list",
        "tokens revoke",
        "backup",
        "restore",
        "settings",
    }
    assert registry.cli.group is group


@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=" ".join)
def test_every_command_helps_with_an_example(run, tmp_path, path):
    for option in ("--help", "-h"):
        result = run(*path, option, REGISTRY_DATABASE_URL="", REGISTRY_DATA=str(tmp_path / "nowhere"))
        assert result.exit_code == 0
        assert "Example" in result.stdout
        example = result.stdout.split("Example", 1)[1]
        assert f"registry {' '.join(path)}" in example
    assert not (tmp_path / "nowhere").exists(), "asking for help writes nothing"


@pytest.mark.parametrize("path", [(), ("enterprises",), ("credit",), ("users",), ("tokens",), ("indicators",)])
def test_a_group_lists_its_commands(run, path):
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert "Commands:" in result.stdout


@pytest.mark.parametrize("path", [path for path, _ in ALL if path not in {("serve",), ("worker",)}], ids=" ".join)
def test_a_command_used_wrongly_is_exit_code_2(run, path):
    for wrong in (("--no-such-option",), ("one", "two", "three")):
        result = run(*path, *wrong)
        assert result.exit_code == 2
        assert "Usage:" in result.stderr


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"REGISTRY_COLOUR": "red"}, "REGISTRY_COLOUR"),
        ({"REGISTRY_RATE_LIMIT": "many"}, "0 | 1 | 2 | …"),
        ({"REGISTRY_DATABASE_URL": "nonsense"}, "REGISTRY_DATABASE_URL"),
        ({"REGISTRY_DATABASE_URL": "nosuch://a/b"}, "REGISTRY_DATABASE_URL"),
        ({"REGISTRY_DATABASE_URL": "", "REGISTRY_DATA": "/dev/null/x"}, "REGISTRY_DATA"),
    ],
)
def test_a_wrong_setting_is_exit_code_2(run, environment, said):
    told = set()
    for language in LANGUAGES:
        result = run("setup", language=language, **environment)
        assert result.exit_code == 2
        assert said in result.stderr
        told.add(result.stderr)
    assert len(told) == len(LANGUAGES)


def test_settings_are_listed_with_secrets_masked(run):
    url = "postgresql+psycopg://somebody:hunter2@localhost/x"
    result = run("settings", REGISTRY_SECRET_KEY="hunter2" * 5, REGISTRY_DATABASE_URL=url)
    assert result.exit_code == 0
    assert "hunter2" not in result.stdout
    told = json.loads(run("settings", "--json").stdout)
    assert [row["name"] for row in told] == [name for name, _, _ in Settings().listing()]
    assert all(row["meaning"] for row in told)


@pytest.mark.parametrize(("language", "said"), [(CHINESE, "新增参考数据"), (ENGLISH, "reference rows added")])
def test_setup_twice_changes_nothing(run, language, said):
    first, second = run("setup", language=language), run("setup", language=language)
    assert (first.exit_code, second.exit_code) == (0, 0)
    for result in (first, second):
        assert said in result.stdout
        assert migrate.head() in result.stdout
    assert " 0 " in second.stdout
    assert " 0 " not in first.stdout


@pytest.mark.parametrize("arguments", [CREATE, ("demo",), ("tokens", "create", "--enterprise", USCC)])
def test_before_setup_a_command_says_what_to_do(run, tmp_path, arguments):
    for language in LANGUAGES:
        result = run(
            *arguments,
            language=language,
            REGISTRY_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite'}",
        )
        assert result.exit_code == 1
        assert "registry setup" in result.stderr


def test_an_enterprise_is_registered_once(run, ready):
    again = run(*CREATE)
    assert again.exit_code == 1
    assert USCC in again.stderr
    other = run(*(credit_code(2) if each == USCC else each for each in CREATE), "--json")
    assert json.loads(other.stdout) == {"uscc": credit_code(2), "name": "杭州某某电器有限公司"}


@pytest.mark.parametrize(("language", "said"), [(CHINESE, "企业名称"), (ENGLISH, "The enterprise's name is required.")])
def test_a_refusal_names_every_field(run, language, said):
    run("setup")
    result = run("enterprises", "create", "--uscc", "123", "--name", " ", "--region", "999999", language=language)
    assert result.exit_code == 1
    assert said in result.stderr
    assert {line.split(":")[0] for line in result.stderr.splitlines()} == {"uscc", "region", "name"}


def test_an_enterprise_gets_another_name_and_a_standing(run, ready):
    rename = ("enterprises", "rename", "--uscc", USCC.lower(), "--name", "杭州新名有限公司", "--reason", "变更登记")
    told = json.loads(run(*rename, "--on", "2026-11-01", "--json").stdout)
    assert told == {
        "uscc": USCC,
        "name": "杭州新名有限公司",
        "former_names": ["杭州某某电器有限公司"],
        "standing": None,
    }
    again = run(*rename, "--on", "2026-11-01")
    assert again.exit_code == 1
    assert "杭州新名有限公司" in again.stderr
    assert run(*rename, "--on", "yesterday").exit_code == 2
    standing = ("enterprises", "standing", "--uscc", USCC, "--standing", "revoked", "--on", "2026-11-02")
    assert run(*standing).stdout.split() == [USCC, "杭州新名有限公司", "L1", "revoked"]
    nobody = run("enterprises", "standing", "--uscc", "x", "--standing", "revoked", "--on", "2026-11-02")
    assert nobody.exit_code == 1


def test_an_industry_is_one_of_the_classification(run, ready):
    other = tuple(credit_code(2) if each == USCC else each for each in CREATE)
    refused = run(*other, "--industry", "385x")
    assert refused.exit_code == 1
    assert "385x" in refused.stderr
    assert run(*other, "--industry", "3851").exit_code == 0


def test_a_sample_enterprise_is_marked_as_one(run):
    run("setup")
    sample = ("enterprises", "create", "--uscc", sample_uscc(5).code, "--name", "示例企业", "--region", "000000")
    assert run(*sample).exit_code == 1
    assert run(*sample, "--sample").exit_code == 0


def test_a_token_is_printed_once_and_works(run, ready, opened):
    result = run("tokens", "create", "--enterprise", USCC.lower())
    assert result.exit_code == 0
    token = result.stdout.strip()
    assert len(token.splitlines()) == 1
    response = (
        create_app(opened())
        .test_client()
        .post("/api/v1/declarations", json={}, headers={"Authorization": f"Bearer {token}"})
    )
    assert response.status_code == 201
    assert response.json["enterprise"]["uscc"] == USCC


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("--enterprise", credit_code(9)), 1, credit_code(9)),
        (("--enterprise", USCC, "--scopes", "operate"), 2, "declare"),
        (("--enterprise", USCC, "--scopes", ""), 2, "declare"),
        (("--enterprise", USCC, "--scopes", "fly"), 2, "declare"),
    ],
)
def test_a_token_that_cannot_be_made(run, ready, arguments, exit_code, said):
    for language in LANGUAGES:
        result = run("tokens", "create", *arguments, language=language)
        assert result.exit_code == exit_code
        assert said in result.stderr
        assert result.stdout == ""


@pytest.fixture
def opened(tmp_path, database_url):
    """Opens the installation of the commands, as another process would."""
    registers = []

    def open_it():
        settings = Settings(data=tmp_path / "data", database_url=database_url, rate_limit=0)
        registers.append(open_register(settings))
        return registers[-1]

    yield open_it
    for register in registers:
        register.engine.dispose()


@pytest.fixture
def lines(tmp_path):
    """A file with two good lines."""
    good = [{**BodyFactory(number=f"Q/HZDQ {place:03d}-2026"), "commitment": COMMITMENT} for place in (1, 2)]
    path = tmp_path / "declarations.jsonl"
    path.write_text("\n".join(json.dumps({**each, "disclose_shortfall": True}) for each in good), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_before_there_is_an_index(run, ready, language):
    result = run("search", "冰箱", language=language)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr


@pytest.mark.parametrize(("language", "shown"), [(CHINESE, "共 1 条，显示 1 条"), (ENGLISH, "1 of 1")])
def test_search_finds_what_was_imported(run, ready, lines, indexed, language, shown):
    run("import", str(lines), "--enterprise", USCC)
    indexed()
    result = run("search", "Q/HZDQ 002-2026", language=language)
    assert result.exit_code == 0
    assert "Q/HZDQ 002-2026" in result.stdout
    assert shown in result.stderr
    told = json.loads(run("search", "冰箱", "--unit", "product", "--limit", "1", "--json").stdout)
    assert (told["total"], len(told["items"])) == (2, 1)
    assert told["items"][0]["enterprise"] == "杭州某某电器有限公司"


@pytest.fixture
def indexed(opened):
    """Lets the worker look, as `registry worker` would."""

    def look():
        register = opened()
        worker.drain(register.scope, register.search)

    return look


@pytest.mark.parametrize("limit", ["0", "101", "x"])
def test_a_limit_has_its_limits(run, ready, limit):
    assert run("search", "冰箱", "--limit", limit).exit_code == 2


def test_a_text_too_long_to_look_for(run, ready, indexed):
    indexed()
    assert run("search", "词" * 1001).exit_code == 1


def test_what_is_not_utf8_is_a_mistake_of_use(run, ready, indexed):
    indexed()
    result = run("search", "冰箱\udcff")
    assert result.exit_code == 2


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_cell_may_begin_with_a_minus(run, options):
    result = run("indicators", "parse", "-30℃~50℃", *options)
    assert result.exit_code == 0
    assert "-30" in result.stdout
    assert "℃" in result.stdout


@pytest.fixture
def without_tantivy(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("search.engines.tantivy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tantivy", None)


def test_only_what_searches_needs_the_search_engine(run, ready, without_tantivy):
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


def test_the_server_does_not_start_over_an_empty_database(run, tmp_path):
    for language in LANGUAGES:
        result = run("serve", language=language, REGISTRY_DATABASE_URL="", REGISTRY_DATA=str(tmp_path / "new"))
        assert result.exit_code == 1
        assert "registry setup" in result.stderr


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


@pytest.mark.parametrize(
    ("language", "refused", "login"),
    [(CHINESE, "未通过 3 项", "登录名 demo"), (ENGLISH, "3 refused", "sign in as demo")],
)
def test_a_second_load_says_the_login_and_what_was_refused_before(run, ready, monkeypatch, language, refused, login):
    few = [each for each in demo_service.files() if each.file in {"water_heaters", "handmade/room-air-conditioners"}]
    monkeypatch.setattr(demo_service, "files", lambda: iter(few))
    first, second = run("demo", language=language), run("demo", language=language)
    for result in (first, second):
        assert refused in result.stdout
        assert login in result.stdout
    assert "registry users password demo" in second.stdout
    assert "registry users password demo" not in first.stdout
