"""What is declared against what is prescribed: mandatory limits (低于强制) and recommended standards (少于/低于推荐性).

Only a well-sourced mandatory limit refuses; an unverified one, or one whose condition cannot be decided from what is
declared, is a notice. Export-only products are outside the floor check (标准化法 art. 26).

Sources: 标准化法 art. 21, 25; 企业标准化促进办法 art. 8, 14.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from registry.declarations.values import Declaration, DeclaredProduct
from registry.identifiers.standard_number import StandardKind, display_of
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import Indicator, Interval
from registry.kernel.decimals import plain
from registry.kernel.findings import Finding, Message
from registry.reference.rules import Judgement, Standing, judge
from registry.reference.snapshot import Reference
from registry.reference.values import Doubt, Limit, Provenance, RecommendedValue

LIMIT_BROKEN = Message(
    "limit-broken",
    "指标“{name}”声明为 {given}，不符合强制性国家标准 {standard}{clause} 的限值 {accepted}：{declared} 对 {limit}"
    "（标准化法第二十一条）。",
    "The indicator “{name}” is declared as {given}, which breaks the mandatory limit {accepted} of "
    "{standard}{clause}: {declared} against {limit} (Standardization Law art. 21).",
)
LIMIT_BROKEN_UNVERIFIED = Message(
    "limit-broken-unverified",
    "指标“{name}”声明为 {given}，可能不符合 {standard}{clause} 的限值 {accepted}：{declared} 对 {limit}。"
    "该限值为示例数据，未经核实，因此只作提示。",
    "The indicator “{name}” is declared as {given}, which may break the limit {accepted} of {standard}{clause}: "
    "{declared} against {limit}. That limit is sample data, unverified, and therefore does not refuse.",
)
LIMIT_UPCOMING = Message(
    "limit-upcoming",
    "指标“{name}”声明为 {given}，自 {starts} 起不符合 {standard}{clause} 的限值 {accepted}：{declared} 对 {limit}。",
    "The indicator “{name}” is declared as {given}, which from {starts} on breaks the limit {accepted} of "
    "{standard}{clause}: {declared} against {limit}.",
)
LIMIT_BROKEN_LOW_TRUST = Message(
    "limit-broken-low-trust",
    "指标“{name}”声明为 {given}，可能不符合 {standard}{clause} 的限值 {accepted}：{declared} 对 {limit}。"
    "该限值有出处，但出处可信度低，因此只作提示。",
    "The indicator “{name}” is declared as {given}, which may break the limit {accepted} of {standard}{clause}: "
    "{declared} against {limit}. That limit is stated by sources of low trust only, and therefore does not refuse.",
)
LIMIT_BROKEN_SCOPE_UNKNOWN = Message(
    "limit-broken-scope-unknown",
    "指标“{name}”声明为 {given}，可能不符合 {standard}{clause} 的限值 {accepted}：{declared} 对 {limit}。"
    "该限值有出处，但出处没有说明适用于哪些材料，因此只作提示。",
    "The indicator “{name}” is declared as {given}, which may break the limit {accepted} of {standard}{clause}: "
    "{declared} against {limit}. The source of that limit does not say to which materials it applies, and it therefore "
    "does not refuse.",
)
LIMIT_BROKEN_WORDING = Message(
    "limit-broken-wording-open",
    "指标“{name}”声明为 {given}，可能不符合 {standard}{clause} 的要求 {accepted}。"
    "该要求以文字表述，声明的写法可能另有含义，因此只作提示。",
    "The indicator “{name}” is declared as {given}, which may not be what {standard}{clause} asks: {accepted}. "
    "That requirement is in words, the declared words may mean something else, and it therefore does not refuse.",
)
UNKNOWN = Message(
    "limit-indicator-unknown",
    "指标“{given}”不在指标词典中，没有与强制性限值核对（{count} 个产品）；词典中的名称见 {accepted}。",
    "The indicator “{given}” is not in the dictionary and was not held against the limits ({count} products); "
    "the names of the dictionary are listed at {accepted}.",
)
STOCK_GRACE = Message(
    "limit-stock-grace",
    "{standard} 允许 {given} 以前生产的产品销售到 {accepted}。",
    "{standard} lets products made before {given} be sold until {accepted}.",
)
UNDECIDED = Message(
    "limit-applicability-unknown",
    "指标“{name}”是否适用 {standard}{clause} 的限值 {accepted} 无法判断：没有声明 {missing}（{count} 个产品）。",
    "Whether the limit {accepted} of {standard}{clause} applies to the indicator “{name}” cannot be decided: {missing} "
    "is not declared ({count} products).",
)
RECOMMENDED_UNDECIDED = Message(
    "recommended-applicability-unknown",
    "推荐性标准 {standard}{clause} 对指标“{name}”的要求 {accepted} 是否适用无法判断："
    "没有声明 {missing}（{count} 个产品）。",
    "Whether the recommended value {accepted} of {standard}{clause} applies to the indicator “{name}” cannot be "
    "decided: {missing} is not declared ({count} products).",
)
NOT_COMPARABLE = Message(
    "limit-not-comparable",
    "指标“{name}”声明为 {given}，无法与 {standard}{clause} 的限值 {accepted} 比较（{count} 个产品）。",
    "The indicator “{name}” is declared as {given}, which does not compare with the limit {accepted} of "
    "{standard}{clause} ({count} products).",
)
RECOMMENDED_NOT_COMPARABLE = Message(
    "recommended-not-comparable",
    "指标“{name}”声明为 {given}，无法与推荐性标准 {standard}{clause} 的要求 {accepted} 比较（{count} 个产品）。",
    "The indicator “{name}” is declared as {given}, which does not compare with the recommended value {accepted} of "
    "{standard}{clause} ({count} products).",
)
SHORTFALL_MISSING = Message(
    "shortfall-missing",
    "少于推荐性标准 {standard}：{given} 个产品没有声明指标“{name}”（要求 {accepted}）。",
    "Fewer indicators than the recommended standard {standard}: {given} products do not declare “{name}” ({accepted}).",
)
SHORTFALL_LOWER = Message(
    "shortfall-lower",
    "低于推荐性标准 {standard}：指标“{name}”声明为 {given}，标准要求 {accepted}：{declared} 对 {limit}。",
    "Lower than the recommended standard {standard}: “{name}” is declared as {given}, the standard asks for "
    "{accepted}: {declared} against {limit}.",
)
SHORTFALL_MISSING_UNVERIFIED = Message(
    "shortfall-missing-unverified",
    "可能少于推荐性标准 {standard}：{given} 个产品没有声明指标“{name}”（要求 {accepted}）。"
    "该要求为示例数据，未经核实，因此不要求明示。",
    "There may be fewer indicators than in the recommended standard {standard}: {given} products do not declare "
    "“{name}” ({accepted}). That value is sample data, unverified, and therefore asks for no disclosure.",
)
SHORTFALL_LOWER_UNVERIFIED = Message(
    "shortfall-lower-unverified",
    "可能低于推荐性标准 {standard}：指标“{name}”声明为 {given}，标准要求 {accepted}：{declared} 对 {limit}。"
    "该要求为示例数据，未经核实，因此不要求明示。",
    "It may be lower than the recommended standard {standard}: “{name}” is declared as {given}, the standard asks for "
    "{accepted}: {declared} against {limit}. That value is sample data, unverified, and therefore asks for no "
    "disclosure.",
)
DISCLOSURE_ASKED = Message(
    "shortfall-to-disclose",
    "声明的指标少于或低于推荐性标准，公开时必须明示（促进办法第十四条）。",
    "The declaration has fewer or lower indicators than a recommended standard; publishing asks for its disclosure "
    "(order 83, art. 14).",
)
DISCLOSURE_MISSING = Message(
    "shortfall-not-disclosed",
    "声明的指标少于或低于推荐性标准，没有明示，不能公开（促进办法第十四条）；请明示（disclose_shortfall），或补齐指标。",
    "The declaration has fewer or lower indicators than a recommended standard, and this is not disclosed (order 83, "
    "art. 14); disclose it (disclose_shortfall), or add what is missing.",
)
IMPLAUSIBLE = Message(
    "value-implausible",
    "指标“{name}”的值 {given} 不可信，一般在 {accepted}；请核对数值和单位。",
    "The value {given} of “{name}” is not plausible; it lies within {accepted}. Please check the number and its unit.",
)
LIMIT_OPEN = {Standing.UNDECIDED: UNDECIDED, Standing.NOT_COMPARABLE: NOT_COMPARABLE}
RECOMMENDED_OPEN = {
    Standing.UNDECIDED: RECOMMENDED_UNDECIDED,
    Standing.NOT_COMPARABLE: RECOMMENDED_NOT_COMPARABLE,
}
DOUBTED = {
    Doubt.UNVERIFIED: LIMIT_BROKEN_UNVERIFIED,
    Doubt.LOW_TRUST: LIMIT_BROKEN_LOW_TRUST,
    Doubt.SCOPE: LIMIT_BROKEN_SCOPE_UNKNOWN,
    Doubt.WORDING: LIMIT_BROKEN_WORDING,
}
"""Why a limit does not refuse, said with the value that would break it."""

DIMENSIONLESS = "1"
"""The unit of a pure number, which nobody writes."""

SHORTFALLS = frozenset({SHORTFALL_MISSING.code, SHORTFALL_LOWER.code})
UNVERIFIED_SHORTFALLS = frozenset({SHORTFALL_MISSING_UNVERIFIED.code, SHORTFALL_LOWER_UNVERIFIED.code})


def measured(declaration: Declaration, reference: Reference, day: date) -> Iterator[Finding]:
    """What limits, recommended standards and the dictionary have to say of the declared values on the legal day `day`.

    What several products lack, or leave undecided, is said once. Recommended standards are asked of the enterprise's
    own standards only: who declares a national or industry standard executes it as it stands (order 83, art. 14).
    """
    missing: dict[str, list[tuple[int, RecommendedValue]]] = {}
    undecided: dict[tuple[str, Message], list[Finding]] = {}
    unknown: dict[str, list[Finding]] = {}
    own = declaration.kind is StandardKind.ENTERPRISE
    for place, product in enumerate(declaration.products):
        pointer = f"/products/{place}"
        yield from _implausible(product, pointer, reference)
        indicators = [written.understood for written in product.indicators]
        if not product.export_only:
            for each in _unknown(product, pointer, reference, day):
                unknown.setdefault(each.given or "", []).append(each)
            asked = product.category, indicators, reference.dictionary, day
            said: tuple[Finding, ...] = ()  # two rows of one table (classes B and C) may ask the same
            for judged in judge(reference.limits, *asked):
                if judged.standing is Standing.BROKEN:
                    broken = tuple(_broken(judged, product, pointer, reference, day))
                    yield from (finding for finding in broken if finding not in said)
                    said += broken
                elif judged.place is not None:
                    _keep(undecided, judged, product, pointer, reference)
            for coming in judge(reference.limits, *asked, upcoming=True):
                if coming.standing is Standing.BROKEN:
                    yield _said(LIMIT_UPCOMING, coming, product, pointer, reference)
        for value in (
            judge(reference.recommended, product.category, indicators, reference.dictionary, day) if own else ()
        ):
            if value.standing is Standing.NOT_DECLARED:
                missing.setdefault(value.threshold.id, []).append((place, value.threshold))
            elif value.standing is Standing.BROKEN:
                message = SHORTFALL_LOWER if _sourced(value.threshold) else SHORTFALL_LOWER_UNVERIFIED
                yield _said(message, value, product, pointer, reference)
            else:
                _keep(undecided, value, product, pointer, reference)
    for found in missing.values():
        place, threshold = found[0]
        message = SHORTFALL_MISSING if _sourced(threshold) else SHORTFALL_MISSING_UNVERIFIED
        yield message.notice(
            f"/products/{place}/indicators",
            given=str(len(found)),
            accepted=_asked(threshold),
            standard=display_of(threshold.standard),
            name=_name(threshold.indicator, reference),
        )
    for same in (*undecided.values(), *unknown.values()):
        yield replace(same[0], params={**same[0].params, "count": str(len(same))})


def _unknown(product: DeclaredProduct, pointer: str, reference: Reference, day: date) -> Iterator[Finding]:
    """Each name that is none of the dictionary, where there are limits that might have been meant."""
    if not any(limit.in_force(day) for limit in reference.limits.get(product.category, ())):
        return
    accepted = f"/api/v1/reference/indicators?category={product.category}"
    names: dict[str, int] = {}
    for place, written in enumerate(product.indicators):
        if written.understood.code is None and written.name:
            names.setdefault(written.name, place)
    for name, place in names.items():
        yield UNKNOWN.notice(f"{pointer}/indicators/{place}/name", given=name, accepted=accepted, count="1")


def _sourced(value: RecommendedValue) -> bool:
    return value.provenance is Provenance.SOURCED


def _broken(
    judged: Judgement[Limit], product: DeclaredProduct, pointer: str, reference: Reference, day: date
) -> Iterator[Finding]:
    limit = judged.threshold
    message = LIMIT_BROKEN if limit.doubt is None else DOUBTED[limit.doubt]
    yield _said(message, judged, product, pointer, reference)
    if limit.valid_from is not None and limit.stock_grace_until is not None and day <= limit.stock_grace_until:
        yield STOCK_GRACE.notice(
            _pointer(judged, pointer),
            given=limit.valid_from.isoformat(),
            accepted=limit.stock_grace_until.isoformat(),
            standard=display_of(limit.standard),
        )


def _keep(
    undecided: dict[tuple[str, Message], list[Finding]],
    judged: Judgement[Limit] | Judgement[RecommendedValue],
    product: DeclaredProduct,
    pointer: str,
    reference: Reference,
) -> None:
    """Keeps what is to be said of a threshold that is neither met nor broken, product after product."""
    messages = LIMIT_OPEN if isinstance(judged.threshold, Limit) else RECOMMENDED_OPEN
    message = messages.get(judged.standing)
    if message is not None:
        said = _said(message, judged, product, pointer, reference)
        undecided.setdefault((judged.threshold.id, message), []).append(said)


def _said(
    message: Message,
    judged: Judgement[Limit] | Judgement[RecommendedValue],
    product: DeclaredProduct,
    pointer: str,
    reference: Reference,
) -> Finding:
    """`message` with all that any of them says: the clause, both values in one unit, what was not declared."""
    threshold = judged.threshold
    entry = reference.dictionary.get(threshold.indicator)
    declared = product.indicators[judged.place].understood if judged.place is not None else None
    say = message.error if message is LIMIT_BROKEN else message.notice
    return say(
        _pointer(judged, pointer),
        given=declared.requirement.text.strip() if declared else None,
        accepted=_asked(threshold),
        name=declared.name if declared else _name(threshold.indicator, reference),
        standard=display_of(threshold.standard),
        clause=f" {threshold.clause}" if threshold.clause else "",
        declared=_in_one_unit(declared, entry) if declared else "—",
        limit=_interval(threshold.canonical, entry) or _asked(threshold),
        missing="、".join(_name(code, reference) for code in judged.unknown),
        count="1",
        starts=threshold.valid_from.isoformat() if threshold.valid_from else "—",
    )


def _pointer(judged: Judgement[Limit] | Judgement[RecommendedValue], pointer: str) -> str:
    return f"{pointer}/indicators" if judged.place is None else f"{pointer}/indicators/{judged.place}"


def _implausible(product: DeclaredProduct, pointer: str, reference: Reference) -> Iterator[Finding]:
    """Values outside what the dictionary holds possible: a power factor of 934."""
    for place, written in enumerate(product.indicators):
        indicator = written.understood
        entry = reference.dictionary.get(indicator.code) if indicator.code else None
        if entry is None or entry.plausible is None or indicator.canonical is None:
            continue
        low, high = entry.plausible.low, entry.plausible.high
        ends = [end for end in (indicator.canonical.low, indicator.canonical.high) if end is not None]
        if any((low is not None and end < low) or (high is not None and end > high) for end in ends):
            yield IMPLAUSIBLE.notice(
                f"{pointer}/indicators/{place}/text",
                given=indicator.requirement.text.strip(),
                accepted=_interval(Interval(low, high, entry.unit), entry),
                name=indicator.name,
            )


def _asked(threshold: Limit | RecommendedValue) -> str:
    """The requirement as its standard words it, with the unit that its column has."""
    text, unit = threshold.requirement.text, threshold.requirement.unit
    return text if unit is None or unit == DIMENSIONLESS or text.endswith(unit) else f"{text} {unit}"


def _in_one_unit(indicator: Indicator, entry: IndicatorEntry | None) -> str:
    return _interval(indicator.canonical, entry) or indicator.requirement.text.strip()


def _interval(interval: Interval | None, entry: IndicatorEntry | None) -> str:
    """`≤0.05 mg/m³`, `4～7.5`; empty where there is no interval, or its numbers are places on a scale."""
    if interval is None or (entry is not None and entry.scale is not None):
        return ""
    unit = "" if interval.unit in {None, DIMENSIONLESS} else f" {interval.unit}"
    low, high = (None if end is None else plain(end) for end in (interval.low, interval.high))
    if low is None or high is None:
        return f"≤{high}{unit}" if low is None else f"≥{low}{unit}"
    return f"{low}{unit}" if low == high else f"{low}～{high}{unit}"


def _name(code: str, reference: Reference) -> str:
    entry = reference.dictionary.get(code)
    return entry.name if entry else code
