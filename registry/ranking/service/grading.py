"""Grades the register as it is."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from registry.credit import queries as credit
from registry.credit.values import Bar
from registry.declarations import queries as declarations
from registry.kernel import journal
from registry.kernel.clock import legal_day
from registry.ranking.grading import Grading, codes_of, columns, grade, refusing, within
from registry.ranking.interests.queries import conflicts
from registry.ranking.values import Scheme
from registry.reference import queries as reference
from registry.reference.values import with_descendants


def graded(session: Session, scheme: Scheme, now: datetime) -> Grading:
    """Every candidate of the scheme, published or not, graded on the state that `session` sees.

    Ask with a session that sees a single state (`reading(…, snapshot=True)`).
    """
    known, today = reference.reference(session), legal_day(now)
    size, root = journal.head(session)
    covered = with_descendants(scheme.category.code, known.categories)
    limits = refusing(covered, known, today)
    candidates = declarations.candidates(session, covered, today)
    told = declarations.told(session, covered, scheme.codes | codes_of(limits))
    declared = columns(told, candidates, known.dictionary)
    kept = within(candidates, declared, limits, known, today)
    current = np.array([each.current for each in candidates], bool)
    theirs = declarations.standards_of(session, conflicts(session, scheme.id, today))
    conflicted = np.array([each.standard.number in theirs for each in candidates], bool)
    out = credit.barred(session, None, today, Bar.RANKING)
    barred_by = (out.by(each.enterprise, each.standard.number, each.product.number) for each in candidates)
    barred = np.array([entry is not None for entry in barred_by], bool)
    found = grade(
        scheme,
        declared,
        current=current,
        within_limits=kept,
        barred=barred,
        conflicted=conflicted,
        dictionary=known.dictionary,
    )
    return Grading(
        scheme, known.dictionary, candidates, declared, kept, barred, conflicted, found, size, root.hex(), now
    )
