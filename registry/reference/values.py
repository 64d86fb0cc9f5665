"""Reference values as rules and pages see them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A product category (产品类别), ours, mapped to a class of GB/T 4754. `parent` is None at the top."""

    code: str
    name: str
    name_en: str
    parent: str | None
    gbt4754: str | None
