"""How well the first results answer: `python -m bench.relevance [--tuning] [--register FOLDER]`.

The queries of `tests/data/judgements.csv` on the register of the shipped product data, asked of three systems over the
same texts: ours as the API asks it, BM25 over pairs of characters in one field, and Whoosh as it comes. nDCG@10 by
group (gain 2^grade - 1) and recall@50 of the documents graded 2 or 3 (of 50, where there are more); then the queries
where ours stands behind plain BM25. The held-out half unless `--tuning`: whoever sets a weight looks at that half only.

`--register` keeps the register in a folder, and finds it again there; its index follows the code.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from math import log2
from pathlib import Path
from statistics import fmean

import tantivy

from bench._declaring import table
from bench._judgements import Facts, Products, Topic, grades, read
from registry.app import Register, open_register
from registry.declarations import queries as declarations
from registry.declarations.values import IN_FORCE, ProductView, StandardView
from registry.demo.service import load as load_samples
from registry.discovery.searching import search
from registry.discovery.values import ProductHit, SearchRequest
from registry.indexing.projection import documents
from registry.indexing.service import rebuild
from registry.kernel.clock import Clock
from registry.kernel.migrate import upgrade
from registry.kernel.settings import Settings
from registry.kernel.transaction import reading
from registry.reference import queries as reference
from registry.reference.service import load as load_reference
from search.analysis import fold
from search.documents import Document, Unit

DAY = datetime(2026, 12, 1, tzinfo=UTC)
"""When it is in the register: what is in force never changes."""

DEPTH = 50
SHOWN = 3
Ask = Callable[[str, Unit], list[str]]
"""The ids of the first `DEPTH` documents of a unit for a text."""


@dataclass
class Texts:
    """What can be found: the documents in force as they are indexed, with a name of each; and of each declared product
    its facts, its own document (None where it is shown in another standard) and the one of its standard."""

    documents: list[Document] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    facts: list[Facts] = field(default_factory=list)
    of: dict[Unit, list[str | None]] = field(default_factory=lambda: {unit: [] for unit in Unit})


def filled(folder: Path) -> Register:
    """The register with everything that ships; loaded where the folder is empty, and its index built again."""
    settings = Settings.from_environment({"REGISTRY_DATA": str(folder)})
    register = replace(open_register(settings), clock=Clock(frozen=DAY))
    upgrade(register.engine)
    load_reference(register.scope)
    load_samples(register.scope, lambda _done, _total: None)
    rebuild(register.scope, register.search)
    return register


def texts(register: Register) -> Texts:
    found, today = Texts(), register.clock.today()
    with reading(register.scope) as session:
        known = reference.reference(session)
        last = 0
        while identities := declarations.identities(session, after=last, limit=100):
            last = identities[-1].number
            for identity, standard in declarations.standards(session, identities, today).items():
                if standard.status not in IN_FORCE:
                    continue
                products = declarations.products_of(session, identity, today, after=-1, limit=100_000)
                moved = declarations.moved_from(session, [identity], today).get(identity, set())
                made = list(documents(standard, products, moved, known.categories, known.industries, {}))
                found.documents += made
                found.names[str(identity)] = f"{standard.number} {standard.title}"
                for product in products:
                    found.names[str(product.id)] = f"{product.name} {product.brand} {product.model}"
                    found.facts.append(facts(standard, product, made[-1].category))
                    found.of[Unit.STANDARD].append(str(identity))
                    found.of[Unit.PRODUCT].append(None if product.id in moved else str(product.id))
    return found


def facts(standard: StandardView, product: ProductView, category: Iterable[str]) -> Facts:
    made = Facts()
    made.add("number", (standard.number,))
    made.add("title", (standard.title,))
    made.add("enterprise", (standard.enterprise.name,))
    made.add("cites", standard.cites)
    made.add("category", (*category, product.category))
    made.add("name", (product.name,))
    made.add("brand", (product.brand,))
    made.add("model", (product.model,))
    made.add("specification", (product.specification,))
    for each in product.indicators:
        made.add("indicator", (each.name,))
        made.add(each.name, (each.requirement.text,))
        if each.canonical is not None:
            low, high = each.canonical.low, each.canonical.high
            made.values[each.name].append((None if low is None else float(low), None if high is None else float(high)))
    return made


def everything(document: Document) -> str:
    """The texts of all fields in one."""
    return " ".join(
        (document.number, document.title, *document.names, *document.enterprise, *document.body, *document.codes)
    )


def ours(register: Register) -> Ask:
    engine = register.search

    def ask(text: str, unit: Unit) -> list[str]:
        found = search(register.scope, engine, SearchRequest(text=text, unit=unit, limit=DEPTH))
        return [str(hit.product.id if isinstance(hit, ProductHit) else hit.standard.id) for hit in found.hits]

    return ask


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_run = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")


def pairs(text: str) -> list[str]:
    """Pairs of Chinese characters (one that stands alone is itself), and words of everything else."""
    tokens: list[str] = []
    for run in _run.findall(fold(text)):
        chinese = re.match(f"[{_HAN}]", run) and len(run) > 1
        tokens += map("".join, pairwise(run)) if chinese else [run]
    return tokens


def plain(every: Sequence[Document]) -> Ask:
    """BM25 over `pairs` of everything in one field, any of the tokens: an index for each unit, in one segment."""
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw")
        .add_text_field("text", tokenizer_name="whitespace")
        .build()
    )
    searchers = {}
    for unit in Unit:
        index = tantivy.Index(schema)
        writer = index.writer(heap_size=500_000_000, num_threads=1)
        for document in every:
            if document.unit is unit:
                writer.add_document(tantivy.Document(id=document.id, text=" ".join(pairs(everything(document)))))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searchers[unit] = index.searcher()

    def ask(text: str, unit: Unit) -> list[str]:
        any_of = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", token))
            for token in dict.fromkeys(pairs(text))
        ]
        searcher = searchers[unit]
        hits = searcher.search(tantivy.Query.boolean_query(any_of), limit=DEPTH).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return ask


def whoosh(every: Sequence[Document]) -> Ask:
    """Whoosh as it comes: its text field, its parser of queries, its scores; an index for each unit, in memory."""
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import QueryParser

    schema = Schema(id=ID(stored=True, unique=True), text=TEXT())
    indexes = {}
    for unit in Unit:
        indexes[unit] = index = RamStorage().create_index(schema)
        writer = index.writer()
        for document in every:
            if document.unit is unit:
                writer.add_document(id=document.id, text=everything(document))
        writer.commit()
    parser = QueryParser("text", schema)

    def ask(text: str, unit: Unit) -> list[str]:
        with indexes[unit].searcher() as searcher:
            return [hit["id"] for hit in searcher.search(parser.parse(text), limit=DEPTH)]

    return ask


def ndcg(found: Sequence[str], judged: Mapping[str, int], depth: int = 10) -> float:
    """Gain 2^grade - 1, discounted by the logarithm of the place; of the best order that the judged documents allow."""

    def gain(ordered: Iterable[int]) -> float:
        return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(ordered))

    ideal = gain(sorted(judged.values(), reverse=True)[:depth])
    return gain(judged.get(document, 0) for document in found[:depth]) / ideal


def recall(found: Sequence[str], judged: Mapping[str, int], depth: int = DEPTH) -> float:
    """The share of the documents graded 2 or 3 that is among the first `depth`; of `depth`, where there are more."""
    wanted = {document for document, grade in judged.items() if grade >= 2}
    return len(wanted.intersection(found[:depth])) / min(depth, len(wanted))


@dataclass(frozen=True, slots=True)
class Result:
    topic: Topic
    judged: Mapping[str, int]
    found: Mapping[str, list[str]]

    def ndcg(self, system: str) -> float:
        return ndcg(self.found[system], self.judged)

    def recall(self, system: str) -> float:
        return recall(self.found[system], self.judged)


OURS, PLAIN, WHOOSH = "ours", "pairs, BM25", "Whoosh as it comes"


def results(register: Register, stand: Texts, topics: Iterable[Topic]) -> list[Result]:
    systems = {OURS: ours(register), PLAIN: plain(stand.documents), WHOOSH: whoosh(stand.documents)}
    products = Products(stand.facts)
    return [
        Result(
            topic,
            grades(topic, products, stand.of[topic.unit]),
            {name: ask(topic.query, topic.unit) for name, ask in systems.items()},
        )
        for topic in topics
    ]


def by_group(every: Sequence[Result]) -> str:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in every:
        groups[result.topic.group].append(result)
    systems = (OURS, PLAIN, WHOOSH)
    return table(
        ("group", "queries", *(f"nDCG@10 {name}" for name in systems), *(f"recall@50 {name}" for name in systems)),
        [
            [
                name,
                len(members),
                *(f"{fmean(each.ndcg(system) for each in members):.3f}" for system in systems),
                *(f"{fmean(each.recall(system) for each in members):.3f}" for system in systems),
            ]
            for name, members in [*groups.items(), ("all", every)]
        ],
    )


def misses(every: Sequence[Result]) -> str:
    """Whether a system fails to find, or to order: queries without a good document among its first ten."""
    missed = {
        system: sum(not any(each.judged.get(found, 0) >= 2 for found in each.found[system][:10]) for each in every)
        for system in (OURS, PLAIN, WHOOSH)
    }
    counts = ", ".join(f"{system} {count}" for system, count in missed.items())
    return f"Queries without a document graded 2 or 3 in the first 10, of {len(every)}: {counts}"


def losses(every: Iterable[Result], names: Mapping[str, str]) -> str:
    """Where ours is behind plain BM25, the worst first, with the first results of both and their grades."""
    behind = sorted(
        (each for each in every if each.ndcg(OURS) < each.ndcg(PLAIN) - 1e-9),
        key=lambda each: each.ndcg(OURS) - each.ndcg(PLAIN),
    )
    lines = [f"Behind plain BM25: {len(behind)} queries"]
    for each in behind:
        lines.append(
            f"\n- {each.topic.query} ({each.topic.group}, {each.topic.unit}): "
            f"{each.ndcg(OURS):.2f} < {each.ndcg(PLAIN):.2f}"
        )
        for system in (OURS, PLAIN):
            shown = [f"[{each.judged.get(found, 0)}] {names[found]}" for found in each.found[system][:SHOWN]]
            lines.append(f"  - {system}: {'; '.join(shown) or 'nothing'}")
    return "\n".join(lines)


def report(folder: Path, *, tuning: bool) -> str:
    register = filled(folder)
    try:
        stand = texts(register)
        topics = [topic for topic in read() if topic.held_out is not tuning]
        every = results(register, stand, topics)
    finally:
        register.engine.dispose()
    half = "tuning" if tuning else "held-out"
    return f"{half} half\n\n{by_group(every)}\n\n{misses(every)}\n\n{losses(every, stand.names)}"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=sys.modules[__name__].__doc__)
    arguments.add_argument("--tuning", action="store_true")
    arguments.add_argument("--register", type=Path)
    given = arguments.parse_args()
    if given.register:
        print(report(given.register, tuning=given.tuning))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            print(report(Path(temporary), tuning=given.tuning))
