"""What declarations are measured against: product categories and the indicator dictionary.

The rows ship inside the package (`data/`) and are loaded by `registry setup`. A row is never changed: a new edition of
it is a new row with its own `recorded_at`, so that the register can be seen as of any day.
"""
