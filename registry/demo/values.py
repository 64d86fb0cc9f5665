"""The sample data as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from registry.kernel.findings import Finding


@dataclass(frozen=True, slots=True)
class Refusal:
    """A declaration that the examination would not let through, with the reasons."""

    file: str
    number: str
    title: str
    enterprise: str
    products: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SampleLoad:
    """A file of sample data that was loaded: where it comes from, how many `rows` it has, what was declared of them.
    `refused` counts the declarations that did not stand."""

    file: str
    digest: str
    category: str
    source: str
    licence: str
    rows: int
    standards: int
    products: int
    indicators: int
    refused: int
