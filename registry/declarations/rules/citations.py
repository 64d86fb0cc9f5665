"""What is to be said of the standards that a declaration cites: in its list, in its methods, and as what it executes.

An abolished standard that is still cited is a finding of the inspections of 2024 (reason R8); here it is a notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from registry.declarations.values import Cited, Declaration
from registry.identifiers.standard_number import StandardKind, StandardNumber, parse_reference
from registry.kernel.findings import Finding, Message
from registry.reference.snapshot import Catalogue
from registry.reference.values import CitedStatus

NOT_IN_CATALOGUE = Message(
    "cited-not-in-catalogue",
    "引用的 {given} 不在本系统的标准目录中，未能核对其是否现行。",
    "The cited {given} is not in the catalogue of the register; whether it is in force could not be checked.",
)
REPLACED = Message(
    "cited-replaced",
    "引用的 {given} 已被 {accepted} 替代。",
    "The cited {given} has been replaced by {accepted}.",
)
ENDED = Message(
    "cited-ended",
    "引用的 {given} 已废止或被替代，目录中没有写明替代标准。",
    "The cited {given} is no longer in force; the catalogue names no successor.",
)
NOT_IN_FORCE = Message(
    "cited-not-in-force",
    "引用的 {given} 尚未实施，实施日期为 {accepted}。",
    "The cited {given} is not in force yet; it takes effect on {accepted}.",
)


def cited_findings(declaration: Declaration, catalogue: Catalogue, day: date) -> Iterator[Finding]:
    """Notices about each cited standard, once, at the first place that names it."""
    for number, pointer in _first_places(declaration).items():
        standard = catalogue.find(number, day)
        if standard is None:
            yield NOT_IN_CATALOGUE.notice(pointer, given=number.display)
            continue
        match standard.status_on(day):
            case CitedStatus.REPLACED | CitedStatus.WITHDRAWN:
                successors = "、".join(standard.replaced_by)
                if successors:
                    yield REPLACED.notice(pointer, given=number.display, accepted=successors)
                else:
                    yield ENDED.notice(pointer, given=number.display)
            case CitedStatus.UPCOMING if standard.effective_on is not None:
                yield NOT_IN_FORCE.notice(pointer, given=number.display, accepted=standard.effective_on.isoformat())


def as_catalogued(cites: Iterable[str], catalogue: Catalogue, day: date) -> tuple[Cited, ...]:
    """The standards `cites`, each with what the catalogue knows of it on `day`."""
    return tuple(_as_catalogued(parse_reference(each, day)[0], each, catalogue, day) for each in cites)


def _as_catalogued(number: StandardNumber, written: str, catalogue: Catalogue, day: date) -> Cited:
    found = catalogue.find(number, day)
    if found is None:
        return Cited(written, None, None, (), bool(number.edition))
    return Cited(written, found.title, found.status_on(day), found.replaced_by, bool(number.edition))


def cited_keys(declaration: Declaration) -> list[str]:
    """The keys of the standards that it cites, in its list or as methods, each once and in order."""
    return sorted({number.key for number in _cited(declaration)})


def _first_places(declaration: Declaration) -> dict[StandardNumber, str]:
    """The standards of others that are named, each with the pointer to where it stands first; one that is executed
    stands in the number."""
    if declaration.number is None or declaration.kind in {None, StandardKind.ENTERPRISE}:
        return _cited(declaration)
    return {**_cited(declaration), declaration.number: "/number"}


def _cited(declaration: Declaration) -> dict[StandardNumber, str]:
    named: dict[StandardNumber, str] = {}
    for place, cited in enumerate(declaration.cites):
        if cited.number is not None and _is_catalogued(cited.number):
            named.setdefault(cited.number, f"/cites/{place}/number")
    for place, product in enumerate(declaration.products):
        for row, indicator in enumerate(product.indicators):
            number = indicator.method_number
            if number is not None and _is_catalogued(number):
                named.setdefault(number, f"/products/{place}/indicators/{row}/method/number")
    return named


def _is_catalogued(number: StandardNumber) -> bool:
    """Whether the catalogue could hold it: a standard that is not an enterprise's own, and could be read."""
    return number.kind is not None and number.kind is not StandardKind.ENTERPRISE
