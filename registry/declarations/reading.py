"""What a declarant sends → a `Declaration` and what is to be said of it.

The body has the shape of the API's writable Standard. Its shape and types are checked before (by the schema, or by the
import); here nothing is refused: a part that cannot be read becomes None and a finding with a JSON pointer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from registry.declarations.rules.documents import document_name
from registry.declarations.values import (
    Declaration,
    DeclaredDocument,
    DeclaredProduct,
    Degree,
    International,
    WrittenIndicator,
    WrittenNumber,
)
from registry.identifiers.gtin import parse_gtin
from registry.identifiers.standard_number import StandardKind, StandardNumber, parse_number, parse_reference
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.reading import read_indicator
from registry.indicators.values import IndicatorKind, Method
from registry.indicators.writing import written as written_out
from registry.kernel.findings import Finding, Message
from registry.kernel.ids import PRODUCT, STANDARD, PublicId

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
INTERNATIONAL_INCOMPLETE = Message(
    "international-incomplete",
    "一致性程度和国际标准编号要一起写，如 {accepted}；只写其中一项时不采用。",
    "The degree of correspondence and the international standard's number go together, as in {accepted}; one alone is "
    "not used.",
)
BAD_STANDARD_ID = Message(
    "standard-id-not-understood",
    "“{given}”不是已公开标准的编号（本系统给出的）；请写成 {accepted}，或不填。",
    "“{given}” is not the id of a declared standard; write it as {accepted}, or leave it out.",
)
BAD_PRODUCT_ID = Message(
    "product-id-not-understood",
    "“{given}”不是产品编号；请写成 {accepted}，或不填由系统编号。",
    "“{given}” is not a product id; write it as {accepted}, or leave it out and the register gives one.",
)

VALUES_BESIDE_TEXT = Message(
    "values-beside-text",
    "已写指标要求“{accepted}”，以它为准，不再采用比较符 {given} 和数值。",
    "The requirement “{accepted}” is given in words and counts; the comparator {given} and its values are not used.",
)
VALUES_NOT_UNDERSTOOD = Message(
    "values-not-understood",
    "比较符“{given}”与所给数值不能组成指标要求；请写成如 {accepted}，或直接写 text。",
    "The comparator “{given}” and the values given make no requirement; write as in {accepted}, or give `text`.",
)

Body = Mapping[str, Any]
Chosen = TypeVar("Chosen", bound=StrEnum)
_day = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_declaration(
    body: Body, dictionary: IndicatorDictionary, today: date
) -> tuple[Declaration, tuple[Finding, ...]]:
    """The declaration in `body`, read on `today` (a year of a number may be at most one ahead)."""
    reader = _Reader(dictionary, today)
    return reader.declaration(body), tuple(reader.found)


class _Reader:
    """Reads one body and collects what is to be said of it."""

    def __init__(self, dictionary: IndicatorDictionary, today: date) -> None:
        self._dictionary = dictionary
        self._today = today
        self._references: dict[str, tuple[StandardNumber, tuple[Finding, ...]]] = {}
        self.found: list[Finding] = []

    def declaration(self, body: Body) -> Declaration:
        number_text = _string(body, "number") or ""
        number = None
        if number_text:
            number, said = parse_number(number_text, self._today)
            self._say(said, "/number")
        category = _string(body, "category")
        return Declaration(
            kind=self._choice(StandardKind, body, "/kind"),
            number=number,
            number_text=number_text,
            title=_string(body, "title") or "",
            category=category,
            industry=_string(body, "industry"),
            international=self._international(body),
            replaces=self._replaces(body),
            issued_on=self._date(body, "issued_on"),
            effective_on=self._date(body, "effective_on"),
            cites=tuple(self._cited(each, f"/cites/{place}") for place, each in _numbered(body, "cites")),
            products=tuple(
                self._product(each, f"/products/{place}", category) for place, each in _numbered(body, "products")
            ),
            documents=_documents(body),
        )

    def _product(self, body: Body, pointer: str, category: str | None) -> DeclaredProduct:
        own_category = _string(body, "category") or category or ""
        return DeclaredProduct(
            name=_string(body, "name") or "",
            brand=_string(body, "brand"),
            model=_string(body, "model") or "",
            specification=_string(body, "specification"),
            gtins=tuple(self._gtin(each, f"{pointer}/gtins/{place}") for place, each in _numbered(body, "gtins")),
            category=own_category,
            indicators=tuple(
                self._indicator(each, f"{pointer}/indicators/{place}", own_category)
                for place, each in _numbered(body, "indicators")
            ),
            id=self._product_id(body, pointer),
            export_only=bool(body.get("export_only")),
        )

    def _international(self, body: Body) -> International | None:
        given = body.get("international") or {}
        degree, number = self._choice(Degree, given, "/international/degree"), _string(given, "number")
        if degree and number:
            return International(degree, number)
        if number or _string(given, "degree"):
            self.found.append(INTERNATIONAL_INCOMPLETE.notice("/international", number, "IDT ISO 8124-3:2020"))
        return None

    def _replaces(self, body: Body) -> PublicId | None:
        written = _string(body, "replaces")
        identity = PublicId.parse(written, STANDARD) if written else None
        if written and identity is None:
            self.found.append(BAD_STANDARD_ID.error("/replaces", given=written, accepted="ES2026-00012345-2"))
        return identity

    def _product_id(self, body: Body, pointer: str) -> PublicId | None:
        written = _string(body, "id")
        if written is None:
            return None
        identity = PublicId.parse(written, PRODUCT)
        if identity is None:
            self.found.append(BAD_PRODUCT_ID.error(f"{pointer}/id", given=written, accepted="EP2026-00012345-2"))
        return identity

    def _gtin(self, given: str, pointer: str) -> WrittenNumber:
        gtin, said = parse_gtin(given)
        self._say(said, pointer)
        written = given.strip()
        return WrittenNumber(written, gtin.digits if gtin else written)

    def _indicator(self, body: Body, pointer: str, category: str) -> WrittenIndicator:
        written_method = body.get("method") or {}
        method = Method(**{part: _string(written_method, part) for part in ("number", "clause", "text", "reason")})
        method_number = None
        if method.number:
            method_number, said = self._reference(method.number)
            self._say(said, f"{pointer}/method/number")
        kind = self._choice(IndicatorKind, body, f"{pointer}/kind")
        name, text = _string(body, "name") or "", self._words(body, pointer)
        unit, condition = _string(body, "unit"), _string(body, "condition")
        understood, said = read_indicator(
            name=name,
            kind=kind or IndicatorKind.PERFORMANCE,
            text=text,
            unit=unit or "",
            condition=condition,
            method=method,
            category=category,
            dictionary=self._dictionary,
        )
        self._say(said, pointer)
        return WrittenIndicator(name, kind, text, unit, condition, method, understood, method_number)

    def _words(self, body: Body, pointer: str) -> str:
        """The declarant's exact words, blank for blank; or what he gave as comparator and values, written out."""
        text, comparator = body.get("text") or "", _string(body, "comparator")
        if comparator is None:
            return text
        if text.strip():
            self.found.append(VALUES_BESIDE_TEXT.notice(f"{pointer}/comparator", given=comparator, accepted=text))
            return text
        numbers = {part: _string(body, part) for part in ("value", "low", "high", "unit")}
        words = written_out(comparator, values=body.get("values") or (), **numbers)
        if words is None:
            example = '{"comparator": "ge", "value": "5.00"}'
            self.found.append(VALUES_NOT_UNDERSTOOD.error(f"{pointer}/comparator", comparator, example))
        return words or ""

    def _cited(self, body: Body, pointer: str) -> WrittenNumber:
        written = _string(body, "number") or ""
        reference, said = self._reference(written)
        self._say(said, f"{pointer}/number")
        return WrittenNumber(written, reference.text, reference)

    def _reference(self, written: str) -> tuple[StandardNumber, tuple[Finding, ...]]:
        """As `parse_reference`, once for each of the few standards that a declaration names again and again."""
        if written not in self._references:
            self._references[written] = parse_reference(written, self._today)
        return self._references[written]

    def _date(self, body: Body, name: str) -> date | None:
        written = _string(body, name)
        if written is None:
            return None
        # date.fromisoformat also takes week dates and dates without dashes; one way of writing is enough.
        if _day.fullmatch(written):
            try:
                return date.fromisoformat(written)
            except ValueError:
                pass  # the 30th of February
        self.found.append(BAD_DATE.error(f"/{name}", given=written, accepted="2026-11-22"))
        return None

    def _choice(self, kinds: type[Chosen], body: Body, pointer: str) -> Chosen | None:
        written = _string(body, pointer.rpartition("/")[2])
        if written is None:
            return None
        try:
            return kinds(written)
        except ValueError:
            accepted = " | ".join(str(each) for each in kinds)
            self.found.append(BAD_CHOICE.error(pointer, given=written, accepted=accepted))
            return None

    def _say(self, said: Iterable[Finding], pointer: str) -> None:
        self.found.extend(each.at(pointer) for each in said)


def _documents(body: Body) -> tuple[DeclaredDocument, ...]:
    """Each document once, however often it is named."""
    found: dict[str, DeclaredDocument] = {}
    for each in body.get("documents") or ():
        name = document_name(each.get("filename") or "")
        found.setdefault(each["sha256"], DeclaredDocument(each["sha256"], name, bool(each.get("public", True))))
    return tuple(found.values())


def _string(body: Body, name: str) -> str | None:
    """The text without blanks at its ends; None for what is absent or blank."""
    written = body.get(name)
    return (written.strip() or None) if written is not None else None


def _numbered(body: Body, name: str) -> Iterable[tuple[int, Any]]:
    return enumerate(body.get(name) or ())
