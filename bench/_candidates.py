"""Registers with very many candidates of one scheme: the light bulbs that ship, and copies of them as if other makers
declared the same. They go through the house's projection, unexamined, as `registry demo --scale` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

from registry.declarations.service import publish_unexamined
from registry.demo.handmade import INVENTED
from registry.demo.service import load, publication
from registry.demo.sources import SIGNED, product_files
from registry.enterprises.service import register
from registry.enterprises.values import VerificationLevel
from registry.identifiers.uscc import SAMPLE_DIVISION, sample_uscc
from registry.kernel.transaction import Scope, begin
from registry.reference.service import load as load_reference

FILES = ("light_bulbs", "heat_pumps")
"""What ships of two schemes with thousands of candidates; the first is copied."""

FIRST_NUMBER = 60_000_000
"""Sample number of the first enterprise that declares copies."""

TOGETHER = 20
"""Standards in one transaction."""


def fill(scope: Scope, candidates: int | None) -> None:
    """The schemes and their products as they ship; and copies until so many products are declared."""
    load_reference(scope)
    loaded = load(scope, lambda *_: None, FILES)
    copies = _copies((candidates or 0) - loaded.products)
    said = publication({"commitment": SIGNED})
    while some := list(islice(copies, TOGETHER)):
        with begin(scope) as work:
            made = []
            for number, body in some:
                code, name = sample_uscc(FIRST_NUMBER + number).code, f"示例照明{number}有限公司"
                level = VerificationLevel.L1
                owner = register(work, uscc=code, name=name, region=SAMPLE_DIVISION, level=level, sample=INVENTED)
                made.append((owner, body))
            publish_unexamined(work, made, said)


def _copies(products: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Standards that declare so many products together, each with its number."""
    (shipped,) = (each for each in product_files() if each.file == FILES[0])
    bodies = [each.body for each in shipped.read()]
    number = 0
    while products > 0:
        body = deepcopy(bodies[number % len(bodies)])
        number += 1
        body["number"] = f"Q/SC{number:06d} 001-{body['issued_on'][:4]}"
        body["products"] = body["products"][:products]
        for each in body["products"]:
            each.update(brand=f"示例{number}", model=f"{each['model']}-{number}")
        products -= len(body["products"])
        yield number, body
