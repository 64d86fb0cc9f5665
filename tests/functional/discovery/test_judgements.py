"""The judgements of relevance are well formed, and every document that they name ships with the sample data."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files

import pytest

from bench._judgements import TOGETHER, Facts, Judgement, Products, Topic, grades, held_out, read
from registry.demo.handmade import handmade_files, patched
from registry.demo.sources import SampleDeclaration, product_files
from search.documents import Unit

TOPICS = read()
NUMBER = re.compile(r"(.+?)(?:<=|>=)(.+)")


def test_there_are_enough_queries_in_both_halves_of_every_group() -> None:
    halves: dict[str, set[bool]] = defaultdict(set)
    for topic in TOPICS:
        halves[topic.group].add(topic.held_out)
    assert len(TOPICS) >= 120
    assert len(halves) >= 10
    assert all(each == {True, False} for each in halves.values())


def test_the_halves_follow_their_rule() -> None:
    queries: dict[str, set[str]] = defaultdict(set)
    for topic in TOPICS:
        queries[topic.group].add(topic.query)
    rule = {query for group in queries.values() for query in held_out(group)}
    assert {topic.query for topic in TOPICS if topic.held_out} == rule
    assert sum(map(len, queries.values())) == len(set.union(*queries.values())), "a query stands in one group only"


def test_every_query_is_asked_once_of_a_unit_and_has_an_answer() -> None:
    assert len({(topic.query, topic.unit) for topic in TOPICS}) == len(TOPICS)
    for topic in TOPICS:
        found = [judgement.grade for judgement in topic.judgements]
        assert set(found) <= {0, 1, 2, 3}
        assert max(found) >= 2
        assert all(judgement.reason.strip() for judgement in topic.judgements)
        assert len({judgement.documents for judgement in topic.judgements}) == len(topic.judgements)


def test_every_judgement_names_documents_of_the_sample_data() -> None:
    products = _shipped()
    named = {each.documents for topic in TOPICS for each in topic.judgements}
    assert [documents for documents in sorted(named) if not products.matching(_declared(documents))] == []


def _declared(documents: str) -> str:
    """The conditions with only the name of an indicator where they compare its value: nothing is parsed here."""
    return TOGETHER.join(
        f"indicator={compared[1]}" if (compared := NUMBER.fullmatch(each)) and float(compared[2]) >= 0 else each
        for each in documents.split(TOGETHER)
    )


def _shipped() -> Products:
    with (files("registry.reference") / "data" / "categories.csv").open(encoding="utf-8") as lines:
        parents = {row["code"]: row["parent"] for row in csv.DictReader(lines)}
    declared = (sample for shipped in (*product_files(), *handmade_files()) for sample in shipped.read())
    return Products(facts for sample in declared for facts in _facts(sample, parents))


def _facts(sample: SampleDeclaration, parents: dict[str, str]) -> Iterator[Facts]:
    bodies = [sample.body, *(patched(sample.body, then["set"]) for then in sample.then if "set" in then)]
    for body in bodies:
        path = [body["category"]]
        while parents[path[-1]]:
            path.append(parents[path[-1]])
        for product in body["products"]:
            facts = Facts()
            facts.add("number", (body["number"],))
            facts.add("title", (body["title"],))
            facts.add("enterprise", (sample.enterprise_name,))
            facts.add("category", path)
            facts.add("cites", (cited["number"] for cited in body.get("cites", ())))
            for name in ("name", "brand", "model", "specification"):
                facts.add(name, (product.get(name),))
            for indicator in product["indicators"]:
                facts.add("indicator", (indicator["name"],))
                facts.add(indicator["name"], (indicator["text"],))
            yield facts


def _fridge(brand: str, energy: float) -> Facts:
    facts = Facts()
    facts.add("brand", (brand,))
    facts.add("category", ("household-refrigerators",))
    facts.values["年耗电量"].append((energy, energy))
    return facts


def test_a_standard_has_the_best_grade_of_its_products_and_grade_0_takes_away() -> None:
    products = Products([_fridge("甲", 100), _fridge("乙", 300), _fridge("丙", 300)])
    topic = Topic(
        "冰箱",
        "colloquial",
        held_out=False,
        unit=Unit.STANDARD,
        judgements=(
            Judgement("category=household-refrigerators", 1, ""),
            Judgement("category=household-refrigerators && 年耗电量<=200", 3, ""),
            Judgement("brand=丙", 0, ""),
        ),
    )
    assert grades(topic, products, ["one", "one", "two"]) == {"one": 3}
    assert grades(topic, products, ["one", "two", "three"]) == {"one": 3, "two": 1}
    assert grades(topic, products, [None, "two", "three"]) == {"two": 1}


def test_conditions_are_held_to_the_folded_text() -> None:
    facts = Facts()
    facts.add("model", ("KFR-35GW/ＱＬ1",))
    products = Products([facts])
    assert products.matching("model=kfr-35gw/ql1")
    assert products.matching("model~35GW")
    assert not products.matching("model=KFR-35GW")
    with pytest.raises(ValueError, match="no condition"):
        products.matching("KFR-35GW")
