"""Is everything in the index that should be, and nothing else? Compared with the database, document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from registry.declarations import queries as declarations
from registry.declarations.service import PUBLISHED
from registry.indexing.service import NAME, TOGETHER, expected, held
from registry.kernel.events import owed_besides, publish, still_owed
from registry.kernel.ids import PublicId
from registry.kernel.transaction import Scope, begin, reading
from registry.ranking import queries as rankings
from search.documents import Key
from search.port import Engine


class Fault(StrEnum):
    MISSING = "missing"  # 缺少
    STALE = "stale"  # 过时: other than what the register says now
    SURPLUS = "surplus"  # 多余


@dataclass(frozen=True, slots=True)
class Found:
    """A document that is not as it should be, and the standard that has to be put into the index again."""

    key: Key
    fault: Fault
    standard: PublicId


@dataclass(frozen=True, slots=True)
class Audit:
    """`documents` stand as they should; `unknown` belong to no standard of this register (of another database, or of a
    lost one): only a rebuild removes those."""

    documents: int
    faults: tuple[Found, ...]
    unknown: int

    @property
    def sound(self) -> bool:
        return not self.faults and not self.unknown

    def counted(self) -> Counter[Fault]:
        return Counter(each.fault for each in self.faults)


def audit(scope: Scope, engine: Engine, told: Callable[[int], None] = lambda _: None, *, repair: bool = False) -> Audit:
    """Compares every document. What the worker has still to be told of is no fault. `told` hears how many standards
    have been looked at; with `repair` the worker is told once more of each standard that has a fault.

    NoIndex, StaleIndex or DamagedIndex where there is nothing to compare.
    """
    sound, faults, looked, after, moving = 0, list[Found](), 0, 0, False
    while True:
        with reading(scope) as session:
            standards = declarations.identities(session, after=after, limit=TOGETHER)
        if not standards:
            break
        right, wrong = _compared(scope, engine, standards)
        if wrong:
            # The worker may have been at it between the two looks.
            suspect = {each.standard for each in wrong}
            again = _settled(scope, suspect)
            right_now, wrong = _compared(scope, engine, again)
            right = Counter({**right, **right_now})
            moving = moving or len(again) < len(suspect)
            if repair and wrong:
                with begin(scope) as work:
                    for standard in sorted({str(each.standard) for each in wrong}):
                        publish(work, PUBLISHED, standard)
        sound, looked, after = sound + right.total(), looked + len(standards), standards[-1].number
        faults += wrong
        told(looked)
    surplus = sum(each.fault is not Fault.MISSING for each in faults)
    with reading(scope) as session:
        busy = moving or owed_besides(session, NAME, ())
    unknown = 0 if busy else engine.describe().documents - sound - surplus
    return Audit(sound, tuple(faults), max(unknown, 0))


def _compared(scope: Scope, engine: Engine, standards: Collection[PublicId]) -> tuple[Counter[PublicId], list[Found]]:
    """How many documents of each standard stand as they should, and those that do not."""
    with reading(scope, snapshot=True) as session:
        wanted = expected(session, standards, scope.clock.today())
    right, wrong = Counter(dict.fromkeys(standards, 0)), list[Found]()
    for standard in standards:
        for hit in held(engine, [standard]):
            if hit.key not in wanted:
                wrong.append(Found(hit.key, Fault.SURPLUS, standard))
            elif wanted.pop(hit.key).mark != hit.mark:
                wrong.append(Found(hit.key, Fault.STALE, standard))
            else:
                right[standard] += 1
    identities = {str(standard): standard for standard in standards}
    wrong += [Found(key, Fault.MISSING, identities[each.standard]) for key, each in wanted.items()]
    return right, wrong


def _settled(scope: Scope, standards: Collection[PublicId]) -> list[PublicId]:
    """Those of which the worker has nothing more to be told."""
    with reading(scope) as session:
        shown = declarations.standards(session, standards, scope.clock.today())
        editions = rankings.editions_of(session, standards)
        subjects = {each: {str(each), *map(str, editions.get(each, ()))} for each in standards}
        for identity, view in shown.items():
            subjects[identity].add(view.enterprise.uscc)
        owed = still_owed(session, NAME, set().union(*subjects.values()))
    return [standard for standard in standards if not subjects[standard] & owed]
