"""Single documents for tests that make their own index."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from search.documents import Document, TextField, Unit
from search.matching import Reading, match
from search.port import Engine
from search.query import Query


def document(number: int, title: str = "", /, **fields: Any) -> Document:
    """Product `number`; what is not given is as plain as can be."""
    given = {
        "unit": Unit.PRODUCT,
        "id": f"EP2026-{number:08d}-0",
        "mark": 1,
        "standard": "ES2026-00000001-0",
        "kind": "enterprise",
        "uscc": "91330100MA2000000X",
        "published_at": datetime(2026, 1, 1, tzinfo=UTC),
        "effective_on": date(2026, 1, 1),
        "title": title,
    }
    return Document(**(given | fields))


def found(engine: Engine, text: str, *, loose: bool = False) -> list[str]:
    """The titles' words looked for; the ids found."""
    node = match(text, {TextField.TITLE: 1.0, TextField.CODES: 1.0}, reading=Reading.LOOSE if loose else Reading.STRICT)
    return [] if node is None else [hit.key.id for hit in engine.search(Query(match=node)).hits]
