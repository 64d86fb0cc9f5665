"""The parts of a declaration's body, each of which a form of its own edits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any, Final

from registry.http.forms import Body, Shape

EMPTY_TAG: Final = "new"
"""The tag of a part that nobody has written yet."""


METHOD = Shape(("number", "clause", "text", "reason"))
INDICATOR = Shape(
    ("name", "kind", "text", "comparator", "value", "low", "high", "unit", "condition"),
    lines={"values": None},
    parts={"method": METHOD},
    beside=frozenset({"kind"}),
)
STANDARD = Shape(("number", "title", "kind", "category", "industry", "issued_on", "effective_on"))
PRODUCT = Shape(
    ("model", "id", "name", "brand", "specification", "category"),
    ticks=("export_only",),
    lines={"gtins": None},
    rows={"indicators": INDICATOR},
)
DOCUMENTS = Shape(rows={"documents": Shape(("sha256", "filename"), ticks=("public",))})
CITATIONS = Shape(("replaces",), lines={"cites": "number"}, parts={"international": Shape(("number", "degree"))})


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a body that one page edits: some of its fields, or one of its products."""

    shape: Shape
    product: int | None = None

    @property
    def pointer(self) -> str:
        return "" if self.product is None else f"/products/{self.product}"

    def of(self, body: Body) -> dict[str, Any]:
        """The part as it stands in `body`; empty where it is not there."""
        if self.product is None:
            return {name: body[name] for name in self.shape.names if name in body}
        products = body.get("products") or ()
        return dict(products[self.product]) if self.product < len(products) else {}

    def into(self, body: Body, content: Body) -> dict[str, Any]:
        """`body` with `content` as this part; a product that is no longer there is added at the end."""
        if self.product is None:
            kept = {name: value for name, value in body.items() if name not in self.shape.names}
            return {**kept, **content}
        products = list(body.get("products") or ())
        products[self.product : self.product + 1] = [dict(content)]
        return {**body, "products": products}

    def there(self, body: Body) -> Place:
        """This place in `body`: a new product stands behind those that are there."""
        if self.product is None:
            return self
        return replace(self, product=min(self.product, len(body.get("products") or ())))

    def tag(self, body: Body) -> str:
        """Changes when, and only when, the part does; so two people at two sections do not disturb each other."""
        part = self.of(body)
        if self.product is not None and self.product >= len(body.get("products") or ()):
            return EMPTY_TAG
        written = json.dumps(self.shape.to_form(part), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def control(self, pointer: str) -> str | None:
        """The name of the field that a finding is about; None where it is about something else."""
        if self.product is None:
            steps = pointer.split("/")[1:]
            return self.shape.control(steps) if steps and steps[0] in self.shape.names else None
        if not pointer.startswith(f"{self.pointer}/"):
            return None
        return self.shape.control(pointer.removeprefix(self.pointer).split("/")[1:])


def without(body: Body, product: int) -> dict[str, Any]:
    """`body` with one product less."""
    products = list(body.get("products") or ())
    del products[product : product + 1]
    return {**body, "products": products}


def with_copy(body: Body, product: int) -> dict[str, Any]:
    """`body` with the product once more, right behind itself: with all its indicators, without what is its alone."""
    products = list(body.get("products") or ())
    copied = {name: value for name, value in products[product].items() if name not in {"id", "gtins"}}
    return {**body, "products": [*products[: product + 1], copied, *products[product + 1 :]]}
