"""Loading of the shipped reference data."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from registry.kernel.access import Right, needs
from registry.kernel.transaction import Where, begin
from registry.reference import queries
from registry.reference.loading import Content, digest, shipped
from registry.reference.models import ReferenceLoadRow, ReferenceRow
from registry.reference.snapshot import build


def load(where: Where) -> int:
    """How many rows were new, changed or dropped; 0 on a repeat. Operators only.

    ValueError where the rows contradict each other: nothing is loaded then.
    """
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        rows = shipped()
        loaded, last = digest(rows), queries.last_load(work.session)
        if last and last[1] == loaded:
            return 0
        build(0, rows)
        present = queries.present(work.session)
        found = {(kind, code): content for kind, of_kind in rows.items() for code, content in of_kind.items()}
        changed: list[tuple[tuple[str, str], Content | None]] = []
        changed += [(key, content) for key, content in found.items() if present.get(key) != content]
        changed += [(key, None) for key in present if key not in found]
        # Where the clock was set back, what is loaded last is still the newest.
        now = max(work.now, last[0] + timedelta(microseconds=1)) if last else work.now
        work.session.execute(insert(ReferenceLoadRow).values(recorded_at=now, digest=loaded))
        if changed:
            work.session.execute(
                insert(ReferenceRow),
                [
                    {"kind": kind, "code": code, "recorded_at": now, "content": content}
                    for (kind, code), content in changed
                ],
            )
        return len(changed)
