"""Any number of sample declarations for measuring: seeded, so that the same number gives the same register.

Every one is put together from what was written by hand: a category, and for each indicator the words of one of its
products. They are read, projected and logged like everybody's, but not examined, and no event tells of them: whoever
generates builds the index anew afterwards. Each enterprise stands in the reserved division 000000, as every sample
enterprise must, so that nothing can be measured by region. Memory does not grow with the number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from registry.declarations import queries as declarations
from registry.declarations.service import publish_unexamined
from registry.demo.handmade import INVENTED, handmade_files
from registry.demo.service import publication
from registry.demo.sources import SIGNED
from registry.enterprises import queries as enterprises
from registry.enterprises.service import register
from registry.enterprises.values import VerificationLevel
from registry.identifiers.gtin import check_digit
from registry.identifiers.uscc import SAMPLE_DIVISION, sample_uscc
from registry.kernel.transaction import Scope, begin

SEED = 20_240_101
STANDARDS_EACH = 5
"""Standards of an enterprise."""

ENTERPRISES_TOGETHER = 100
"""In one transaction."""

MORE_PRODUCTS = 0.4
"""The chance of one product more: 1.67 of them on average, as on the national platform."""

FIRST_NUMBER = 50_000_000
"""Sample number of the first generated enterprise."""

FIRST_DAY, DAYS = date(2021, 1, 4), 2100
_SYLLABLES = (
    "青朔澄禾砚槐霁鹭岚松岫栎桐杉柏梓榆枫椿桑素墙云半晴霞陶漱浣沐泠溪汀沧涧净安瓷润泊如拾清芽麦豆小蒲雪暮岭寒絮霜轻"
)
_TRADES = ("电器", "家居", "新材料", "服饰", "环境科技", "卫浴", "智能科技", "木业", "涂料")
_FORMS = ("有限公司", "股份有限公司", "科技有限公司")


def generate(scope: Scope, count: int, progress: Callable[[int, int], None]) -> int:
    """Publishes generated standards until there are `count`; how many rows of standards, products and indicators were
    added. `progress` is told (done, total) in standards."""
    templates = [[sample.body for sample in shipped.read()] for shipped in handmade_files()]
    said = publication({"commitment": SIGNED})
    holders = -(-count // STANDARDS_EACH)
    rows = 0
    for first in range(0, holders, ENTERPRISES_TOGETHER):
        with begin(scope) as work:
            added = []
            for holder in range(first, min(first + ENTERPRISES_TOGETHER, holders)):
                code, done = sample_uscc(FIRST_NUMBER + holder).code, holder * STANDARDS_EACH
                chance = Random(SEED + holder)
                name, present = _name(chance), 0
                enterprise = enterprises.by_uscc(work.session, code)
                if enterprise is None:
                    enterprise = register(
                        work,
                        uscc=code,
                        name=name,
                        region=SAMPLE_DIVISION,
                        level=VerificationLevel.L1,
                        sample=INVENTED,
                    )
                else:
                    present = declarations.statuses_of(work.session, enterprise.id, work.today).total()
                bodies = _bodies(chance, templates, holder, min(STANDARDS_EACH, count - done))
                added += [(enterprise, body) for body in islice(bodies, present, None)]
            publish_unexamined(work, added, said)
            rows += sum(1 + sum(1 + len(each["indicators"]) for each in body["products"]) for _, body in added)
        progress(min((first + ENTERPRISES_TOGETHER) * STANDARDS_EACH, count), count)
    return rows


def _name(chance: Random) -> str:
    return f"示例{''.join(chance.sample(_SYLLABLES, 2))}{chance.choice(_TRADES)}{chance.choice(_FORMS)}"


def _bodies(chance: Random, templates: list[list[dict[str, Any]]], holder: int, count: int) -> Iterator[dict[str, Any]]:
    for place in range(count):
        alike = chance.choice(templates)
        products = [product for body in alike for product in body["products"]]
        issued = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        made = 1
        while chance.random() < MORE_PRODUCTS:
            made += 1
        yield {
            "kind": "enterprise",
            "number": f"Q/SG{holder:06d} {place + 1:03d}-{issued.year}",
            "title": alike[0]["title"].partition(" ")[2] + "（生成的示例）",
            "category": alike[0]["category"],
            "industry": alike[0]["industry"],
            "issued_on": issued.isoformat(),
            "effective_on": (issued + timedelta(days=chance.choice((0, 15, 30, 60)))).isoformat(),
            "cites": alike[0]["cites"],
            "products": [_product(chance, products, holder, place * 100 + each) for each in range(made)],
        }


def _product(chance: Random, products: list[dict[str, Any]], holder: int, serial: int) -> dict[str, Any]:
    like = chance.choice(products)
    same = [product for product in products if len(product["indicators"]) == len(like["indicators"])]
    digits = f"29{holder % 10**7:07d}{serial % 1000:03d}"
    return {
        "name": like["name"],
        "brand": f"示例{holder % 1000}",
        "model": f"SG-{holder:06d}-{serial:03d}",
        "specification": like["specification"],
        "gtins": [digits + check_digit(digits)],
        "indicators": [chance.choice(same)["indicators"][place] for place in range(len(like["indicators"]))],
    }
