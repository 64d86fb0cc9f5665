"""Loading of the shipped reference data."""

from __future__ import annotations

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
        files = digest()
        if queries.last_digest(work.session) == files:
            return 0
        present, rows = queries.present(work.session), shipped()
        build(0, rows)
        found = {(kind, code): content for kind, of_kind in rows.items() for code, content in of_kind.items()}
        changed: list[tuple[tuple[str, str], Content | None]] = []
        changed += [(key, content) for key, content in found.items() if present.get(key) != content]
        changed += [(key, None) for key in present if key not in found]
        work.session.execute(insert(ReferenceLoadRow).values(recorded_at=work.now, digest=files))
        if changed:
            work.session.execute(
                insert(ReferenceRow),
                [
                    {"kind": kind, "code": code, "recorded_at": work.now, "content": content}
                    for (kind, code), content in changed
                ],
            )
        return len(changed)
