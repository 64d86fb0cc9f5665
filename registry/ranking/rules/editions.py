"""What may become of an edition, and when; and how one differs from another.

An edition is shown for objections (公示) for as many days as its scheme says, and is final only afterwards, by another
person than the one who built it. What is asked before the notice: that it ranks anything, that what it rests on is
still so, and that it does not turn the list of the edition before upside down without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from registry.kernel.clock import legal_day, rfc3339
from registry.kernel.findings import Finding, Message
from registry.ranking.values.editions import LONGEST_REASON, Difference, Edition, Moved, Standing, State
from registry.ranking.values.schemes import Scheme

MOST_MOVED = 30
"""Per cent of the candidates of two editions that may stand elsewhere before somebody has to say why."""

EMPTY = Message(
    "edition-empty",
    "这一期没有产品入榜（参评 {given}），不能公示。",
    "No product is ranked in this edition (candidates: {given}); it cannot go to notice.",
)
OTHER_STATE = Message(
    "edition-other-state",
    "这一期现在是“{given}”，只有“{accepted}”的才能这样做。",
    "This edition is “{given}” now; this can be done with one that is “{accepted}”.",
)
OTHER_VERSION = Message(
    "edition-scheme-has-newer-version",
    "这一期按方案第 {given} 版评级，现行的是第 {accepted} 版；请重新生成。",
    "This edition is graded by version {given} of the scheme, in force is version {accepted}; build it again.",
)
NOT_IN_FORCE = Message(
    "edition-scheme-not-in-force",
    "方案在 {given} 不在有效期内（{accepted}），不能公示。",
    "The scheme is not in force on {given} ({accepted}); no edition of it goes to notice.",
)
BASIS_CHANGED = Message(
    "edition-basis-changed",
    "生成之后，{given} 项参评标准的声明或状态有变化；请重新生成，或核对后确认。",
    "Since it was built, {given} of its standards have another declaration or status; build it again, or confirm it "
    "after checking.",
)
MUCH_MOVED = Message(
    "edition-much-moved",
    "与上一期相比，{given}% 的参评产品位置不同，超过 {accepted}%；请核对，并写明原因。",
    "{given}% of the candidates stand elsewhere than in the edition before, more than {accepted}%; check, and say why.",
)
OTHER_IN_NOTICE = Message(
    "edition-other-in-notice",
    "同一方案的 {given} 正在公示；等它定稿或作废以后再公示这一期。",
    "{given} of the same scheme is in notice; this one can follow when that is final or void.",
)
NOTICE_RUNS = Message(
    "edition-notice-runs",
    "公示到 {given} 为止，{accepted} 起才能定稿。",
    "The notice runs until {given}; it can be made final from {accepted} on.",
)
NO_PERSON = Message(
    "edition-needs-a-person",
    "生成和定稿必须由本人登录，或用发给本人的令牌办理；这一令牌不属于任何人。",
    "An edition is built and made final by people who sign in or hold a token of their own; this one is nobody's.",
)
SAME_PERSON = Message(
    "edition-same-person",
    "这一期是您生成的，须由另一人定稿。",
    "You have built this edition; another person has to make it final.",
)
CLOCK_BACK = Message(
    "edition-clock-moved-back",
    "时钟倒退了：现在是 {given}，而此前的记录是 {accepted}；请先校正时钟。",
    "The clock has moved back: it is {given} now, and the record before is of {accepted}; put the clock right first.",
)
NO_REASON = Message(
    "edition-without-reason",
    "必须写明原因，最多 {accepted} 字。",
    "A reason is required, of at most {accepted} characters.",
)
NOTHING_CHANGED = Message(
    "edition-nothing-to-confirm",
    "依据没有变化，不需要确认。",
    "Nothing of its basis has changed; there is nothing to confirm.",
)
NOT_AS_OF = Message(
    "edition-as-of-not-available",
    "不能按 {given} 的状态评级：{accepted}。",
    "It cannot be graded as of {given}: {accepted}.",
)


def wrong_state(edition: Edition, *accepted: State) -> Iterator[Finding]:
    if edition.state not in accepted:
        yield OTHER_STATE.error("state", _named(edition.state), " | ".join(map(_named, accepted)))


def _named(state: State) -> str:
    return f"{WORDS[state]} {state}"


WORDS = {
    State.DRAFT: "草稿",
    State.NOTICE: "公示中",
    State.FINAL: "已发布",
    State.CORRECTED: "已更正",
    State.VOID: "已作废",
}


def clock_back(now: datetime, before: Iterable[datetime]) -> Iterator[Finding]:
    """`before` are the instants that must lie in the past."""
    latest = max(before, default=now)
    if now < latest:
        yield CLOCK_BACK.error("at", rfc3339(now), rfc3339(latest))


def against_notice(
    edition: Edition,
    scheme: Scheme,
    today: date,
    *,
    other: Edition | None,
    difference: Difference | None,
    reason: str,
) -> Iterator[Finding]:
    """What stands against a notice from `today` on. `scheme` is the newest version; `other` is in notice already;
    `difference` is that from the edition before, which `reason` may explain."""
    yield from wrong_state(edition, State.DRAFT)
    correcting = edition.corrects is not None  # what was wrong must be put right, whatever has become of the scheme
    if edition.counts.ranked == 0 and not correcting:
        yield EMPTY.error("counts", str(edition.counts.candidates))
    if edition.scheme_version != scheme.version:
        yield OTHER_VERSION.error("scheme/version", str(edition.scheme_version), str(scheme.version))
    if not scheme.in_force(today) and not correcting:
        window = f"{scheme.valid_from} – {scheme.valid_to or ''}"
        yield NOT_IN_FORCE.error("scheme", today.isoformat(), window)
    if edition.changes:
        yield BASIS_CHANGED.error("basis", str(len({done.subject for done in edition.changes})))
    if other is not None:
        yield OTHER_IN_NOTICE.error("scheme", str(other.id))
    if difference is not None and not reason and 100 * difference.moved > MOST_MOVED * difference.compared:
        yield MUCH_MOVED.error("/reason", f"{100 * difference.moved / difference.compared:.0f}", str(MOST_MOVED))


def last_day(scheme: Scheme, today: date) -> date:
    """The last day of a notice that begins today: the days that follow are as many as the scheme says."""
    return today + timedelta(days=scheme.notice_days)


def against_final(edition: Edition, person: int | None, *, trusted: bool, today: date) -> Iterator[Finding]:
    """What stands against making it final `today`. A command of this machine (`trusted`) acts for whom it likes, and is
    held to the calendar only."""
    yield from wrong_state(edition, State.NOTICE)
    until = edition.notice_until
    if until is not None and today <= until:
        yield NOTICE_RUNS.error("notice_until", until.isoformat(), (until + timedelta(days=1)).isoformat())
    if edition.changes:
        yield BASIS_CHANGED.error("basis", str(len({done.subject for done in edition.changes})))
    yield from nobody(person, trusted=trusted)
    if person is not None and person == edition.built.person:
        yield SAME_PERSON.error("Authorization")


def nobody(person: int | None, *, trusted: bool) -> Iterator[Finding]:
    """An edition is built and made final by two people: so neither is done by a token that is nobody's own."""
    if not trusted and person is None:
        yield NO_PERSON.error("Authorization")


def without_reason(reason: str) -> Iterator[Finding]:
    if not reason or len(reason) > LONGEST_REASON:
        yield NO_REASON.error("/reason", reason[:20], str(LONGEST_REASON))


def not_as_of(as_of: datetime, now: datetime, newest: datetime | None) -> Iterator[Finding]:
    """The declarations are graded as they are now: so an earlier instant can be asked for only as long as nothing has
    been published since (`newest`: when the journal was last written)."""
    if as_of > now:
        yield NOT_AS_OF.error("/as_of", rfc3339(as_of), rfc3339(now))
    elif newest is not None and newest > as_of:
        yield NOT_AS_OF.error("/as_of", rfc3339(as_of), f"≥ {rfc3339(newest)}")
    elif legal_day(as_of) != legal_day(now):
        yield NOT_AS_OF.error("/as_of", rfc3339(as_of), legal_day(now).isoformat())


def difference(before: Sequence[Standing], after: Sequence[Standing]) -> Difference:
    """How `after` differs from `before`. A product is found again in the same standard, or where that was revised, in
    the only one that declares it."""
    better, worse, same = list[Moved](), list[Moved](), 0
    pairs, entered, left = _paired(before, after)
    for one, other in pairs:
        if one.grade == other.grade:
            same += 1
        else:
            risen = (other.grade or _OUT) < (one.grade or _OUT)
            (better if risen else worse).append(Moved(other, one.grade, other.grade))
    return Difference(
        entered=[Moved(each, None, each.grade) for each in entered],
        left=[Moved(each, each.grade, None) for each in left],
        better=better,
        worse=worse,
        same=same,
    )


_OUT = 4
"""Behind every grade."""


def _paired(
    before: Sequence[Standing], after: Sequence[Standing]
) -> tuple[list[tuple[Standing, Standing]], list[Standing], list[Standing]]:
    """The candidates that both know, those that only `after` knows, and those that only `before` does."""
    former = {(each.standard, each.product): each for each in before}
    pairs, new = list[tuple[Standing, Standing]](), list[Standing]()
    for each in after:
        one = former.pop((each.standard, each.product), None)
        if one is None:
            new.append(each)
        else:
            pairs.append((one, each))
    revised = Counter(each.product for each in former.values())
    by_product = {each.product: each for each in former.values() if revised[each.product] == 1}
    entered = list[Standing]()
    for each in new:
        one = by_product.pop(each.product, None)
        if one is None:
            entered.append(each)
        else:
            del former[one.standard, one.product]
            pairs.append((one, each))
    return pairs, entered, list(former.values())
