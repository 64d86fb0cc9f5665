"""An edition (一期排行榜): a grading that its evaluator has issued, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from registry.enterprises.values import Enterprise
from registry.kernel.ids import PublicId
from registry.ranking.values.grading import Cell, Counts, Outcome
from registry.ranking.values.schemes import Level


class State(StrEnum):
    """What an edition is now."""

    DRAFT = "draft"  # 草稿
    NOTICE = "notice"  # 公示中
    FINAL = "final"  # 已发布
    CORRECTED = "corrected"  # a later edition stands in its place
    VOID = "void"  # 作废


class Act(StrEnum):
    """What is done with an edition, or happens to what it rests on."""

    BUILT = "built"
    NOTICED = "noticed"
    FINALIZED = "finalized"
    VOIDED = "voided"
    CORRECTED = "corrected"
    BASIS_CHANGED = "basis-changed"  # 依据已变化: a candidate's declaration is another one now
    BASIS_CONFIRMED = "basis-confirmed"  # the evaluator has seen the changes and stands by the edition


STATES = {
    Act.BUILT: State.DRAFT,
    Act.NOTICED: State.NOTICE,
    Act.FINALIZED: State.FINAL,
    Act.VOIDED: State.VOID,
    Act.CORRECTED: State.CORRECTED,
}
"""The state that an edition is in after an act; the others change none."""

LONGEST_REASON = 2000
"""Characters of a reason that an evaluator gives."""

LIVE = frozenset({State.DRAFT, State.NOTICE, State.FINAL})
"""The states in which it matters whether the basis has changed."""


@dataclass(frozen=True, slots=True)
class Done:
    """An act. `person` is the key of who did it, None for a command or a token that is nobody's own; `until` is the
    last day of a notice; `subject` the public id of what it is about, `fact` what is so of that now
    (`Changed.fact`)."""

    act: Act
    at: datetime
    holder: int | None = None
    person: int | None = None
    until: date | None = None
    subject: str | None = None
    fact: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The list of one core indicator: how many candidates are at each level (None: nothing is asked of them). Where all
    that have a level declare the same, there is nothing to list."""

    indicator: str
    condition: str | None
    levels: Mapping[Level | None, int]
    equal: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """An edition by what is said of it elsewhere: its id, which issue of the year it is, its scheme and its state."""

    id: PublicId
    issue: int
    scheme: str
    title: str
    title_en: str
    state: State


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition. `issue` counts those of the scheme within the year of its id; `acts` stand in their order."""

    id: PublicId
    scheme: str
    scheme_version: int
    title: str
    title_en: str
    issue: int
    corrects: PublicId | None
    day: date
    taken_at: datetime
    log_size: int
    root_hash: str
    method: str
    digest: str
    counts: Counts
    boards: Sequence[Board]
    archive_size: int
    sample: bool
    acts: Sequence[Done]

    @property
    def state(self) -> State:
        return STATES[self._last(*STATES).act]

    @property
    def built(self) -> Done:
        return self.acts[0]

    @property
    def noticed(self) -> Done | None:
        return self._found(Act.NOTICED)

    @property
    def finalized(self) -> Done | None:
        return self._found(Act.FINALIZED)

    @property
    def published_at(self) -> datetime | None:
        """When it was first shown as more than a draft."""
        return self.noticed.at if self.noticed else None

    @property
    def notice_until(self) -> date | None:
        return self.noticed.until if self.noticed else None

    @property
    def ended(self) -> Done | None:
        """The act that made it void or corrected."""
        return self._found(Act.VOIDED) or self._found(Act.CORRECTED)

    @property
    def changes(self) -> list[Done]:
        """What has changed in its basis since it was built or its evaluator has last confirmed it."""
        found: list[Done] = []
        for done in self.acts:
            if done.act is Act.BASIS_CHANGED:
                found.append(done)
            elif done.act is Act.BASIS_CONFIRMED:
                found.clear()
        return found

    @property
    def confirmed(self) -> Done | None:
        return self._found(Act.BASIS_CONFIRMED)

    def _found(self, act: Act) -> Done | None:
        return next((done for done in reversed(self.acts) if done.act is act), None)

    def _last(self, *acts: Act) -> Done:
        return next(done for done in reversed(self.acts) if done.act in acts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which candidates of an edition are asked for; None asks for all. `measure` is a place in `Scheme.measures`,
    `level` the one that they have there; whoever is kept out of the ranking is in the list of no indicator either."""

    grade: int | None = None
    outcome: Outcome | None = None
    measure: int | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate of an edition as it was then; its enterprise as it is called now. `cells` are in the order of
    `Scheme.measures`."""

    place: int
    standard: PublicId
    version: int
    number: str
    product: PublicId
    name: str
    brand: str | None
    model: str
    specification: str | None
    enterprise: Enterprise
    grade: int | None
    reason: str | None
    about: str | None
    cells: tuple[Cell, ...]

    @property
    def outcome(self) -> Outcome:
        return Outcome.EXCLUDED if self.grade is None else Outcome.RANKED


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a product stands in an edition: grade 1 to 3, None where it is out."""

    place: int
    standard: PublicId
    product: PublicId
    version: int
    number: str
    model: str
    grade: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A product that stands elsewhere than in the edition before, with its grades; None: it was, or is, out or no
    candidate at all."""

    standing: Standing
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How an edition differs from another: which candidates are new, which are gone, which have a better or a worse
    grade; `same` counts those that stand where they stood."""

    entered: Sequence[Moved]
    left: Sequence[Moved]
    better: Sequence[Moved]
    worse: Sequence[Moved]
    same: int

    @property
    def compared(self) -> int:
        return self.same + len(self.better) + len(self.worse) + len(self.entered) + len(self.left)

    @property
    def moved(self) -> int:
        return self.compared - self.same


@dataclass(frozen=True, slots=True)
class Changed:
    """A standard of a candidate that is not any more what it was when the edition was built."""

    standard: PublicId
    version: int
    status: str
    barred: bool
    conflicted: bool

    @property
    def fact(self) -> str:
        """`2 current`, `1 withdrawn`, `1 current barred`: its version, its status, and what keeps it out."""
        out = (" barred" if self.barred else "") + (" conflicted" if self.conflicted else "")
        return f"{self.version} {self.status}{out}"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a product stands in an edition that counts, as that standard declared it: grade 1 to 3, or None and why it
    is out. `changed`: the standard is not any more what was graded, and the evaluator has not confirmed the edition."""

    edition: Counted
    standard: PublicId
    grade: int | None
    reason: str | None
    changed: bool


@dataclass(frozen=True, slots=True)
class PlacedStandard:
    """How many products of a standard stand in each grade of an edition that counts; None are those that are out.
    `changed` as of `Placed`."""

    edition: Counted
    grades: Mapping[int | None, int]
    changed: bool


Listed = TypeVar("Listed", Counted, Edition)


def counting(editions: Iterable[Listed]) -> dict[str, Listed]:
    """By scheme the edition that counts (rules: «Grading», `latest`): of those given, the newest first, the newest that
    is in notice or final, else the newest draft. One that is void or was corrected counts for nothing."""
    found: dict[str, Listed] = {}
    for each in editions:
        known = found.get(each.scheme)
        published = each.state in {State.NOTICE, State.FINAL}
        if (known is None and each.state in LIVE) or (published and known is not None and known.state is State.DRAFT):
            found[each.scheme] = each
    return found


def before(editions: Iterable[Edition], edition: Edition) -> Edition | None:
    """The edition that another is compared with: of those of its scheme, the newest first, the newest earlier one that
    is in notice, final, or was final until it was corrected."""
    shown = {State.NOTICE, State.FINAL, State.CORRECTED}
    mine = edition.id.number
    return next((each for each in editions if each.id.number < mine and each.state in shown), None)
