"""The `registry` command: help with examples, exit codes 0, 1 and 2, words in two languages."""

import json

import pytest

import registry.cli
from registry.app import create_app
from registry.cli.group import group
from registry.demo import service as demo_service
from registry.identifiers.uscc import sample_uscc
from registry.kernel import migrate
from registry.kernel.settings import Settings
from tests.factories.enterprises import credit_code
from tests.functional.cli.conftest import CHINESE, CREATE, ENGLISH, LANGUAGES, USCC


def commands(command, path=()):
    """Every command that can be run, as the words that run it."""
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, (*path, name))
    if path and not hasattr(command, "commands"):
        yield path, command


ALL = list(commands(registry.cli.group))


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


def test_an_enterprise_is_registered_once(run, installed):
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


def test_an_enterprise_gets_another_name_and_a_standing(run, installed):
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


def test_an_industry_is_one_of_the_classification(run, installed):
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


def test_a_token_is_printed_once_and_works(run, installed, opened):
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
def test_a_token_that_cannot_be_made(run, installed, arguments, exit_code, said):
    for language in LANGUAGES:
        result = run("tokens", "create", *arguments, language=language)
        assert result.exit_code == exit_code
        assert said in result.stderr
        assert result.stdout == ""


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_cell_may_begin_with_a_minus(run, options):
    result = run("indicators", "parse", "-30℃~50℃", *options)
    assert result.exit_code == 0
    assert "-30" in result.stdout
    assert "℃" in result.stdout


def test_the_server_does_not_start_over_an_empty_database(run, tmp_path):
    for language in LANGUAGES:
        result = run("serve", language=language, REGISTRY_DATABASE_URL="", REGISTRY_DATA=str(tmp_path / "new"))
        assert result.exit_code == 1
        assert "registry setup" in result.stderr


@pytest.mark.parametrize(
    ("language", "refused", "login"),
    [(CHINESE, "未通过 3 项", "登录名 demo"), (ENGLISH, "3 refused", "sign in as demo")],
)
def test_a_second_load_says_the_login_and_what_was_refused_before(
    run, installed, monkeypatch, language, refused, login
):
    few = [each for each in demo_service.files() if each.file in {"water_heaters", "handmade/room-air-conditioners"}]
    monkeypatch.setattr(demo_service, "files", lambda: iter(few))
    first, second = run("demo", language=language), run("demo", language=language)
    for result in (first, second):
        assert refused in result.stdout
        assert login in result.stdout
    assert "registry users password demo" in second.stdout
    assert "registry users password demo" not in first.stdout
