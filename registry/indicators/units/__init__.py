"""Units: a closed table of spellings.

`find_unit` reads a unit as people write it in Chinese standards; what the table does not list is no unit. `convert` is
exact. No text from outside ever reaches a units library (house rule 8): dimensions and factors are the rows of
`units.csv`, and pint only proves that table in the tests.
"""

from registry.indicators.units.conversion import convert
from registry.indicators.units.table import Unit, all_spellings, all_units, find_unit

__all__ = ["Unit", "all_spellings", "all_units", "convert", "find_unit"]
