"""What is asked of a declaration before it is public (rules: «What blocks publication»), as pure functions.

Errors are: a number that is malformed or taken, no method (or an own one without the reason), a verified limit broken,
a shortfall that is not disclosed, no product, no commitment, verification below L1. So is all without which the record
would say nothing, or something else than it means: a missing title, kind, category or effective date; a product without
name or model; an indicator without name or requirement, or none at all under an own standard (标准化法 art. 27); a kind
that is not that of the number; a category, date, choice, id or set of values that cannot be read; an effective date
before that of issue; a product that is listed twice or is not the enterprise's own. All else is a notice.
`docs/rules.md` lists every code with its source.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from registry.declarations.rules.citations import as_catalogued, cited_findings, cited_keys
from registry.declarations.rules.completeness import complete, signed
from registry.declarations.rules.floor import (
    DISCLOSURE_ASKED,
    DISCLOSURE_MISSING,
    SHORTFALLS,
    UNVERIFIED_SHORTFALLS,
    measured,
)
from registry.declarations.rules.limits import against_limits, against_standards
from registry.declarations.values import Declaration, Publication
from registry.enterprises.values import VerificationLevel
from registry.kernel.findings import Finding
from registry.reference.snapshot import Reference

__all__ = [
    "against_limits",
    "against_standards",
    "as_catalogued",
    "cited_keys",
    "disclosing",
    "examine",
    "examine_publication",
    "falls_short",
    "shortfalls",
]


def examine(declaration: Declaration, reference: Reference, level: VerificationLevel, day: date) -> tuple[Finding, ...]:
    """What a reader of the whole declaration of an enterprise verified at `level` has to say on the legal day `day`,
    beyond what reading its parts has said.

    Errors refuse. Whoever falls short of a recommended standard is told here that publishing asks for a disclosure.
    """
    found = (
        *complete(declaration, reference.categories, reference.industries, level, day),
        *measured(declaration, reference, day),
        *cited_findings(declaration, reference.catalogue, day),
    )
    return (*found, DISCLOSURE_ASKED.notice("/disclose_shortfall")) if falls_short(found) else found


def examine_publication(publication: Publication, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """`found` of the declaration with what the act of publishing changes and adds: a shortfall that is disclosed (明示)
    is allowed, one that is not refuses (企业标准化促进办法 art. 14)."""
    found = tuple(finding for finding in found if finding.code != DISCLOSURE_ASKED.code)
    if falls_short(found) and not publication.disclose_shortfall:
        found = (DISCLOSURE_MISSING.error("/disclose_shortfall", given="false", accepted="true"), *found)
    return (*found, *signed(publication.commitment))


def disclosing(publication: Publication, found: tuple[Finding, ...]) -> Publication:
    """`publication` without the disclosure where `found` has nothing to disclose: what is said there is not kept."""
    if publication.disclose_shortfall and not shortfalls(found):
        return replace(publication, disclose_shortfall=False, shortfall_reason=None)
    return publication


def falls_short(found: tuple[Finding, ...]) -> bool:
    """Whether the declaration has fewer or lower indicators than a recommended standard (少于/低于推荐性标准)."""
    return any(finding.code in SHORTFALLS for finding in found)


def shortfalls(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What is fewer or lower (少于/低于), by values that are sourced or not: what a disclosure (明示) lists."""
    return tuple(finding for finding in found if finding.code in SHORTFALLS | UNVERIFIED_SHORTFALLS)
