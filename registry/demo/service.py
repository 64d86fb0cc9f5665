"""Loads the sample declarations and the sample schemes, through the same services as everybody's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from registry.declarations import queries as declarations
from registry.declarations.service import publish
from registry.declarations.values import Commitment, Publication
from registry.demo.sources import SampleDeclaration, sample_declarations
from registry.enterprises import queries as enterprises
from registry.enterprises.service import register
from registry.enterprises.values import Enterprise, VerificationLevel
from registry.identifiers.standard_number import parse_reference
from registry.identifiers.uscc import SAMPLE_DIVISION, sample_uscc
from registry.kernel.errors import Refused
from registry.kernel.findings import Finding, errors
from registry.kernel.transaction import Where, Work, begin
from registry.ranking.service import add_scheme

SIGNED = Publication(Commitment(signed_by="示例签署人", role="质量负责人"), disclose_shortfall=True)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run did. `refused` holds the declarations that the examination would not let through, with the reasons."""

    standards: int
    products: int
    present: int
    refused: tuple[tuple[str, tuple[Finding, ...]], ...]


def load(where: Where, progress: Callable[[int, int], None]) -> Loaded:
    """Publishes what is not there yet; `progress` is told (done, total). A second run publishes nothing.

    One transaction; each declaration stands or falls alone.
    """
    samples = list(sample_declarations())
    standards = products = present = 0
    refused = []
    with begin(where) as work:
        for place, sample in enumerate(samples):
            progress(place, len(samples))
            enterprise = _enterprise(work, sample)
            if declarations.number_of(work.session, enterprise.id, parse_reference(sample.number, work.today)[0].key):
                present += 1
                continue
            try:
                with work.savepoint():
                    publish(work, enterprise, sample.body, SIGNED)
            except Refused as refusal:
                refused.append((sample.number, errors(refusal.findings)))
            else:
                standards += 1
                products += len(sample.body["products"])
        for scheme in sorted((files("registry.demo") / "data" / "schemes").iterdir(), key=lambda each: each.name):
            add_scheme(work, json.loads(scheme.read_text(encoding="utf-8")))
        progress(len(samples), len(samples))
    return Loaded(standards, products, present, tuple(refused))


def _enterprise(work: Work, sample: SampleDeclaration) -> Enterprise:
    uscc = sample_uscc(sample.enterprise_number).code
    return enterprises.by_uscc(work.session, uscc) or register(
        work,
        uscc=uscc,
        name=sample.enterprise_name,
        region=SAMPLE_DIVISION,
        level=VerificationLevel.L1,
        sample=sample.sample,
    )
