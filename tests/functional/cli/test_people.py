"""Commands about people and tokens."""

import json

import pytest

from registry.cli import people
from tests.factories.enterprises import credit_code
from tests.functional.cli.conftest import CHINESE, ENGLISH

USCC = credit_code(1)
NAME = "杭州某某电器有限公司"
PERSON = ("users", "create", "--login", "Li.Ming@example.com", "--name", "李明")


@pytest.fixture(autouse=True)
def _ready(run):
    """An installation that is set up, with an enterprise."""
    assert run("setup").exit_code == 0
    assert run("enterprises", "create", "--uscc", USCC, "--name", NAME, "--region", "330106").exit_code == 0


def test_the_first_person_is_an_operator_with_a_password_that_is_shown_once(run):
    result = run("users", "create", "--login", "operator", "--name", "王芳", "--operator")
    assert result.exit_code == 0
    line, secret = result.stdout.splitlines()
    assert line == "operator  王芳  admin  登记机构"
    password = secret.removeprefix("密码：")
    assert len(password) == 20
    listed = run("users", "list")
    assert listed.stdout.splitlines() == [line]
    second = run("users", "create", "--login", "second", "--name", "李明", "--operator", "--json")
    made = json.loads(second.stdout)
    assert (made["login"], made["kind"], made["disabled_at"]) == ("second", "operator", None)
    assert made["password"] != password
    rows = json.loads(run("users", "list", "--json").stdout)
    assert [row["organisation"] for row in rows] == ["登记机构", "登记机构"]
    assert "password" not in rows[0]


@pytest.mark.parametrize(
    ("whose", "told"),
    [
        (("--enterprise", USCC.lower()), f"admin  {NAME}"),
        (("--enterprise", USCC, "--role", "drafter"), f"drafter  {NAME}"),
        (("--evaluator", "某评估机构"), "admin  某评估机构"),
        (("--supervisor", "某市场监督管理局"), "admin  某市场监督管理局"),
    ],
)
def test_a_person_acts_for_an_organisation(run, whose, told):
    result = run(*PERSON, *whose, language=ENGLISH)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"li.ming@example.com  李明  {told}"
    assert result.stdout.splitlines()[1].startswith("password: ")


def test_a_password_is_read_from_standard_input_and_never_shown(run):
    result = run(*PERSON, "--operator", "--password-stdin", typed="十个字符就够长了 ok\n")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert "够长了" not in result.output


@pytest.mark.parametrize(("typed", "exit_code"), [(b"short\n", 1), (b"", 1), (b"\xff" * 12, 2)])
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_password_that_is_not_accepted_is_not_repeated(run, typed, exit_code, language):
    result = run(*PERSON, "--evaluator", "某评估机构", "--password-stdin", language=language, typed=typed)
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert result.stderr
    assert "short" not in result.stderr.replace("too short", "")
    assert json.loads(run("users", "list", "--json").stdout) == []


def test_a_password_is_asked_for_twice_on_a_terminal(run, monkeypatch):
    monkeypatch.setattr(people, "_on_terminal", lambda: True)
    differing = run(*PERSON, "--operator", typed="a long password\nanother password\n")
    assert differing.exit_code == 1, "asked again, and nothing more is typed"
    result = run(*PERSON, "--operator", typed="a long password\na long password\n")
    assert (result.exit_code, "a long password" in result.output) == (0, False)
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        ((), 2, "--supervisor"),
        (("--operator", "--enterprise", USCC), 2, "--supervisor"),
        (("--operator", "--role", "chief"), 2, "chief"),
        (("--enterprise", credit_code(9)), 1, credit_code(9)),
        (("--operator", "--role", "drafter"), 1, "drafter"),
        (("--evaluator", " "), 1, "name"),
        (("--operator", "--login", "a b"), 1, "a b"),
    ],
)
def test_a_person_who_cannot_be_added(run, arguments, exit_code, said):
    for language in (CHINESE, ENGLISH):
        result = run(*PERSON, *arguments, language=language)
        assert (result.exit_code, result.stdout) == (exit_code, "")
        assert said in result.stderr


def test_a_login_name_is_taken_once(run):
    assert run(*PERSON, "--operator").exit_code == 0
    again = run(*PERSON, "--enterprise", USCC)
    assert (again.exit_code, "li.ming@example.com" in again.stderr) == (1, True)


def test_a_person_is_disabled_and_given_another_password(run):
    run(*PERSON, "--operator")
    changed = run("users", "password", "LI.MING@example.com")
    assert (changed.exit_code, len(changed.stdout.splitlines())) == (0, 2)
    disabled = run("users", "disable", "li.ming@example.com", "--json")
    assert json.loads(disabled.stdout)["disabled_at"]
    assert run("users", "list").stdout.endswith("已停用\n")
    enabled = run("users", "enable", "li.ming@example.com", "--json")
    assert json.loads(enabled.stdout)["disabled_at"] is None
    assert "已停用" not in run("users", "list").stdout
    for command in ("disable", "enable", "password"):
        unknown = run("users", command, "nobody")
        assert (unknown.exit_code, "nobody" in unknown.stderr) == (1, True)


@pytest.mark.parametrize(
    ("whose", "scopes"),
    [
        (("--enterprise", USCC), ["declare", "draft"]),
        (("--enterprise", USCC, "--scopes", "draft"), ["draft"]),
        (("--enterprise", USCC, "--scopes", "declare"), ["declare"]),
        (("--operator",), ["operate"]),
        (("--evaluator", "某评估机构"), ["evaluate"]),
        (("--supervisor", "某市场监督管理局"), ["supervise"]),
    ],
)
def test_a_token_of_each_kind_is_listed_and_revoked(run, whose, scopes):
    made = json.loads(run("tokens", "create", *whose, "--json").stdout)
    assert made["scopes"] == scopes
    listed = run("tokens", "list", "--json")
    (row,) = json.loads(listed.stdout)
    assert (row["id"], row["scopes"]) == (1, scopes)
    assert made["token"] not in listed.stdout
    assert run("tokens", "list").stdout.count("已失效") == 0
    assert run("tokens", "revoke", "1").exit_code == 0
    assert run("tokens", "list").stdout.count("已失效") == 1
    assert run("tokens", "revoke", "2").exit_code == 1


def test_a_token_is_of_one_organisation(run):
    for arguments in ((), ("--operator", "--evaluator", "某评估机构")):
        assert run("tokens", "create", *arguments).exit_code == 2


def test_an_evaluator_is_made_once_and_has_people_and_tokens(run):
    first, second = (json.loads(run("evaluators", "create", "--name", " 某评估机构 ", "--json").stdout) for _ in "12")
    assert first == second == {"id": first["id"], "name": "某评估机构"}
    assert run("evaluators", "create", "--name", "某评估机构").stdout == "某评估机构\n"
    assert run(*PERSON, "--evaluator", "某评估机构").exit_code == 0
    made = json.loads(run("tokens", "create", "--evaluator", "某评估机构", "--json").stdout)
    assert made["scopes"] == ["evaluate"]
    assert run("evaluators", "create", "--name", " ").exit_code == 1
