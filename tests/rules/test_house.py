"""The repository holds itself to the rules of its house."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from registry.kernel.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
CEILING = 400
ROOMS = sorted(
    path
    for folder in ("registry", "search")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", "setup.cfg"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("planted_in", "line", "contract"),
    [
        ("registry/kernel/clock.py", "import registry.declarations.values", "A room imports only rooms below it"),
        ("registry/identifiers/uscc.py", "import flask", "Values, rules, identifiers and indicators are pure"),
        ("registry/ranking/api.py", "import registry.ranking.models", "Pages and API never touch models, nor SQL"),
        ("registry/ranking/service/editions.py", "import flask", "Use cases, reads and rules know no HTTP"),
        ("search/port.py", "import registry.kernel.clock", "search/ knows nothing of the register"),
        ("search/port.py", "import search.engines.tantivy", "What the engines share knows none of them"),
        ("search/engines/whoosh/schema.py", "import search.engines.tantivy", "No engine imports another"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, planted_in: str, line: str, contract: str) -> None:
    for name in ("registry", "search"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    with (tmp_path / planted_in).open("a") as source:
        source.write(f"\n{line}\n")
    result = _lint_imports(tmp_path)
    assert result.returncode == 1
    assert re.search(rf"{re.escape(contract)}.* BROKEN", result.stdout), result.stdout


def test_no_file_is_over_the_ceiling() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in ROOMS
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > CEILING
    }
    assert not too_long, f"over {CEILING} lines, each perhaps two files: {too_long}"


def test_only_the_kernel_commits() -> None:
    committing = [
        str(path.relative_to(ROOT))
        for path in ROOMS
        if "registry" in path.parts
        and "kernel" not in path.parts
        and _calls(path, {"commit", "rollback", "begin_nested"})
    ]
    assert not committing


def _calls(path: Path, names: set[str]) -> bool:
    """Whether a session method of one of these names is called; the search writer's own commit is none."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            receiver = ast.unparse(node.func.value)
            if "session" in receiver or "connection" in receiver:
                return True
    return False


def test_every_package_is_listed_for_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    mapped = {"templates": "registry.templates", "migrations": "registry.migrations"}
    present = set()
    for folder in ("registry", "search", "templates", "migrations"):
        for init in (ROOT / folder).rglob("__init__.py"):
            dotted = ".".join(init.parent.relative_to(ROOT).parts)
            head, _, rest = dotted.partition(".")
            present.add(mapped.get(head, head) + (f".{rest}" if rest else ""))
        for module in (ROOT / folder).rglob("*.py"):
            if folder == "migrations" and module.parent.name == "versions":
                present.add("registry.migrations.versions")
    assert listed == present


def test_settings_are_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, _, tell in Settings().listing():
        assert f"`{name}`" in page, name
        assert tell in page, f"{name} is described otherwise than by `registry settings`"
    known = {name for name, _, _ in Settings().listing()}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", page)) <= known


def test_the_readmes_are_in_step() -> None:
    english = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    for pattern in (r"^#+ ", r"^```", r"^\| "):
        in_english, in_chinese = (len(re.findall(pattern, page, re.MULTILINE)) for page in (english, chinese))
        assert in_english == in_chinese, f"{pattern!r}: {in_english} in English, {in_chinese} in Chinese"
    assert re.findall(r"^make \w+", english, re.MULTILINE) == re.findall(r"^make \w+", chinese, re.MULTILINE)


def test_no_machine_path_or_registry_host_is_committed() -> None:
    hosts = "|".join(("py" + "pi.org", "python" + "hosted", "npm" + "js", "deb." + "debian", "/wo" + "rk/"))
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    found = []
    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix in {".gz", ".mo", ".png"} or not path.is_file():
            continue
        if re.search(hosts, path.read_text(encoding="utf-8", errors="replace")):
            found.append(name)
    assert not found
