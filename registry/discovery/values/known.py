"""What every page that reads declared values knows of the reference data."""

from __future__ import annotations

from collections.abc import Mapping

from registry.indicators.dictionary import IndicatorDictionary
from registry.reference.snapshot import Reference
from registry.reference.values import Category


class Known:
    """The categories and the dictionary of the `reference` that the values were read with."""

    __slots__ = ()
    reference: Reference

    @property
    def categories(self) -> Mapping[str, Category]:
        return self.reference.categories

    @property
    def dictionary(self) -> IndicatorDictionary:
        return self.reference.dictionary
