"""The English of every sentence on the pages. The Chinese sentence is the key.

`python -m registry.http.translations` collects the sentences of code and templates into `en/LC_MESSAGES/messages.po`,
keeps what is translated, drops what is gone, compiles the `.mo`, and names what still has no English. Findings and
problems are not here: each carries both languages where its rule stands.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PO = Path(__file__).parent / "en" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
_WIDTH = 120
_HEADER = "# English of the sentences on the pages. Written by `python -m registry.http.translations`; fill in msgstr."
_UNDATED = datetime(2026, 1, 1, tzinfo=UTC)  # the file changes when a sentence does, and not with the day


def collected() -> Catalog:
    """Every sentence that code and templates ask for; it does not say where, so that moving one changes nothing."""
    code, templates = (Path(import_module(name).__path__[0]) for name in ("registry", "registry.templates"))
    catalog = Catalog(charset="utf-8", creation_date=_UNDATED)
    for folder, pattern, method in ((code, "**.py", "python"), (templates, "**.html", "jinja2")):
        options = {"**": {"trimmed": "true"}}
        for _, _, message, comments, context in extract_from_dir(folder, [(pattern, method)], options):
            catalog.add(message, context=context, auto_comments=comments)
    return catalog


def translated() -> Catalog:
    """The English as it stands in the file."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def missing(catalog: Catalog) -> list[str]:
    """The sentences of `catalog` that have no English, or one that nobody has confirmed."""
    return [_key(message.id) for message in catalog if message.id and (message.fuzzy or not _complete(message.string))]


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the `.mo`."""
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def update() -> list[str]:
    """Brings `.po` and `.mo` up to date; what is still missing."""
    catalog = translated() if PO.exists() else Catalog(locale="en", charset="utf-8")
    catalog.header_comment, catalog.fuzzy, catalog.project = _HEADER, False, "enterprise-standards-register"
    catalog.version, catalog.revision_date, catalog.last_translator = "1", _UNDATED, "the register"
    catalog.language_team, catalog.msgid_bugs_address = "en", ""
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, width=_WIDTH, omit_header=False, sort_output=True, no_location=True)
    MO.write_bytes(compiled(catalog))
    return missing(catalog)


def _complete(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) and (isinstance(text, str) or all(text or ()))


def _key(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]
