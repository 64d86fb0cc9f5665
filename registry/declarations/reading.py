"""What a declarant sends → a `Declaration` and what is to be said of it.

The body has the shape of the API's writable Standard. Its shape and types are checked before (by the schema, or by the
import); here nothing is refused: a part that cannot be read becomes None and a finding with a JSON pointer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from registry.declarations.values import Declaration, DeclaredProduct, WrittenIndicator
from registry.identifiers.gtin import parse_gtin
from registry.identifiers.standard_number import StandardKind, parse_number, parse_reference
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.reading import read_indicator
from registry.indicators.values import IndicatorKind, Method
from registry.kernel.findings import Finding, Message
from registry.kernel.ids import PRODUCT, PublicId

BAD_CHOICE = Message(
    "value-not-in-list",
    "“{given}”不在可选值之内；可选：{accepted}。",
    "“{given}” is not one of the accepted values: {accepted}.",
)
BAD_DATE = Message(
    "date-not-understood",
    "“{given}”不是有效日期；请写成 {accepted}。",
    "“{given}” is not a valid date; write it as {accepted}.",
)
BAD_PRODUCT_ID = Message(
    "product-id-not-understood",
    "“{given}”不是产品编号；请写成 {accepted}，或不填由系统编号。",
    "“{given}” is not a product id; write it as {accepted}, or leave it out and the register gives one.",
)

Body = Mapping[str, Any]


def read_declaration(
    body: Body, dictionary: IndicatorDictionary, today: date
) -> tuple[Declaration, tuple[Finding, ...]]:
    """The declaration in `body`, read on `today` (a year of a number may be at most one ahead)."""
    found: list[Finding] = []
    number_text = _string(body, "number") or ""
    number = None
    if number_text:
        number, said = parse_number(number_text, today)
        found.extend(each.at("/number") for each in said)
    category = _string(body, "category")
    declaration = Declaration(
        kind=_choice(StandardKind, body, "kind", "/kind", found),
        number=number,
        number_text=number_text,
        title=_string(body, "title") or "",
        category=category,
        industry=_string(body, "industry"),
        issued_on=_date(body, "issued_on", found),
        effective_on=_date(body, "effective_on", found),
        cites=_cites(body, found),
        products=tuple(
            _product(each, f"/products/{place}", category, dictionary, found)
            for place, each in enumerate(body.get("products") or ())
        ),
    )
    return declaration, tuple(found)


def _product(
    body: Body, pointer: str, category: str | None, dictionary: IndicatorDictionary, found: list[Finding]
) -> DeclaredProduct:
    identity = None
    if written := _string(body, "id"):
        identity = PublicId.parse(written, PRODUCT)
        if identity is None:
            found.append(BAD_PRODUCT_ID.error(f"{pointer}/id", given=written, accepted="EP2026-00012345-2"))
    gtins = []
    for place, written in enumerate(body.get("gtins") or ()):
        gtin, said = parse_gtin(written)
        found.extend(each.at(f"{pointer}/gtins/{place}") for each in said)
        gtins.append(gtin.digits if gtin else written)
    own_category = _string(body, "category") or category or ""
    return DeclaredProduct(
        name=_string(body, "name") or "",
        brand=_string(body, "brand"),
        model=_string(body, "model") or "",
        specification=_string(body, "specification"),
        gtins=tuple(gtins),
        category=own_category,
        indicators=tuple(
            _indicator(each, f"{pointer}/indicators/{place}", own_category, dictionary, found)
            for place, each in enumerate(body.get("indicators") or ())
        ),
        id=identity,
    )


def _indicator(
    body: Body, pointer: str, category: str, dictionary: IndicatorDictionary, found: list[Finding]
) -> WrittenIndicator:
    written_method = body.get("method") or {}
    method = Method(**{part: _string(written_method, part) for part in ("number", "clause", "text")})
    if method.number:
        _, said = parse_reference(method.number)
        found.extend(each.at(f"{pointer}/method/number") for each in said)
    kind = _choice(IndicatorKind, body, "kind", f"{pointer}/kind", found) or IndicatorKind.PERFORMANCE
    # The text is the declarant's exact words and is kept blank for blank.
    name, text = _string(body, "name") or "", body.get("text") or ""
    unit, condition = _string(body, "unit"), _string(body, "condition")
    understood, said = read_indicator(
        name=name,
        kind=kind,
        text=text,
        unit=unit or "",
        condition=condition,
        method=method,
        category=category,
        dictionary=dictionary,
    )
    found.extend(each.at(pointer) for each in said)
    return WrittenIndicator(name, kind, text, unit, condition, method, understood)


def _cites(body: Body, found: list[Finding]) -> tuple[str, ...]:
    cited = []
    for place, each in enumerate(body.get("cites") or ()):
        written = _string(each, "number") or ""
        reference, said = parse_reference(written)
        found.extend(finding.at(f"/cites/{place}/number") for finding in said)
        cited.append(reference.display)
    return tuple(cited)


def _string(body: Body, name: str) -> str | None:
    """The text without blanks at its ends; None for what is absent or blank."""
    written = body.get(name)
    return (written.strip() or None) if written is not None else None


def _date(body: Body, name: str, found: list[Finding]) -> date | None:
    written = _string(body, name)
    if written is None:
        return None
    try:
        return date.fromisoformat(written) if len(written) == len("2026-11-22") else _refuse(written)
    except ValueError:
        found.append(BAD_DATE.error(f"/{name}", given=written, accepted="2026-11-22"))
        return None


def _refuse(written: str) -> date:
    # date.fromisoformat also takes week dates and dates without dashes; one way of writing is enough.
    raise ValueError(written)


def _choice(kinds: Callable[[str], Any], body: Body, name: str, pointer: str, found: list[Finding]) -> Any:
    written = _string(body, name)
    if written is None:
        return None
    try:
        return kinds(written)
    except ValueError:
        accepted = "、".join(str(each) for each in kinds)  # type: ignore[attr-defined]  # an enumeration
        found.append(BAD_CHOICE.error(pointer, given=written, accepted=accepted))
        return None
