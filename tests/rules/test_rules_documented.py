"""docs/rules.md lists every finding that a declaration may get from the rules, the reading and the use cases."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import registry.kernel.errors
from registry.kernel.findings import Message

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z-]+)` \| (error|notice)(?: \(\d{3}\))? \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def _messages(module: str) -> dict[str, Message]:
    """By name, what `module` and the modules in it may say, but for what the kernel declares for every room."""
    top = importlib.import_module(module)
    below = pkgutil.walk_packages(getattr(top, "__path__", ()), f"{module}.")
    modules = [top, *(importlib.import_module(each.name) for each in below)]
    common = {name for name, value in vars(registry.kernel.errors).items() if isinstance(value, Message)}
    named = [(name, value) for each in modules for name, value in vars(each).items() if name not in common]
    return {name: value for name, value in named if isinstance(value, Message)}


def _source(module: str) -> str:
    """The source of a module, or of all modules of a package."""
    file = Path(str(importlib.import_module(module).__file__))
    files = sorted(file.parent.glob("*.py")) if file.name == "__init__.py" else [file]
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


def _section(name: str) -> list[tuple[str, str]]:
    """Code and severity of each row under the heading of `name`."""
    (text,) = re.findall(rf"^### `{re.escape(name)}`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    rows = ROW.findall(text)
    assert len(rows) == text.count("\n|") - 2, "a row that cannot be read"
    return rows


@pytest.mark.parametrize("name", ["declarations.reading", "declarations.rules", "declarations.service"])
def test_every_finding_is_listed_once(name: str) -> None:
    listed = [code for code, _ in _section(name)]
    declared = {message.code for message in _messages(f"registry.{name}").values()}
    if name == "declarations.service":  # what it only hands on stands where it is declared
        declared -= {message.code for message in _messages("registry.declarations.rules").values()}
    assert sorted(listed) == sorted(declared)


@pytest.mark.parametrize("name", ["declarations.reading", "declarations.rules", "declarations.service"])
def test_the_severity_is_that_of_the_rule(name: str) -> None:
    """What the source makes an error or a notice; `_said` of the floor chooses by itself and is tested elsewhere."""
    stated = dict(_section(name))
    made = dict(re.findall(r"\b([A-Z_]+)\.(error|notice)\(", _source(f"registry.{name}")))
    assert made
    messages = _messages(f"registry.{name}")
    wrong = {
        message.code: made[name]
        for name, message in messages.items()
        if name in made and message.code in stated and stated[message.code] != made[name]
    }
    assert wrong == {}
