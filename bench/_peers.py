"""The engines called directly: the same questions put to tantivy, Whoosh and SQLite FTS5 without our port.

tantivy answers from the index of the register itself. Whoosh and FTS5 have an index of
their own with the same tokens, made of their stock parts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import tantivy
from tantivy import Order

from search.documents import Document, KeywordField, NumberField, TextField
from search.engines.tantivy import schema as tantivy_schema
from search.engines.tantivy.compile import compile_query
from search.engines.tantivy.engine import TantivyEngine
from search.engines.tantivy.order import count
from search.matching import WEIGHTS
from search.query import All, AnyOf, Keyword, Node, Not, Phrase, Prefix, Query, Range, Term

KEYWORDS = (KeywordField.UNIT, KeywordField.CATEGORY, KeywordField.USCC, KeywordField.YEAR)
NUMBERS = (NumberField.PUBLISHED_AT, NumberField.ENDED_ON)


class Peer(Protocol):
    name: str

    def answer(self, query: Query) -> int:
        """Keys and scores of the first page, the facets that are asked for, and the exact total, which it returns."""


class Tantivy:
    """`Searcher.search`, the stored key of each hit, `Searcher.aggregate`. Its ties stand in no order."""

    name = "tantivy"

    def __init__(self, engine: TantivyEngine) -> None:
        reader = engine._follow()
        self._schema, self._searcher = engine._schema, reader.searcher

    def answer(self, query: Query) -> int:
        facets = {each.field: {"terms": {"field": each.field, "size": each.most}} for each in query.facets}
        sort: Any = {} if query.sort is None else {"order_by_field": query.sort.field, "order": Order.Desc}
        asked = compile_query(self._schema, query)
        found = self._searcher.search(asked, query.limit, **sort)
        hits = [(self._searcher.doc(address).get_first("key"), value) for value, address in found.hits]
        if facets:
            self._searcher.aggregate(asked, facets)
        assert len(hits) <= query.limit
        return count(found)


class Whoosh:
    """`Searcher.search` with `filter=` out of what is compiled, `sortedby` and `groupedby`."""

    name = "Whoosh"

    def __init__(self, folder: Path, documents: Iterable[Document]) -> None:
        from whoosh import fields, index

        if not (folder / "complete").exists():
            folder.mkdir(parents=True, exist_ok=True)
            texts = {tantivy_schema.text(each): _whoosh_text(each) for each in TextField}
            keywords = {str(each): fields.KEYWORD(sortable=each is not KeywordField.CATEGORY) for each in KEYWORDS}
            numbers = {str(each): fields.NUMERIC(int, bits=64, sortable=True) for each in NUMBERS}
            schema = fields.Schema(key=fields.ID(stored=True), **texts, **keywords, **numbers)
            feed_whoosh(index.create_in(str(folder), schema), documents)
            (folder / "complete").touch()
        self._searcher = index.open_dir(str(folder)).searcher()

    def answer(self, query: Query) -> int:
        from whoosh import query as asked

        nodes = [_whoosh(each) for each in (query.match, *query.filters) if each is not None]
        sort: Any = {} if query.sort is None else {"sortedby": str(query.sort.field), "reverse": True}
        facets = [str(each.field) for each in query.facets if each.field is not KeywordField.CATEGORY]
        more = {**sort, "groupedby": facets} if facets else sort
        found = self._searcher.search(asked.And(nodes), limit=query.limit, **more)
        hits = [(hit["key"], hit.score) for hit in found[: query.limit]]  # with an order it finds more
        for name in facets:
            found.groups(name)
        assert len(hits) <= query.limit
        return len(found)


class Fts5:
    """bm25() with the same weights, a table of the keywords beside it."""

    name = "SQLite FTS5"

    def __init__(self, file: Path, documents: Iterable[Document]) -> None:
        made = file.exists()
        self._database = sqlite3.connect(file)
        if not made:
            columns = ", ".join(f"text_{each}" for each in TextField)
            self._database.execute(
                f"CREATE VIRTUAL TABLE words USING fts5({columns}, content='', tokenize=\"unicode61 tokenchars '.'\")"
            )
            names = ", ".join((*KEYWORDS, *NUMBERS))
            self._database.execute(f"CREATE TABLE documents (id INTEGER PRIMARY KEY, key, {names})")
            feed_fts5(self._database, documents)
            self._database.execute("CREATE INDEX by_publication ON documents (published_at)")
            self._database.commit()

    def answer(self, query: Query) -> int:
        conditions = [_sql(each) for each in query.filters]
        tables = "documents"
        order = "" if query.sort is None else f"ORDER BY {query.sort.field} DESC"
        parameters: list[str] = []
        if query.match is not None:
            tables = "words JOIN documents ON documents.id = words.rowid"
            weights = ", ".join(str(WEIGHTS.get(each, 0.0)) for each in TextField)
            conditions.insert(0, "words MATCH ?")
            parameters = [_match(query.match)]
            order = order or f"ORDER BY bm25(words, {weights})"
        rest = f"FROM {tables} WHERE {' AND '.join(conditions)}"
        counts = [f"SELECT {each.field}, count(*) {rest} GROUP BY 1 ORDER BY 2 DESC" for each in query.facets]
        statements = [f"SELECT key {rest} {order} LIMIT {query.limit}", f"SELECT count(*) {rest}", *counts]
        answers = [self._database.execute(each, parameters).fetchall() for each in statements]
        return int(answers[1][0][0])


def feed_tantivy(index: tantivy.Index, documents: Iterable[tantivy.Document]) -> None:
    writer = index.writer(64_000_000, num_threads=1)
    for each in documents:
        writer.add_document(each)
    writer.commit()
    writer.wait_merging_threads()


def feed_whoosh(index: Any, documents: Iterable[Document]) -> None:
    writer = index.writer(limitmb=512)
    for each in documents:
        texts = {tantivy_schema.text(field): " ".join(each.tokens(field)) for field in TextField}
        keywords = {str(field): " ".join(each.keywords(field)) for field in KEYWORDS}
        numbers = {str(field): each.number_of(field) for field in NUMBERS}
        writer.add_document(key=str(each.key), **texts, **keywords, **numbers)
    writer.commit()


def feed_fts5(database: sqlite3.Connection, documents: Iterable[Document]) -> None:
    texts = ", ".join("?" * (len(TextField) + 1))
    values = ", ".join("?" * (2 + len(KEYWORDS) + len(NUMBERS)))
    for number, each in enumerate(documents):
        cut = [" ".join(each.tokens(field)) for field in TextField]
        database.execute(
            f"INSERT INTO words (rowid, {', '.join(f'text_{f}' for f in TextField)}) VALUES ({texts})", (number, *cut)
        )
        held = [" ".join(each.keywords(field)) for field in KEYWORDS] + [each.number_of(field) for field in NUMBERS]
        database.execute(f"INSERT INTO documents VALUES ({values})", (number, str(each.key), *held))
    database.commit()


def _whoosh_text(field: TextField) -> Any:
    from whoosh import analysis, fields

    return fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=field.is_ordered)


def _whoosh(node: Node) -> Any:
    from whoosh import query as asked

    match node:
        case All(nodes):
            return asked.And([_whoosh(each) for each in nodes])
        case AnyOf(nodes):
            return asked.Or([_whoosh(each) for each in nodes])
        case Not(inner):
            return asked.Not(_whoosh(inner))
        case Term(field, token, weight):
            return asked.Term(tantivy_schema.text(field), token, boost=weight)
        case Phrase(field, tokens, weight):
            return asked.Phrase(tantivy_schema.text(field), list(tokens), boost=weight)
        case Prefix(field, prefix, weight):
            return asked.Prefix(tantivy_schema.text(field), prefix, boost=weight)
        case Keyword(field, values):
            return asked.Or([asked.Term(str(field), value, boost=0.0) for value in values])
        case Range(field, low, high):
            return asked.NumericRange(str(field), low, high, boost=0.0)


def _match(node: Node) -> str:
    match node:
        case All(nodes):
            return f"({' AND '.join(map(_match, nodes))})"
        case AnyOf(nodes):
            return f"({' OR '.join(map(_match, nodes))})"
        case Term(field, token, _):
            return f'text_{field} : "{token}"'
        case Phrase(field, tokens, _):
            return f'text_{field} : "{" ".join(tokens)}"'
        case Prefix(field, prefix, _):
            return f'text_{field} : "{prefix}" *'
    raise ValueError(node)


def _sql(node: Node) -> str:
    match node:
        case Keyword(KeywordField.CATEGORY, values):
            return " OR ".join(f"(category || ' ') LIKE '%{value} %'" for value in values)
        case Keyword(field, values):
            return f"{field} IN ({', '.join(repr(each) for each in sorted(values))})"
        case Range(field, low, high):
            ends = [f"{field} >= {low}" * (low is not None), f"{field} <= {high}" * (high is not None)]
            return " AND ".join(filter(None, ends))
    raise ValueError(node)
