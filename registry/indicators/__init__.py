"""Indicators that can be compared: the value grammar, units, comparison, difference. Pure: no framework, no database.

Start with `values.py` (what a requirement is), then `grammar/` (text to requirement), `units/`, `comparison.py`,
`difference.py`, `dictionary.py`.
"""
