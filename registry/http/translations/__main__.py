"""`python -m registry.http.translations`: collects, updates, compiles, and tells what has no English yet."""

from __future__ import annotations

import sys

from registry.http.translations import PO, update

without_english = update()
for sentence in without_english:
    print(f"no English: {sentence}", file=sys.stderr)
print(f"{PO}: {len(without_english)} without English")
sys.exit(1 if without_english else 0)
