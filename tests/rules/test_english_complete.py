"""Complete English means our words: every sentence of a page, every finding, every title of a problem."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string

import pytest
from babel.messages import Message as Entry

import registry
from registry.http.problems import TITLES
from registry.http.translations import MO, collected, compiled, missing, translated
from registry.kernel.findings import Message, declared_messages


def _all_messages() -> dict[str, Message]:
    """Of every room: a message is declared when its module is imported."""
    for module in pkgutil.walk_packages(registry.__path__, "registry."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return dict(declared_messages())


MESSAGES = _all_messages()


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_sentence_of_a_page_has_its_english() -> None:
    wanted = {message.id for message in collected() if message.id}
    there = {message.id for message in translated() if message.id}
    assert wanted - there == set(), "run: python -m registry.http.translations"
    assert there - wanted == set(), "no longer asked for; run: python -m registry.http.translations"
    assert missing(translated()) == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert MO.read_bytes() == compiled(translated()), "run: python -m registry.http.translations"


def test_the_english_of_a_page_holds_what_the_chinese_holds() -> None:
    def held(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s", text))

    wrong = [
        entry.id
        for entry in translated()
        if isinstance(entry, Entry)
        and isinstance(entry.id, str)
        and entry.id
        and held(entry.id) != held(str(entry.string))
    ]
    assert wrong == []


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_finding_speaks_both_languages(code: str) -> None:
    message = MESSAGES[code]
    assert re.search(r"[一-鿿]", message.zh)
    assert re.search(r"[A-Za-z]{2}", message.en)
    assert not re.search(r"[，。：；？！「」（）]", message.en)
    # A word that is itself in a language comes twice, as {what} and {what_en}.
    assert _placeholders(message.zh) == {name.removesuffix("_en") for name in _placeholders(message.en)}
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)


@pytest.mark.parametrize("status", sorted(TITLES))
def test_a_title_speaks_both_languages(status: int) -> None:
    chinese, english = TITLES[status]
    assert re.search(r"[一-鿿]", chinese)
    assert english.isascii()
