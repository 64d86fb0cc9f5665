"""docs/rules.md tells of every code that examining, publishing and changing a declaration may say."""

import importlib
import pkgutil
import re
from pathlib import Path

import registry.declarations
from registry.kernel.findings import Message

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
SHARED = {"not-found", "not-permitted"}
"""Codes of the kernel, which every room says."""


def declared():
    """The codes of the room, but for those of importing, which tells of files and lines."""
    names = (each.name for each in pkgutil.walk_packages(registry.declarations.__path__, "registry.declarations."))
    modules = [importlib.import_module(name) for name in names if ".importing" not in name]
    return {value.code for module in modules for value in vars(module).values() if isinstance(value, Message)} - SHARED


def test_every_code_is_told_and_none_that_there_is_not():
    told = set(re.findall(r"`([a-z]+(?:-[a-z]+)+|required)`", DOCUMENT.read_text(encoding="utf-8")))
    assert told == declared()
