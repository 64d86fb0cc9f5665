"""Loading of the shipped reference data."""

from __future__ import annotations

from registry.kernel.access import Right, needs
from registry.kernel.transaction import Where, begin
from registry.reference.loading import shipped_categories, shipped_indicators
from registry.reference.models import CategoryRow, DictionaryRow
from registry.reference.queries import newest


def load(where: Where) -> int:
    """How many rows were new or changed; 0 on a repeat. Operators only."""
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        added = 0
        for table, shipped in ((CategoryRow, shipped_categories()), (DictionaryRow, shipped_indicators())):
            present = newest(work.session, table)
            for code, content in shipped.items():
                if present.get(code) != content:
                    work.session.add(table(code=code, recorded_at=work.now, content=content))
                    added += 1
        return added
