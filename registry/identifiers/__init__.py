"""The names that others gave: 统一社会信用代码, standard numbers, GTIN, division codes. Pure.

Every parser takes what a person typed and gives `(value | None, findings)`. It never raises for what was typed, and the
fields of its findings are empty: the caller knows where the text stood and says so with `Finding.at`.
"""
