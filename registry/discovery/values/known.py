"""What every page that reads declared values knows of the reference data."""

from __future__ import annotations

from collections.abc import Mapping

from registry.indicators.dictionary import IndicatorDictionary
from registry.reference.snapshot import Reference
from registry.reference.values import Category, ancestry

_NO_PLACES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names in GB/T 2260 that only hold others together."""


class Known:
    """The categories and the dictionary of the `reference` that the values were read with."""

    __slots__ = ()
    reference: Reference

    @property
    def categories(self) -> Mapping[str, Category]:
        return self.reference.categories

    def region(self, code: str) -> str:
        """Province and city of a division (浙江省杭州市, 北京市海淀区); nothing for a code that is not in GB/T 2260."""
        regions = self.reference.regions
        names = [regions[each].name or "" for each in ancestry(code, regions)]
        return "".join([name for name in reversed(names) if name not in _NO_PLACES][:2])

    @property
    def dictionary(self) -> IndicatorDictionary:
        return self.reference.dictionary
