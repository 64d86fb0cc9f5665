"""What declarations are measured against: classifications, product categories, the indicator dictionary, mandatory
limits, energy grades, values of recommended standards, and the catalogue of standards that may be cited.

The rows ship inside the package (`data/`) and are loaded by `registry setup`. A row is never changed: a new edition of
it is a new row with its own `recorded_at`, so that the register can be seen as of any day.
"""
